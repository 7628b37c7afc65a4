/** Waiting for a place: who goes next, what a stream is told meanwhile, and who is sent away at once. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { headWaitMs } from '../../src/domain/own-clocks.ts';
import * as say from '../fakes/answers.ts';
import { assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type LeapingClock, leapingClock } from '../fakes/leaping-clock.ts';
import { StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

const secret = (name: string): string => `secret-of-${name}-00001`;

interface Asking {
  readonly key?: string;
  readonly stream?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

let upstream: FakeUpstream;
let gateway: TestGateway;
let clock: LeapingClock;
/** Answers the upstream still owes, the oldest first. */
let owed: ServerResponse[] = [];

const nameOf = (body: Buffer): string =>
  (JSON.parse(body.toString()) as { messages: { content: string }[] }).messages[0]?.content ?? '';

const call = (name: string, { key = 'anna', stream = false, headers = {}, signal }: Asking = {}): Promise<Response> =>
  post(
    gateway.url,
    { model: 'm', stream, messages: [{ role: 'user', content: name }] },
    { headers: { authorization: `Bearer ${secret(key)}`, ...headers }, ...(signal === undefined ? {} : { signal }) },
  );

const depth = async (): Promise<number> =>
  Number(/^good_gateway_queue_depth (\d+)$/m.exec(await gateway.metrics())?.[1] ?? NaN);

const untilDepth = (count: number): Promise<true> =>
  until(`${count} calls in line`, async () => (await depth()) === count);

/** Lets them join the line one after another. */
const join = async (names: readonly string[], asking: Asking = {}): Promise<Promise<Response>[]> => {
  const calls: Promise<Response>[] = [];
  for (const name of names) {
    const count = await depth();
    calls.push(call(name, asking));
    await untilDepth(count + 1);
  }
  return calls;
};

/** Takes the only place there is. */
const occupy = async (): Promise<readonly Promise<Response>[]> => {
  const first = call('first');
  await upstream.met(1);
  return [first];
};

const answerOldest = (): void =>
  void owed.shift()?.writeHead(200, { 'content-type': 'application/json' }).end(say.chatBody('fine'));

/** Answers whoever is there, until so many have been. Returns who came, in order. */
const serveAll = async (count: number): Promise<readonly string[]> => {
  for (let served = 0; served < count; served++) {
    await upstream.met(served + 1);
    answerOldest();
  }
  return upstream.seen.map(({ body }) => nameOf(body));
};

const start = async (limits: object = {}): Promise<void> => {
  owed = [];
  upstream = await startUpstream((answer) => void owed.push(answer));
  clock = leapingClock();
  const config = {
    upstreams: { one: { url: upstream.url, maxConcurrency: 1, replicas: { perReplica: 1, max: 4 } } },
    keys: {
      anna: { key: secret('anna') },
      bert: { key: secret('bert') },
      night: { key: secret('night'), priority: 'batch' },
    },
    limits,
  };
  gateway = await startGateway(config, { clock });
};

const stop = async (): Promise<void> => {
  await gateway.stop();
  await upstream.close();
};

describe('one place', () => {
  beforeEach(() => start());
  afterEach(stop);

  test('who came first goes first, and nobody passes by', async () => {
    const calls = [...(await occupy()), ...(await join(['a', 'b', 'c']))];
    const late = call('late');
    assert.deepEqual(await serveAll(5), ['first', 'a', 'b', 'c', 'late']);
    for (const answer of await Promise.all([...calls.slice(1), late])) assert.equal(answer.status, 200);
  });

  test('callers take turns, however much one of them asks', async () => {
    const calls = [
      ...(await occupy()),
      ...(await join(['a1', 'a2', 'a3'])),
      ...(await join(['b1', 'b2'], { key: 'bert' })),
    ];
    assert.deepEqual(await serveAll(6), ['first', 'a1', 'b1', 'a2', 'b2', 'a3']);
    await Promise.all(calls);
  });

  test('batch calls come after interactive ones, and a header lifts nobody above their key', async () => {
    const calls = [
      ...(await occupy()),
      ...(await join(['batch'], { headers: { 'good-gateway-priority': 'batch' } })),
      ...(await join(['night'], { key: 'night', headers: { 'good-gateway-priority': 'interactive' } })),
      ...(await join(['urgent'], { key: 'bert' })),
    ];
    assert.deepEqual(await serveAll(4), ['first', 'urgent', 'batch', 'night']);
    await Promise.all(calls);
  });

  test('whose patience ends in line is told that there was no place, and that nothing was sent', async () => {
    const [first] = await occupy();
    const [hasty] = await join(['hasty'], { headers: { 'good-gateway-timeout': '5m' } });
    clock.leap(300_000);
    const answer = await (hasty ?? Promise.reject(new Error('nobody joined')));
    assert.equal(answer.headers.get('good-gateway-attempts'), null);
    await assertFailure(answer, { status: 503, code: 'too_busy', family: 'overload', who: 'operator' });
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    await serveAll(1);
    await first;
  });

  test('who leaves makes room in the line', async () => {
    const [first] = await occupy();
    const leaving = new AbortController();
    const [gone] = await join(['gone'], { signal: leaving.signal });
    const [stays] = await join(['stays']);
    leaving.abort();
    await assert.rejects(gone ?? Promise.resolve());
    await untilDepth(1);
    assert.deepEqual(await serveAll(2), ['first', 'stays']);
    await Promise.all([first, stays]);
  });

  test('calls that wait ask for more replicas, where an autoscaler looks for it', async () => {
    const calls = [...(await occupy()), ...(await join(['a', 'b', 'c', 'd', 'e']))];
    const scale = async (): Promise<Record<string, number>> => {
      const answer = await fetch(`${gateway.admin}/api/scale`);
      const body = (await answer.json()) as { upstreams: { one: Record<string, number> } };
      return body.upstreams.one;
    };
    const now = await scale();
    assert.deepEqual([now['min'], now['max'], now['inFlight'], now['queued']], [1, 4, 1, 5]);
    // Sampled once a second, smoothed over fifteen.
    await until('a second replica to be wanted', async () => ((await scale())['wanted'] ?? 0) >= 2);
    assert.match(await gateway.metrics(), /^good_gateway_wanted_replicas\{upstream="one"\} [2-4]$/m);
    await serveAll(6);
    await Promise.all(calls);
  });

  test('the time in line stands in the record and in the numbers', async () => {
    const [first] = await occupy();
    const [second] = await join(['second']);
    await serveAll(2);
    await first;
    const answer = await (second ?? Promise.reject(new Error('nobody joined')));
    await answer.text();
    const why = await gateway.ended(answer.headers.get('x-request-id'));
    assert.ok((why.attempts[0]?.phases.queue ?? 0) > 0);
    assert.match(await gateway.metrics(), /^good_gateway_queue_seconds_count 1$/m);
    assert.equal(await depth(), 0);
  });

  test('a stream that waits long is told its place, as it is when it is told', async () => {
    const [first] = await occupy();
    const [next] = await join(['next']);
    const [stream] = await join(['stream'], { stream: true });
    clock.leap(headWaitMs);
    const answer = await (stream ?? Promise.reject(new Error('nobody joined')));
    const reader = new StreamReader(answer);
    assert.ok(await reader.until('\n\n'));
    assert.match(reader.text, /^(: queued 2 of 2\n\n)+$/);
    answerOldest();
    await upstream.met(2);
    clock.leap(headWaitMs);
    assert.ok(await reader.until(' s\n\n'));
    assert.match(reader.text, /\n: queued 1 of 1, about \d+ s\n\n$/);
    answerOldest();
    await upstream.met(3);
    owed.shift()?.writeHead(200, say.eventStream).end(say.chatStream('fine'));
    assert.match((await reader.toEnd()).text, /\[DONE\]/);
    await Promise.all([first, next]);
  });
});

describe('a line that is full', () => {
  before(() => start({ queue: 2 }));
  after(stop);

  test('sends the newcomer away at once, or the newest of who waits for most', async () => {
    const [first] = await occupy();
    const [a1, a2] = await join(['a1', 'a2']);
    const a3 = await call('a3');
    const body = await assertFailure(a3, { status: 503, code: 'too_busy', family: 'overload', who: 'operator' });
    assert.ok((body.error.retry_after_ms ?? 0) >= 800);
    const b1 = call('b1', { key: 'bert' });
    await assertFailure(await (a2 ?? b1), { status: 503, code: 'too_busy', family: 'overload', who: 'operator' });
    assert.deepEqual(await serveAll(3), ['first', 'a1', 'b1']);
    await Promise.all([first, a1, b1]);
  });
});
