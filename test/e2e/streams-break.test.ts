/** A stream that breaks ends with an error event of its dialect, never like one that is whole. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, marker, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { leapingClock } from '../fakes/leaping-clock.ts';
import { inTime } from '../fakes/patience.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const clock = leapingClock();
const [minuteMs, firstTokenMs, limitMs] = [60_000, 10_000, 300_000];

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.silent);
  // No machine is so slow that it trips over them: the tests leap there.
  const limits = {
    firstToken: { firstToken: '10s' },
    answer: { answer: '5m' },
    idle: { idle: '5m' },
    total: { total: '5m', idle: '1h' },
  };
  const targets = [{ upstream: 'one', model: 'm' }];
  const models = Object.entries(limits).map(([name, timeouts]) => [name, { targets, timeouts }]);
  gateway = await startGateway(
    {
      upstreams: { one: { url: upstream.url } },
      rescue: 'never',
      models: { m: { targets }, ...Object.fromEntries(models) },
    },
    { clock },
  );
});

beforeEach(() => gateway.forgive('one'));

after(async () => {
  await gateway.stop();
  await upstream.close();
});

type Break = (answer: ServerResponse) => unknown;

/** Breaks once the caller has read what came before, so that it is mid-stream for everybody. */
interface Way {
  readonly name: string;
  readonly break: Break;
  readonly code: string;
  readonly family: string;
}

const ways: readonly Way[] = [
  { name: 'is cut', break: (answer) => answer.destroy(), code: 'http_response_incomplete', family: 'backend' },
  {
    name: 'is reset',
    break: (answer) => answer.socket?.resetAndDestroy(),
    code: 'connection_terminated',
    family: 'backend',
  },
  {
    name: 'ends in good order with nothing to say that it is whole',
    break: (answer) => answer.end(),
    code: 'http_response_incomplete',
    family: 'backend',
  },
  {
    name: 'stalls',
    break: () => clock.leap(limitMs),
    code: 'connection_read_timeout',
    family: 'timeout',
  },
  {
    name: 'sends only heartbeats',
    break: async (answer) => {
      clock.leap(limitMs - minuteMs);
      await new Promise((resolve) => answer.write(': beat\n\n', resolve));
      await gateway.metrics();
      clock.leap(minuteMs);
    },
    code: 'connection_read_timeout',
    family: 'timeout',
  },
  {
    name: 'sends JSON that is broken',
    break: (answer) => answer.write('data: {"choi\n\n'),
    code: 'invalid_answer',
    family: 'backend',
  },
];

interface Speech {
  readonly path: string;
  readonly begun: string;
  readonly endMark: string;
  /** The `error` object of the last event, by its dialect. */
  readonly errorOf: (last: Record<string, unknown>) => Record<string, unknown>;
}

const errorMember = (last: Record<string, unknown>): Record<string, unknown> =>
  last['error'] as Record<string, unknown>;

const speeches: readonly Speech[] = [
  {
    path: '/chat/completions',
    begun: say.opening + say.chunk('one') + say.chunk('two'),
    endMark: '[DONE]',
    errorOf: errorMember,
  },
  {
    path: '/responses',
    begun: say.responseCreated + say.responseDelta('one') + say.responseDelta('two'),
    endMark: 'response.completed',
    errorOf: (last) => {
      assert.equal(last['type'], 'error');
      return errorMember(last);
    },
  },
  {
    path: '/messages',
    begun: say.messageStart + say.messageDelta('one') + say.messageDelta('two'),
    endMark: 'message_stop',
    errorOf: (last) => {
      assert.equal(last['type'], 'error');
      return errorMember(last);
    },
  },
];

for (const { path, begun, endMark, errorOf } of speeches) {
  for (const way of ways) {
    test(`a stream of ${path} that ${way.name} ends with an error event and no ${endMark}`, async () => {
      const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
      upstream.act((answer) => {
        answer.writeHead(200, say.eventStream).write(begun);
        resolve(answer);
      });
      const body = {
        model: 'idle',
        stream: true,
        messages: [{ role: 'user', content: marker }],
        input: marker,
        max_tokens: 9,
      };
      const reader = new StreamReader(await post(gateway.url, body, { path }));
      assert.ok(await reader.until('two'));
      await way.break(await held);
      const { text, isWhole } = await reader.toEnd();
      assert.ok(isWhole, 'the error event is followed by a proper end of the body');
      assert.ok(!text.includes(endMark), text);
      assert.ok(text.startsWith(`id: `) && dataOf(text).length === dataOf(begun).length + 1, text);
      const error = errorOf(JSON.parse(dataOf(text).at(-1) ?? '') as Record<string, unknown>);
      assert.deepEqual([error['code'], error['family'], error['who']], [way.code, way.family, 'provider']);
      const id = reader.response.headers.get('x-request-id');
      assert.equal(error['why'], `/why/${id}`);
      const streamId = reader.response.headers.get('good-gateway-stream');
      assert.equal(idsOf(text).at(-1), `${streamId}:${idsOf(text).length}`);
      const why = await gateway.ended(id);
      assert.deepEqual([why.outcome, why.code], ['incomplete', way.code]);
      assert.ok((await upstream.last.over) > 0, 'the upstream is not left open');
    });
  }
}

test('broken streams are counted as incomplete', async () => {
  const count = async (): Promise<number> =>
    Number(/^good_gateway_incomplete_total (\d+)/m.exec(await gateway.metrics())?.[1]);
  const earlier = await count();
  upstream.act((answer) => answer.writeHead(200, say.eventStream).write(say.chunk('x'), () => answer.destroy()));
  await (await post(gateway.url, askStream)).text();
  assert.equal(await count(), earlier + 1);
});

test('OpenAI’s SDK throws when a stream breaks', async () => {
  upstream.act((answer) => answer.writeHead(200, say.eventStream).write(say.chunk('x'), () => answer.destroy()));
  const client = new OpenAI({ apiKey: 'none', baseURL: gateway.url, maxRetries: 0 });
  const words: string[] = [];
  const read = async (): Promise<void> => {
    const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
    for await (const piece of stream) words.push(piece.choices[0]?.delta.content ?? '');
  };
  await assert.rejects(read, OpenAI.APIError);
  assert.deepEqual(words, ['x']);
});

test('Anthropic’s SDK throws when a stream breaks', async () => {
  upstream.act((answer) =>
    answer.writeHead(200, say.eventStream).write(say.messageStart + say.messageDelta('x'), () => answer.destroy()),
  );
  const client = new Anthropic({ apiKey: 'none', baseURL: gateway.origin, maxRetries: 0 });
  const stream = client.messages.stream({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] });
  await assert.rejects(stream.finalMessage(), Anthropic.APIError);
});

/** Clocks that are not meant would take a minute; how soon it is at the most is measured by `bench/cancel.ts`. */
const soonMs = 15_000;

test('an upstream sees that the caller of a stream has left', async () => {
  upstream.act(say.begin(say.chunk('x')));
  const reader = new StreamReader(await post(gateway.url, askStream));
  assert.ok(await reader.until('"x"'));
  const id = reader.response.headers.get('x-request-id');
  const leftAt = performance.now();
  await reader.leave();
  assert.ok((await upstream.last.over) - leftAt < soonMs);
  const why = await gateway.ended(id);
  assert.deepEqual([why.outcome, why.code], ['cancelled', 'client_gone']);
});

for (const body of [ask, askStream]) {
  test(`an upstream sees that the caller left before the first byte (${'stream' in body ? 'streamed' : 'not streamed'})`, async () => {
    const count = upstream.seen.length;
    upstream.act(say.silent);
    const leaving = new AbortController();
    const calling = post(gateway.url, body, { signal: leaving.signal });
    await upstream.met(count + 1);
    const leftAt = performance.now();
    leaving.abort();
    await assert.rejects(calling);
    assert.ok((await upstream.last.over) - leftAt < soonMs);
    assert.equal(upstream.seen.length, count + 1, 'nobody is asked for a caller who has gone');
  });
}

test('a caller who leaves hurts no upstream’s health', async () => {
  for (let n = 0; n < 5; n++) {
    const count = upstream.seen.length;
    upstream.act(say.silent);
    const leaving = new AbortController();
    const calling = post(gateway.url, ask, { signal: leaving.signal });
    await upstream.met(count + 1);
    leaving.abort();
    await assert.rejects(calling);
  }
  upstream.act(say.healthy('fine'));
  assert.equal((await post(gateway.url, ask)).status, 200);
});

const clocks = [
  {
    name: 'firstToken cuts a stream that does not begin',
    body: { ...askStream, model: 'firstToken' },
    ms: firstTokenMs,
    code: 'http_response_timeout',
    who: 'provider',
    headers: {},
  },
  {
    name: 'answer cuts a body that does not come',
    body: { ...ask, model: 'answer' },
    ms: limitMs,
    code: 'http_response_timeout',
    who: 'provider',
    headers: {},
  },
  {
    name: 'total ends the call',
    body: { ...ask, model: 'total' },
    ms: limitMs,
    code: 'deadline_exceeded',
    who: 'provider',
    headers: {},
  },
  {
    name: 'Good-Gateway-Timeout is the caller’s patience',
    body: ask,
    ms: firstTokenMs,
    code: 'deadline_exceeded',
    who: 'caller',
    headers: { 'good-gateway-timeout': '10s' },
  },
] as const;

for (const { name, body, ms, code, who, headers } of clocks) {
  test(`the clock ${name}`, async () => {
    const count = upstream.seen.length;
    upstream.act(say.silent);
    const startedAt = clock.monotonic();
    const calling = post(gateway.url, body, { headers });
    await upstream.met(count + 1);
    clock.leap(ms - 1_000);
    await inTime(
      'the failure',
      calling.then((response) => assertFailure(response, { status: 504, code, family: 'timeout', who })),
    );
    assert.ok(clock.monotonic() - startedAt >= ms, 'not before its time');
    assert.ok((await upstream.last.over) > 0, 'the upstream is not left open');
  });
}

test('a Good-Gateway-Timeout that is no duration is refused', async () => {
  const response = await post(gateway.url, ask, { headers: { 'good-gateway-timeout': 'soon' } });
  await assertFailure(response, { status: 400, code: 'invalid_request', family: 'client', who: 'caller' });
});

test('the total clock stops with the first content: a stream may go on for longer', async () => {
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.chunk('one'));
    resolve(answer);
  });
  const reader = new StreamReader(await post(gateway.url, { ...askStream, model: 'total' }));
  assert.ok(await reader.until('one'));
  clock.leap(limitMs + minuteMs);
  await gateway.metrics();
  (await held).end(say.chunk(null) + say.done);
  const { text } = await reader.toEnd();
  assert.equal(dataOf(text).at(-1), '[DONE]', text);
});

const big = 'x'.repeat(64 * 1024);
const words = 400;

/** Says many words as fast as they are taken, and then goes on as told; gives how many were taken so far. */
const pour = (then: (answer: ServerResponse) => unknown): (() => number) => {
  let written = 0;
  upstream.act(async (answer) => {
    answer.writeHead(200, say.eventStream);
    for (; written < words; written++)
      if (!answer.write(say.chunk(big))) await new Promise((resolve) => answer.once('drain', resolve));
    then(answer);
  });
  return () => written;
};

/** Resolves once no more is taken, however often all that is here had its turn. */
const heldBack = async (written: () => number): Promise<void> => {
  for (let [same, last] = [0, -1]; same < 20; last = written()) {
    await gateway.metrics();
    same = written() === last ? same + 1 : 0;
  }
  assert.ok(written() < words, `the upstream is held back while nobody reads, after ${written()} of ${words} events`);
};

test('a slow reader neither loses an event nor makes the gateway hold the stream', async () => {
  const written = pour((answer) => answer.end(say.chunk(null) + say.done));
  const reader = new StreamReader(await post(gateway.url, askStream));
  assert.ok(await reader.until(big));
  await heldBack(written);
  const { text, isWhole } = await reader.toEnd();
  assert.ok(isWhole);
  assert.equal(dataOf(text).length, words + 2);
});

test('an upstream that stalls after a slow reader has caught up is still cut by the idle clock', async () => {
  const written = pour((answer) => answer.write(say.chunk('last')));
  const reader = new StreamReader(await post(gateway.url, { ...askStream, model: 'idle' }));
  assert.ok(await reader.until(big));
  await heldBack(written);
  clock.leap(limitMs + minuteMs);
  assert.ok(await reader.until('"last"'), 'a slow reader is no slow upstream');
  clock.leap(limitMs);
  const { text, isWhole } = await reader.toEnd();
  assert.ok(isWhole && text.includes('connection_read_timeout'), text.slice(-500));
});
