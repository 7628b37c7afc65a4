/** Holding on for recovery: who asked to wait is answered when an upstream is back, one call first and then more. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, hold: { max: '20s' } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const down = say.json('{"error":{"message":"out of order"}}', 500);
const refused = { status: 503, code: 'upstream_error', family: 'backend', who: 'provider' } as const;
const hold = { headers: { 'good-gateway-hold': '1m' } };

/** Calls fail until the upstream is left alone; resolves with the answer of the first one that is not tried. */
const breakIt = (): Promise<Response> => {
  upstream.act(down);
  return until('a call that is not tried any longer', async () => {
    const attempts = upstream.seen.length;
    const answer = await post(gateway.url, ask);
    if (upstream.seen.length === attempts) return answer;
    await answer.text();
    return null;
  });
};

const depth = async (): Promise<number> =>
  Number(/^good_gateway_queue_depth (\d+)$/m.exec(await gateway.metrics())?.[1] ?? NaN);

const untilDepth = (count: number): Promise<true> =>
  until(`${count} calls in line`, async () => (await depth()) === count);

/** By an operator's hand: no rest ends meanwhile, so nobody is asked before they are told to. */
const command = async (of: TestGateway, verb: 'drain' | 'resume', name = 'one'): Promise<void> => {
  const headers = { authorization: `Bearer ${await of.adminToken()}`, 'content-type': 'application/json' };
  await fetch(`${of.admin}/api/upstreams/${name}/${verb}`, { method: 'POST', headers, body: '{}' });
};

test('without it, a call that nobody can serve fails at once', async () => {
  await assertFailure(await breakIt(), refused);
  await gateway.forgive('one');
});

test('calls that hold are answered when the upstream is back, all of them', async () => {
  upstream.act(say.healthy('fine'));
  await command(gateway, 'drain');
  const calls = Array.from({ length: 12 }, (_, index) => post(gateway.url, index % 2 === 0 ? ask : askStream, hold));
  await untilDepth(12);
  const met = upstream.seen.length;
  await command(gateway, 'resume');
  for (const answer of await Promise.all(calls)) {
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /fine/);
  }
  assert.equal(upstream.seen.length - met, 12);
});

test('the first one goes alone: nobody follows before it has an answer', async () => {
  await command(gateway, 'drain');
  const calls = Array.from({ length: 4 }, () => post(gateway.url, ask, hold));
  await untilDepth(4);
  const met = upstream.seen.length;
  const { promise: asked, resolve } = Promise.withResolvers<() => void>();
  upstream.act((answer, seen) => resolve(() => say.healthy('fine')(answer, seen)));
  await command(gateway, 'resume');
  const answerFirst = await asked;
  assert.equal(await depth(), 3);
  assert.equal(upstream.seen.length, met + 1);
  upstream.act(say.healthy('fine'));
  answerFirst();
  for (const answer of await Promise.all(calls)) assert.equal(answer.status, 200);
});

test('whose hold runs out gets the cause, and a bad duration is refused', async () => {
  await breakIt();
  await assertFailure(await post(gateway.url, ask, { headers: { 'good-gateway-hold': '300ms' } }), refused);
  const bad = await post(gateway.url, ask, { headers: { 'good-gateway-hold': 'soon' } });
  await assertFailure(bad, { status: 400, code: 'invalid_request', family: 'client', who: 'caller' });
  await gateway.forgive('one');
});

test('a stream that holds is told what it waits for', async () => {
  const away = await startUpstream(say.healthy('fine'));
  await away.close();
  const other = await startGateway({ upstreams: { gone: { url: away.url } } });
  await command(other, 'drain', 'gone');
  const answer = await post(other.url, askStream, hold);
  const reader = new StreamReader(answer);
  assert.ok(await reader.until('\n\n'));
  assert.match(reader.text, /^: waiting for recovery, since [1-5]\d s(?:, usually \d+ (?:s|min))?\n\n$/);
  await reader.leave();
  await other.stop();
});
