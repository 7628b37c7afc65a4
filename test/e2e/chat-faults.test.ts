/** At every state of a turn something breaks between the chat and the gateway: the prompt is there, the answer whole, made once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOfFile, noBrowser } from '../fakes/browser.ts';
import type { ChatPage } from '../fakes/chat-page.ts';
import { chatPage } from '../fakes/chat-page.ts';
import type { CuttingProxy } from '../fakes/cutting-proxy.ts';
import { startCuttingProxy } from '../fakes/cutting-proxy.ts';
import { startGateway } from '../fakes/gateway.ts';
import type { SlowWriter } from '../fakes/slow-writer.ts';
import { slowWriter } from '../fakes/slow-writer.ts';
import { startUpstream } from '../fakes/upstream.ts';

const options = { skip: noBrowser, timeout: 90_000 } as const;

const browser = browserOfFile();

interface Scene {
  readonly chat: ChatPage;
  readonly proxy: CuttingProxy;
  readonly writer: SlowWriter;
  readonly port: number;
  /** How many answers the model was asked for. */
  generations(): number;
}

/** A chat of its own: another port is another origin, with nothing kept. */
const onStage = async (act: (scene: Scene) => Promise<void>): Promise<void> => {
  const writer = slowWriter();
  const upstream = await startUpstream(writer.act);
  const gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, keepPrompts: 'memory' });
  const proxy = await startCuttingProxy(gateway.port);
  const chat = await chatPage(browser(), proxy.origin);
  try {
    await chat.open();
    await act({ chat, proxy, writer, port: gateway.port, generations: () => upstream.seen.length });
    assert.deepEqual(chat.complaints, []);
  } finally {
    await browser().setOffline(false);
    await chat.page.close();
    await proxy.close();
    await gateway.stop();
    await upstream.close();
  }
};

/** What is reached before the fault. */
const states: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'sent, no word yet': async ({ chat }) => chat.answerIs('sent'),
  'half of the answer there': async ({ chat, writer }) => {
    await writer.begin();
    await chat.answerHas('first half');
  },
};

const sleeping = async ({ chat }: Scene): Promise<void> => {
  const session = await browser().newCDPSession(chat.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
};

interface Fault {
  readonly fault: (scene: Scene) => Promise<void>;
  readonly mend?: (scene: Scene) => Promise<void>;
}

const faults: Readonly<Record<string, Fault>> = {
  'the line is cut': {
    fault: async ({ proxy }) => proxy.plan(() => null),
  },
  'every line is cut again and again': {
    fault: async ({ proxy }) => proxy.plan((connection) => (connection < 3 ? { afterBytes: 700, how: 'reset' } : null)),
  },
  'the page is loaded anew': {
    fault: async ({ chat }) => void (await chat.page.reload()),
  },
  'the device is offline for a while': {
    fault: async ({ chat, proxy }) => {
      await browser().setOffline(true);
      proxy.lead(null);
      await chat.says(/line broke|does not answer/);
    },
    mend: async ({ proxy, port }) => {
      proxy.lead(port);
      await browser().setOffline(false);
    },
  },
  'the tab sleeps while the line breaks': {
    fault: async (scene) => {
      await sleeping(scene);
      scene.proxy.plan(() => null);
    },
    mend: async ({ chat }) => {
      const session = await browser().newCDPSession(chat.page);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
    },
  },
  'the person goes to another page and comes back': {
    fault: async ({ chat }) => void (await chat.page.goto(`${chat.page.url().split('#')[0]}about`)),
    mend: async ({ chat }) => void (await chat.page.goBack()),
  },
};

for (const [stateName, reach] of Object.entries(states)) {
  for (const [faultName, { fault, mend }] of Object.entries(faults)) {
    test(`${stateName}; ${faultName}: the answer is whole, and was made once`, options, () =>
      onStage(async (scene) => {
        const { chat, writer } = scene;
        await chat.send('Is it there?');
        await reach(scene);
        await fault(scene);
        await mend?.(scene);
        await writer.begin();
        writer.finish();
        await chat.answerIs('done');
        assert.equal(await chat.answer(), writer.whole);
        assert.deepEqual(await chat.prompts(), ['Is it there?']);
        assert.equal(scene.generations(), 1);
      }),
    );
  }
}
