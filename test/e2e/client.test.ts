/** The client between a real SDK and a real gateway, over a line that keeps breaking. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { after, afterEach, before, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { createClient, explain, GatewayError, memoryOutbox } from '../../client/index.ts';
import { device } from '../../client/world.ts';
import * as say from '../fakes/answers.ts';
import { type CuttingProxy, startCuttingProxy } from '../fakes/cutting-proxy.ts';
import { inTime } from '../fakes/patience.ts';
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

test('a line that falls silent is left, and the answer is whole', async () => {
  upstream.act(telling);
  const calls = upstream.seen.length;
  proxy.plan((connection) => (connection === 0 ? { afterBytes: 9_000, how: 'silent' } : null));
  // Fifteen seconds of silence in a fifth of one.
  const hasty = { ...eager, after: (ms: number, act: () => void) => device.after(ms / 75, act) };
  const { fetch } = createClient({}, hasty);
  assert.equal(await told(openaiWith(fetch)), story);
  assert.equal(upstream.seen.length, calls + 1);
});

test('a call that is not streamed survives a line that breaks before and in its answer, made once', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const calls = upstream.seen.length;
  // Into the head, into the body, and then no more.
  proxy.plan(
    (connection) =>
      [{ afterBytes: 40, how: 'reset' } as const, { afterBytes: 900, how: 'reset' } as const][connection] ?? null,
  );
  const { fetch } = createClient({}, eager);
  const answer = openaiWith(fetch).chat.completions.create({ model: 'm', messages });
  say.json(say.chatBody(story))(await inTime('a call at the upstream', held), upstream.last);
  assert.equal((await answer).choices[0]?.message.content, story);
  assert.equal(upstream.seen.length, calls + 1);
});

test('an Anthropic SDK’s stream goes on as well', async () => {
  upstream.act((response) => {
    response.writeHead(200, say.eventStream).write(say.messageStart);
    for (const word of words) response.write(say.messageDelta(word));
    response.end(say.messageStop);
  });
  const calls = upstream.seen.length;
  proxy.plan((connection) => (connection < 5 ? { afterBytes: 4_000, how: 'reset' } : null));
  const { fetch } = createClient({}, eager);
  const anthropic = new Anthropic({ apiKey: 'any', baseURL: proxy.origin, fetch, maxRetries: 0 });
  const stream = anthropic.messages.stream({ model: 'claude', max_tokens: 99, messages });
  assert.equal(await stream.finalText(), story);
  assert.equal(upstream.seen.length, calls + 1);
});

test('an abort ends the work upstream: of a stream, of one without its first word, of a call that is not streamed', async () => {
  const { fetch } = createClient({}, eager);
  const openai = openaiWith(fetch);
  const calledOff = async (stop: AbortController, asked: Promise<unknown>): Promise<void> => {
    stop.abort();
    await assert.rejects(asked);
    assert.ok((await upstream.last.over) > 0);
  };
  upstream.act(say.begin(say.chunk('one')));
  const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true });
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'one') break;
  assert.ok((await upstream.last.over) > 0);

  upstream.act(say.silent);
  for (const isStream of [true, false]) {
    const stop = new AbortController();
    const met = upstream.met(upstream.seen.length + 1);
    const asked = openai.chat.completions.create({ model: 'm', messages, stream: isStream }, { signal: stop.signal });
    await met;
    await calledOff(stop, asked);
  }
});

test('after a crash another client has the whole answer, made once', async () => {
  upstream.act(telling);
  const calls = upstream.seen.length;
  const outbox = memoryOutbox();
  const doomed = createClient({ outbox }, eager);
  const { body } = await doomed.fetch(`${proxy.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages, stream: true }),
  });
  await body?.getReader().read();
  // Its process is gone, and its connections with it; nobody comes back from there.
  proxy.plan(() => null);
  const [left] = await createClient({ outbox }, eager).resume();
  const text = (await (await left?.again())?.text()) ?? '';
  const contents = [...text.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content);
  assert.equal(contents.join(''), story);
  assert.equal(upstream.seen.length, calls + 1);
  assert.deepEqual(await outbox.list(), []);
});

test('what an SDK throws is explained', async () => {
  upstream.act((response) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"No such tool."}}'),
  );
  const { fetch } = createClient({}, eager);
  const thrown = await told(openaiWith(fetch)).catch((error: unknown) => error);
  const said = await explain(thrown, proxy.origin);
  assert.ok(said instanceof GatewayError);
  assert.deepEqual([said.status, said.who, said.family, said.retryable], [400, 'caller', 'client', false]);
  assert.match(said.why ?? '', /^http:\/\/127\.0\.0\.1:\d+\/why\/req_[0-9a-f]{32}$/);
});

test('an answer that dies in the middle ends in an explained error, never as if it were whole', async () => {
  upstream.act((response) => {
    response.writeHead(200, say.eventStream).write(say.opening + say.chunk('one'), () => response.destroy());
  });
  const { fetch } = createClient({ patienceMs: 0 }, eager);
  const thrown = await told(openaiWith(fetch)).catch((error: unknown) => error);
  assert.ok((await explain(thrown)) instanceof GatewayError, String(thrown));
  await gateway.forgive('one');
});

test('at a server that is no gateway it is a plain fetch: an abort after the head closes the stream', async () => {
  upstream.act(say.begin(say.chunk('one')));
  const { fetch } = createClient({}, eager);
  const stop = new AbortController();
  const openai = new OpenAI({ apiKey: 'any', baseURL: upstream.url, fetch, maxRetries: 0 });
  const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true }, { signal: stop.signal });
  stop.abort();
  assert.ok((await upstream.last.over) > 0);
  for await (const chunk of stream) assert.equal(chunk.choices[0]?.delta.content, 'one');
});
