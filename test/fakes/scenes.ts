/** Every page in every state, as a person may meet it: looked at for access, and drawn for the docs. */
import type { Page } from 'playwright-core';
import * as say from './answers.ts';
import { post } from './calls.ts';
import { statusInTrouble } from './status-scene.ts';
import { startDemoGateway, startGateway, type TestGateway } from './gateway.ts';
import { type FakeUpstream, startUpstream } from './upstream.ts';
import { until } from './patience.ts';

const key = 'a-key-of-the-scenes-0001';
const question = { model: 'demo-small', messages: [{ role: 'user', content: 'What is error 502?' }] };

/** All that an answer may be made of. */
const told = [
  '## The order of clocks\n\nEach hop waits **longer** than the one behind it:\n\n',
  '| hop | waits | why |\n|:--|--:|:--|\n| browser | 120 s | a person is patient |\n| proxy | 90 s | longer than the gateway |\n| gateway | 60 s | it *knows* the model |\n\n',
  '1. Look at `proxy_read_timeout`.\n2. Then at the [model server](https://example.org/).\n\n',
  '```nginx\n# Streams are passed on as they come.\nlocation /v1/ {\n  proxy_pass http://127.0.0.1:8080;\n  proxy_buffering off;\n  proxy_read_timeout 90s;\n}\n```\n\n',
  '```typescript\nconst patienceMs = 90_000;\nexport const wait = async (signal: AbortSignal): Promise<string> => {\n  if (signal.aborted) return "called off";\n  return `after ${patienceMs} ms`;\n};\n```\n\n',
  '> A clock that is too short makes a healthy server look dead.\n',
];

export interface Stage {
  readonly demo: TestGateway;
  /** Its model has much to tell. */
  readonly teller: TestGateway;
  /** It asks for keys, and its upstream finds every conversation too long. */
  readonly keyed: TestGateway;
  close(): Promise<void>;
}

export interface Scene {
  readonly name: string;
  /** Leaves the page as it is to be looked at. */
  show(page: Page, stage: Stage): Promise<void>;
}

const tooLong = {
  error: { message: 'Too many tokens.', type: 'invalid_request_error', code: 'context_length_exceeded', param: null },
};

export const openStage = async (): Promise<Stage> => {
  const upstream: FakeUpstream = await startUpstream(say.json(JSON.stringify(tooLong), 400));
  const model: FakeUpstream = await startUpstream(say.stream(say.chatStream(...told)));
  const [demo, teller, keyed] = await Promise.all([
    startDemoGateway(),
    startGateway({ upstreams: { one: { url: model.url } } }),
    startGateway({ keys: { team: { key } }, upstreams: { one: { url: upstream.url } } }),
  ]);
  return {
    demo,
    teller,
    keyed,
    close: async () => {
      await Promise.all([demo.stop(), teller.stop(), keyed.stop()]);
      await Promise.all([upstream.close(), model.close()]);
    },
  };
};

type Fault = 'killed' | 'stalled' | 'throttled' | null;

const steer = async ({ demo }: Stage, server: string, fault: Fault): Promise<void> => {
  const headers = { origin: demo.origin, 'content-type': 'application/json' };
  await fetch(`${demo.origin}/demo`, { method: 'POST', headers, body: JSON.stringify({ server, fault }) });
  if (fault === null) await demo.forgive(server);
};

const breaking = async (stage: Stage, faults: Readonly<Record<string, Fault>>): Promise<void> => {
  for (const [server, fault] of Object.entries(faults)) await steer(stage, server, fault);
};

/** Id of a call under these faults, once it has ended; `mid`: broken when the answer has begun. */
const callUnder = async (
  stage: Stage,
  faults: Readonly<Record<string, Fault>>,
  when: 'before' | 'mid',
): Promise<string | null> => {
  if (when === 'before') await breaking(stage, faults);
  const response = await post(stage.demo.url, { ...question, stream: when === 'mid' });
  const reader = response.body?.getReader();
  await reader?.read();
  if (when === 'mid') await breaking(stage, faults);
  while ((await reader?.read())?.done === false);
  const id = response.headers.get('x-request-id');
  await stage.demo.ended(id);
  return id;
};

const why =
  (faults: Readonly<Record<string, Fault>>, when: 'before' | 'mid' = 'before') =>
  async (page: Page, stage: Stage): Promise<void> => {
    const id = await callUnder(stage, faults, when);
    await page.goto(`${stage.demo.origin}/why/${id}`);
  };

const running = async (page: Page, stage: Stage): Promise<void> => {
  await steer(stage, 'demo-a', 'stalled');
  const call = new AbortController();
  const response = await post(stage.demo.url, { ...question, stream: true }, { signal: call.signal }).catch(() => null);
  const id = response?.headers.get('x-request-id');
  await page.goto(`${stage.demo.origin}/why/${id}`);
};

const at =
  (path: string) =>
  async (page: Page, { demo }: Stage): Promise<void> => {
    await page.goto(demo.origin + path);
  };

const ask = async (page: Page, text: string): Promise<void> => {
  await page.fill('#message', text);
  await page.keyboard.press('Enter');
};

const explained = async (page: Page, { demo }: Stage): Promise<void> => {
  await page.goto(`${demo.origin}/explain`);
  await page.fill('#text', 'upstream prematurely closed connection while reading response header from upstream');
  await page.click('button[type=submit]');
  await page.waitForSelector('#answer');
};

/** What `/v1` answers is in a sandbox, where nothing can be looked at by script: its page is shown outside of it. */
const failure = async (page: Page, { demo, keyed }: Stage): Promise<void> => {
  const response = await fetch(`${keyed.origin}/v1/models`, { headers: { accept: 'text/html' } });
  await page.goto(`${demo.origin}/about`);
  await page.setContent(await response.text());
};

/** The doctor's page after its walk. */
const examined = async (page: Page, { demo }: Stage): Promise<void> => {
  await page.goto(`${demo.origin}/doctor`);
  await page.waitForSelector('#diagnosis h2');
  await page.waitForSelector('#run:not([disabled])');
};

const doctorScenes: readonly Scene[] = [
  { name: 'doctor', show: examined },
  {
    name: 'doctor-failed',
    show: async (page, stage) => {
      await breaking(stage, { 'demo-a': 'killed', 'demo-b': 'killed' });
      for (let call = 0; call < 8; call++) await (await post(stage.demo.url, question)).arrayBuffer();
      await examined(page, stage);
    },
  },
  {
    name: 'doctor-offline',
    show: async (page, stage) => {
      await examined(page, stage);
      await page.evaluate('Object.defineProperty(navigator, "onLine", { value: false })');
      await page.click('#run');
      await page.waitForSelector('#diagnosis[data-trouble="no_link"]');
    },
  },
  {
    name: 'doctor-alone',
    show: async (page, stage) => {
      await examined(page, stage);
      await page.evaluate(
        'document.getElementById("diagnosis").replaceWith(document.getElementById("alone-unknown").content.firstElementChild.cloneNode(true))',
      );
    },
  },
];

const pageScenes: readonly Scene[] = [
  { name: 'about', show: at('/about') },
  { name: 'explain', show: at('/explain') },
  { name: 'explain-answer', show: explained },
  { name: 'explain-nothing', show: at('/explain?text=hello') },
  { name: 'status', show: at('/status') },
  { name: 'causes', show: at('/causes') },
  { name: 'cause', show: at('/causes/connection_refused') },
  { name: 'missing', show: at('/why/nothing') },
  { name: 'why-answered', show: why({}) },
  { name: 'why-rescued', show: why({ 'demo-a': 'killed' }, 'mid') },
  { name: 'why-failed', show: why({ 'demo-a': 'killed', 'demo-b': 'killed' }) },
  { name: 'why-throttled', show: why({ 'demo-a': 'throttled', 'demo-b': 'throttled' }) },
  { name: 'why-running', show: running },
  { name: 'failure', show: failure },
  { name: 'status-trouble', show: (page, { keyed }) => statusInTrouble(page, keyed) },
];

const chatScenes: readonly Scene[] = [
  {
    name: 'chat',
    show: async (page, { demo }) => {
      await page.goto(demo.origin);
      await page.waitForSelector('#message');
    },
  },
  {
    name: 'chat-answer',
    show: async (page, { demo }) => {
      await page.goto(demo.origin);
      await ask(page, 'What is error 502?');
      await page.waitForSelector('.answer.is-done');
    },
  },
  {
    name: 'chat-code',
    show: async (page, { teller }) => {
      await page.goto(teller.origin);
      await ask(page, 'Which clock has to be the longest?');
      await page.waitForSelector('.answer.is-done');
      await page.waitForSelector('.code-block .is-keyword');
    },
  },
  {
    name: 'chat-demo',
    show: async (page, stage) => {
      await page.goto(stage.demo.origin);
      await page.click('.demo summary');
      await ask(page, 'What is error 502?');
      await page.waitForSelector('.answer .markdown');
      await page.click('.demo-server button');
      await page.waitForSelector('.demo a[href^="/why/"]');
    },
  },
  {
    name: 'chat-side',
    show: async (page, { demo }) => {
      await page.setViewportSize({ width: 390, height: 760 });
      await page.goto(demo.origin);
      await page.click('.bar .narrow-only');
      await page.waitForSelector('.sidebar.is-open');
    },
  },
  {
    name: 'chat-waiting',
    show: async (page, stage) => {
      await breaking(stage, { 'demo-a': 'killed', 'demo-b': 'killed' });
      await page.goto(stage.demo.origin);
      await ask(page, 'Is my message lost?');
      await page.waitForSelector('.waiting');
      await page.getByText('waiting for recovery').waitFor();
      await page.waitForSelector('.waiting .hops');
    },
  },
  {
    name: 'chat-offline',
    show: async (page, { demo }) => {
      await page.goto(demo.origin);
      await page.waitForSelector('#message');
      await page.context().setOffline(true);
      await ask(page, 'Is my message lost?');
      await page.waitForSelector('.answer.is-queued .waiting.card');
      await page.getByText('This device is offline.').first().waitFor();
    },
  },
  {
    name: 'chat-sign-in',
    show: async (page, { keyed }) => {
      await page.goto(keyed.origin);
      await page.waitForSelector('.sign-in');
    },
  },
  {
    name: 'chat-failed',
    show: async (page, { keyed }) => {
      await page.goto(keyed.origin);
      await page.waitForSelector('.sign-in');
      await page.fill('.sign-in input', key);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.sign-in', { state: 'detached' });
      await ask(page, 'A very long story');
      await page.waitForSelector('.trouble .hops');
      await page.context().clearCookies();
    },
  },
];

/** What a scene before has begun may still meet a server that is on its way back, and call it down once more. */
const untilWell = async (stage: Stage): Promise<void> => {
  await until('servers of the demo that are well', async () => {
    const { data } = (await (await fetch(`${stage.demo.url}/models`)).json()) as { data: { available: boolean }[] };
    if (data.every(({ available }) => available)) return true;
    await breaking(stage, { 'demo-a': null, 'demo-b': null });
    return false;
  });
};

/** Each begins with servers that are well and a browser that nobody used before. */
export const scenes: readonly Scene[] = [...chatScenes, ...pageScenes, ...doctorScenes].map((scene) => ({
  name: scene.name,
  show: async (page, stage) => {
    await page.context().setOffline(false);
    await breaking(stage, { 'demo-a': null, 'demo-b': null });
    await untilWell(stage);
    await scene.show(page, stage);
  },
}));
