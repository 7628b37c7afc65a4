/** A chat before a gateway whose line can be broken, with a model that writes when it is told to. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from 'playwright-core';
import type { ChatPage } from './chat-page.ts';
import { chatPage } from './chat-page.ts';
import type { CuttingProxy } from './cutting-proxy.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { startGateway } from './gateway.ts';
import type { SlowWriter } from './slow-writer.ts';
import { slowWriter } from './slow-writer.ts';
import type { FakeUpstream } from './upstream.ts';
import { startUpstream } from './upstream.ts';

export interface ChatScene {
  /** Another one after the tab has crashed. */
  chat: ChatPage;
  readonly proxy: CuttingProxy;
  readonly writer: SlowWriter;
  readonly upstream: FakeUpstream;
  /** Base URL for callers beside the chat. */
  readonly url: string;
  /** The line leads to the gateway again, and the device is online. */
  readonly mend: () => Promise<void>;
  /** In place of the gateway a proxy answers, in words of its own. */
  readonly strangerAnswers: () => void;
  offline(): Promise<void>;
  sleep(): Promise<void>;
  wake(): Promise<void>;
  /** The tab dies, and the person opens another one at the same address. */
  crash(): Promise<void>;
}

/** What nginx says when nobody is behind it. */
const strangerSays = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

const startStranger = async (): Promise<{ readonly port: number; close: () => void }> => {
  const server = createServer((_, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end(strangerSays),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
};

const lifecycle = async (context: BrowserContext, { page }: ChatPage, state: 'frozen' | 'active'): Promise<void> => {
  const session = await context.newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state });
};

/** A chat of its own: another port is another origin, with nothing kept. */
export const onChatStage = async (context: BrowserContext, act: (scene: ChatScene) => Promise<void>): Promise<void> => {
  const writer = slowWriter();
  const upstream = await startUpstream(writer.act);
  const one = { url: upstream.url, maxConcurrency: 1 };
  const gateway = await startGateway({ upstreams: { one }, keepPrompts: 'memory' });
  const [proxy, stranger] = [await startCuttingProxy(gateway.port), await startStranger()];
  const scene: ChatScene = {
    chat: await chatPage(context, proxy.origin),
    proxy,
    writer,
    upstream,
    url: gateway.url,
    mend: async () => {
      proxy.lead(gateway.port);
      await context.setOffline(false);
    },
    strangerAnswers: () => proxy.lead(stranger.port),
    offline: async () => {
      await context.setOffline(true);
      proxy.lead(null);
    },
    sleep: () => lifecycle(context, scene.chat, 'frozen'),
    wake: () => lifecycle(context, scene.chat, 'active'),
    crash: async () => {
      const { page } = scene.chat;
      const address = page.url();
      const crashed = page.waitForEvent('crash');
      const session = await context.newCDPSession(page);
      void session.send('Page.crash').catch(() => {});
      await crashed;
      await page.close();
      scene.chat = await chatPage(context, address);
      await scene.chat.open();
    },
  };
  try {
    await scene.chat.open();
    await act(scene);
    assert.deepEqual(scene.chat.complaints, []);
  } finally {
    await context.setOffline(false);
    await scene.chat.page.close();
    await proxy.close();
    stranger.close();
    await gateway.stop();
    await upstream.close();
  }
};
