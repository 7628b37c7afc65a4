/** The client between a real SDK and a real gateway, over a line that keeps breaking. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { after, afterEach, before, test } from 'node:test';
import OpenAI from 'openai';
import { createClient } from '../../client/index.ts';
import { device } from '../../client/world.ts';
import * as say from '../fakes/answers.ts';
import { type CuttingProxy, startCuttingProxy } from '../fakes/cutting-proxy.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const messages = [{ role: 'user' as const, content: 'Tell me a long story.' }];
const words = Array.from({ length: 300 }, (_, index) => ` word-${index}`);
const story = words.join('');

let upstream: FakeUpstream;
let gateway: TestGateway;
let proxy: CuttingProxy;

before(async () => {
  upstream = await startUpstream(say.silent);
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url }, two: { url: upstream.url, dialect: 'anthropic', models: ['claude'] } },
  });
  proxy = await startCuttingProxy(gateway.port);
});

afterEach(() => proxy.plan(() => null));

after(async () => {
  await gateway.stop();
  await Promise.all([upstream.close(), proxy.close()]);
});

/** Tells the story piece by piece, so that cuts fall into an answer that is still being made. */
const telling = async (response: ServerResponse): Promise<void> => {
  response.writeHead(200, say.eventStream).write(say.opening);
  for (const word of words) {
    response.write(say.chunk(word));
    await setImmediate();
  }
  response.end(say.chunk(null) + say.done);
};

/** Waits are drawn as the shortest there are: the tries are what is tested here, not the pauses between them. */
const eager = { ...device, draw: () => 0 };

const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
};

const openaiWith = (fetch: typeof globalThis.fetch): OpenAI =>
  new OpenAI({ apiKey: 'any', baseURL: `${proxy.origin}/v1`, fetch, maxRetries: 0 });

const told = async (openai: OpenAI, signal?: AbortSignal): Promise<string> => {
  const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true }, { signal });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
};

for (const how of ['reset', 'close'] as const)
  test(`a line that breaks at twenty random places by ${how}: one unbroken answer, made once`, async () => {
    upstream.act(telling);
    const calls = upstream.seen.length;
    const draw = numbers(how.length);
    const cuts = proxy.cuts;
    proxy.plan(() => (proxy.cuts - cuts >= 20 ? null : { afterBytes: 1 + Math.floor(draw() * 5_000), how }));
    const { fetch } = createClient({}, eager);
    assert.equal(await told(openaiWith(fetch)), story);
    assert.equal(proxy.cuts - cuts, 20);
    assert.equal(upstream.seen.length, calls + 1);
  });
