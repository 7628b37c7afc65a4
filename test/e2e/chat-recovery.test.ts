/** The chat when a gateway is killed or away, an upstream dies, or a limit is reached: the prompt is there, and the end is told. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import { post } from '../fakes/calls.ts';
import type { ChatPage } from '../fakes/chat-page.ts';
import { chatPage } from '../fakes/chat-page.ts';
import type { CuttingProxy } from '../fakes/cutting-proxy.ts';
import { startCuttingProxy } from '../fakes/cutting-proxy.ts';
import type { Program } from '../fakes/program.ts';
import { startIn, startProgram } from '../fakes/program.ts';
import type { SlowWriter } from '../fakes/slow-writer.ts';
import { slowWriter } from '../fakes/slow-writer.ts';
import type { FakeUpstream, Seen } from '../fakes/upstream.ts';
import { startUpstream } from '../fakes/upstream.ts';

const options = { skip: noBrowser } as const;

const browser = browserOfFile();

const secret = { GOOD_GATEWAY_SECRET: 'a secret of this test alone' };
const portOf = ({ origin }: Program): number => Number(new URL(origin).port);

interface Scene {
  readonly chat: ChatPage;
  readonly proxy: CuttingProxy;
  readonly writer: SlowWriter;
  readonly one: FakeUpstream;
  readonly two: FakeUpstream;
  /** The gateway itself, past the proxy. */
  readonly origin: () => string;
  /** The gateway dies as in a crash. */
  readonly kill: () => Promise<void>;
  /** It is started again, with the files it had. */
  readonly revive: () => Promise<void>;
}

/** `targets`: how many upstreams the gateway has. */
const onStage = async (
  config: { readonly targets: 1 | 2; readonly more?: Readonly<Record<string, unknown>> },
  act: (scene: Scene) => Promise<void>,
): Promise<void> => {
  const writer = slowWriter();
  const [one, two] = [await startUpstream(writer.act), await startUpstream(say.stream(say.chatStream(writer.whole)))];
  const quiet = { health: 'off', models: ['m'], maxConcurrency: 1 };
  const upstreams = {
    one: { url: one.url, ...quiet },
    ...(config.targets === 2 ? { two: { url: two.url, ...quiet } } : {}),
  };
  let program = await startProgram({ upstreams, keepPrompts: 'durable', drain: '300ms', ...config.more }, secret);
  const { folder } = program;
  const proxy = await startCuttingProxy(portOf(program));
  const chat = await chatPage(browser(), proxy.origin);
  const scene: Scene = {
    chat,
    proxy,
    writer,
    one,
    two,
    origin: () => program.origin,
    kill: async () => {
      proxy.lead(null);
      await program.kill();
    },
    revive: async () => {
      program = await startIn(folder, secret);
      proxy.lead(portOf(program));
    },
  };
  try {
    await chat.open();
    await act(scene);
    assert.deepEqual(chat.complaints, []);
  } finally {
    await chat.page.close();
    await proxy.close();
    await program.close();
    await Promise.all([one.close(), two.close()]);
  }
};

const question = 'Is it there?';
const isOfChat = ({ body }: Seen): boolean => body.includes(question);

interface Killed {
  readonly reach: (scene: Scene) => Promise<void>;
  /** How often the model is asked in all: what a dead gateway had asked for died with it. */
  readonly asked: 1 | 2;
}

let before: ServerResponse | null = null;

const killedAt = {
  'waiting for its place': {
    asked: 1,
    reach: async ({ chat, one, writer, origin }) => {
      one.act((answer, seen) => (isOfChat(seen) ? writer.act(answer, seen) : (before = answer)));
      void post(`${origin()}/v1`, { model: 'm', messages: [{ role: 'user', content: 'the one before' }] }).catch(
        () => null,
      );
      await one.met(1);
      await chat.send(question);
      await chat.says(/The gateway says/);
    },
  },
  'sent, no word yet': {
    asked: 2,
    reach: async ({ chat, one }) => {
      await chat.send(question);
      await one.met(1);
      await chat.answerIs('sent');
    },
  },
  'half of the answer there': {
    asked: 2,
    reach: async ({ chat, writer }) => {
      await chat.send(question);
      await writer.begin();
      await chat.answerHas('first half');
    },
  },
  'all of the answer there': {
    asked: 1,
    reach: async ({ chat, writer }) => {
      await chat.send(question);
      await writer.begin();
      writer.finish();
      await chat.answerIs('done');
    },
  },
} as const satisfies Readonly<Record<string, Killed>>;

for (const [state, { reach, asked }] of Object.entries<Killed>(killedAt))
  test(`${state}; the gateway is killed and started again: the answer is whole, and told once`, options, () =>
    onStage({ targets: 1 }, async (scene) => {
      const { chat, writer, one, kill, revive } = scene;
      await reach(scene);
      const isDone = (await chat.page.locator('.answer.is-done').count()) > 0;
      await kill();
      before?.destroy();
      one.act((answer, seen) =>
        isOfChat(seen)
          ? say.stream(say.chatStream(writer.whole))(answer, seen)
          : say.json(say.chatBody('fine'))(answer, seen),
      );
      if (!isDone) await chat.says(/line broke|does not answer/);
      await chat.type('a newer thought');
      await revive();
      await chat.answerIs('done');
      assert.equal(await chat.answer(), writer.whole);
      assert.deepEqual(await chat.prompts(), [question]);
      assert.equal(await chat.draft(), 'a newer thought');
      assert.equal(one.seen.filter(isOfChat).length, asked);
      if (asked === 2) await one.seen.find(isOfChat)?.over;
    }),
  );

test('the gateway is away: the chat opens, keeps what is typed, and sends it when it is back', options, () =>
  onStage({ targets: 2 }, async ({ chat, writer, one, two, kill, revive }) => {
    one.act(say.stream(say.chatStream(writer.whole)));
    await chat.page.evaluate(chat.keptForLater);
    await kill();
    await chat.page.reload();
    await chat.says('The gateway does not answer.');
    await chat.type('half a thought');
    await chat.draftIsKept('half a thought');
    await chat.page.reload();
    await chat.page.waitForSelector('#message');
    assert.equal(await chat.draft(), 'half a thought');
    await chat.send('a whole thought');
    await chat.answerIs('queued');
    assert.equal(await chat.draft(), '');
    await chat.page.reload();
    await chat.answerIs('queued');
    assert.deepEqual(await chat.prompts(), ['a whole thought']);
    await chat.type('the next thought');
    await revive();
    await chat.answerIs('done');
    assert.equal(await chat.answer(), writer.whole);
    assert.equal(one.seen.length + two.seen.length, 1);
    assert.equal(await chat.draft(), 'the next thought', 'a newer draft is left alone');
  }),
);

const tiers = { models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2 }] } } };

for (const state of ['sent, no word yet', 'half of the answer there'] as const)
  test(`${state}; the upstream dies: another one goes on, and the reader sees one answer`, options, () =>
    onStage({ targets: 2, more: tiers }, async (scene) => {
      const { chat, writer, two } = scene;
      await killedAt[state].reach(scene);
      writer.breakOff();
      await chat.answerIs('done');
      assert.equal(await chat.answer(), writer.whole);
      assert.deepEqual(await chat.prompts(), [question]);
      assert.equal(two.seen.length, 1);
    }),
  );

test(
  'the only upstream dies in the middle: what came stays, the way of the call is shown, and asking again keeps both',
  options,
  () =>
    onStage({ targets: 1 }, async ({ chat, writer, one }) => {
      await chat.send('Is it there?');
      await writer.begin();
      await chat.answerHas('first half');
      one.act(say.cut);
      writer.breakOff();
      await chat.answerIs('interrupted');
      assert.match(await chat.answer(), /first half/);
      await chat.says('This answer is not whole.');
      await chat.page.waitForSelector('.trouble .hop.is-fail');
      await chat.page.reload();
      await chat.answerIs('interrupted');
      one.act(say.stream(say.chatStream('another answer')));
      await chat.page.getByRole('button', { name: 'Ask for a new answer' }).click();
      await chat.answerIs('done');
      assert.equal(await chat.answer(), 'another answer');
      await chat.page.getByRole('button', { name: 'Earlier answer' }).click();
      await chat.answerIs('interrupted');
      assert.deepEqual(await chat.prompts(), ['Is it there?']);
    }),
);

test('nobody can serve it: it is told why, with one way on, and judged', options, () =>
  onStage({ targets: 1, more: { hold: { max: '0s' } } }, async ({ chat, one }) => {
    one.act(say.json('{"error":{"message":"no","type":"invalid_request_error"}}', 400));
    await chat.send('Is it there?');
    await chat.answerIs('failed');
    await chat.page.waitForSelector('.trouble .hop');
    await chat.page.getByText('Do I need to worry').click();
    await chat.says('Is my account at risk?');
    await chat.page.getByRole('button', { name: 'Yes' }).click();
    await chat.says('It is counted');
    assert.deepEqual(await chat.prompts(), ['Is it there?']);
  }),
);

test('a limit is reached: the wait is told, and the message goes by itself when it is over', options, () =>
  onStage({ targets: 1 }, async ({ chat, writer, one }) => {
    let asked = 0;
    one.act((answer, seen) => {
      if (asked++ === 0) say.json('{"error":{"message":"slow down"}}', 429, { 'retry-after': '3' })(answer, seen);
      else say.stream(say.chatStream(writer.whole))(answer, seen);
    });
    await chat.send('Is it there?');
    await chat.says(/waiting for|sent again by itself|Waiting for the first word/);
    await chat.answerIs('done');
    assert.equal(await chat.answer(), writer.whole);
    assert.equal(asked, 2);
  }),
);
