/** Who is asked, over real sockets: affinity, larger windows, second attempts, and who is not asked any more. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const names = ['a', 'b', 'c'] as const;

let upstreams: Record<(typeof names)[number], FakeUpstream>;
let gateway: TestGateway;

const good: Act = (response, seen) =>
  seen.body.includes('"stream":true')
    ? say.stream(say.chatStream('hello'))(response, seen)
    : say.json(say.chatBody('hello'))(response, seen);

const seenBy = (): number[] => names.map((name) => upstreams[name].seen.length);

before(async () => {
  upstreams = { a: await startUpstream(good), b: await startUpstream(good), c: await startUpstream(good) };
  const all = names.map((upstream) => ({ upstream, model: 'm' }));
  const inTiers = all.map((target, index) => ({ ...target, tier: index + 1 }));
  gateway = await startGateway({
    upstreams: Object.fromEntries(names.map((name) => [name, { url: upstreams[name].url }])),
    models: {
      m: { targets: inTiers },
      sticky: { targets: all, sticky: 'session' },
      once: { targets: inTiers, replay: 'never' },
      alone: { targets: all.slice(0, 1) },
      windows: {
        targets: inTiers.map((target, index) => ({ ...target, contextWindow: [8_000, 4_000, 128_000][index] })),
      },
    },
  });
});

after(async () => {
  await gateway.stop();
  for (const name of names) await upstreams[name].close();
});

beforeEach(async () => {
  for (const name of names) {
    upstreams[name].act(good);
    await gateway.forgive(name);
  }
});

test('calls of one session go to one upstream, those of many to all', async () => {
  const homes = new Map<string, Set<string | null>>();
  for (let call = 0; call < 60; call++) {
    const user = `user-${call % 20}`;
    const response = await post(gateway.url, { ...ask, model: 'sticky', user });
    await response.arrayBuffer();
    const home = homes.get(user) ?? new Set();
    homes.set(user, home.add(response.headers.get('good-gateway-upstream')));
  }
  assert.deepEqual(new Set([...homes.values()].map(({ size }) => size)), new Set([1]));
  assert.equal(new Set([...homes.values()].flatMap((home) => [...home])).size, 3);
});

test('a prompt that is too long goes on to a target marked with a larger window, past smaller ones', async () => {
  const earlier = seenBy();
  const error = { message: 'too many tokens', type: 'invalid_request_error', code: 'context_length_exceeded' };
  upstreams.a.act(say.json(JSON.stringify({ error }), 400));
  const response = await post(gateway.url, { ...ask, model: 'windows' });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('good-gateway-upstream'), 'c');
  assert.deepEqual(
    seenBy().map((count, index) => count - (earlier[index] ?? 0)),
    [1, 0, 1],
  );
});

test('a route whose calls may have effects is sent once', async () => {
  const earlier = seenBy();
  upstreams.a.act(say.cut);
  const response = await post(gateway.url, { ...ask, model: 'once' });
  await assertFailure(response, { status: 503, code: 'connection_terminated', family: 'backend', who: 'provider' });
  assert.deepEqual(
    seenBy().map((count, index) => count - (earlier[index] ?? 0)),
    [1, 0, 0],
  );
});

test('a prompt on which two hosts broke off is not given to a third, and the reason is told', async () => {
  upstreams.a.act(say.cut);
  upstreams.b.act(say.cut);
  const earlier = seenBy();
  const headers = { 'x-stainless-retry-count': '1' };
  const response = await post(gateway.url, ask, { headers });
  await assertFailure(response, { status: 503, code: 'connection_terminated', family: 'backend', who: 'provider' });
  const [onA = 0, onB = 0, onC = 0] = seenBy().map((count, index) => count - (earlier[index] ?? 0));
  // A second time each where an idle connection could have been the reason.
  assert.ok(onA > 0 && onA <= 2 && onB > 0 && onB <= 2, `${onA} and ${onB}`);
  assert.equal(onC, 0);
  const why = await gateway.ended(response.headers.get('x-request-id'));
  assert.ok(why.evidence.some(({ says }) => says === 'upstreams that broke off on this very request'));
});

test('who repeats under the same trace is not repeated for: two layers that repeat would multiply', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const attempts = async (span: string, content: string): Promise<number> => {
    await gateway.forgive('a');
    upstreams.a.act(say.json('{"error":{"message":"no"}}', 500));
    const [earlier = 0] = seenBy();
    const body = { ...ask, model: 'alone', messages: [{ role: 'user', content }] };
    await (await post(gateway.url, body, { headers: { traceparent: `00-${trace}-${span}-01` } })).text();
    return (seenBy()[0] ?? 0) - earlier;
  };
  assert.ok((await attempts('00f067aa0ba902b7', 'one')) > 1);
  assert.equal(await attempts('00f067aa0ba902b8', 'one'), 1);
  assert.ok((await attempts('00f067aa0ba902b9', 'another')) > 1);
});

test('past what is usual there a second attempt starts elsewhere, and the slow one is told to stop', async () => {
  for (let call = 0; call < 24; call++) await (await post(gateway.url, askStream)).text();
  upstreams.a.act(say.silent);
  const response = await post(gateway.url, askStream);
  assert.match(await response.text(), /hello/);
  assert.equal(response.headers.get('good-gateway-upstream'), 'b');
  assert.ok((await upstreams.a.last.over) > 0);
  const { attempts } = await gateway.ended(response.headers.get('x-request-id'));
  assert.deepEqual(
    attempts.map(({ upstream, retry }) => [upstream, retry]),
    [
      ['a', 'first'],
      ['b', 'hedge'],
    ],
  );
  const [first, second] = attempts.map(({ startedMs }) => startedMs);
  const waitedMs = (second ?? 0) - (first ?? 0);
  // A quarter past what is usual, and half a second at the least; ten seconds where nothing is known.
  assert.ok(waitedMs >= 500 && waitedMs < 10_000, `after ${waitedMs} ms`);
});
