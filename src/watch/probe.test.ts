/** The probe loop on a clock turned by hand, with the real fleet: what is asked, how often, and what comes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import type { Answering, Beside, Says } from '../../test/watch/probing.ts';
import { probing } from '../../test/watch/probing.ts';

const list = (ownedBy = 'somebody'): Says => ({
  status: 200,
  body: JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model', owned_by: ownedBy }] }),
});

const always =
  (says: Says | null): Answering =>
  () =>
    says;

const countOf = (asked: readonly { readonly what: string }[], what: string): number =>
  asked.filter((one) => one.what === what).length;

test('a healthy upstream is asked at its pace, and its models are known', async () => {
  const scene = probing({}, always(list()));
  await scene.turn(60_000);
  assert.equal(scene.state(), 'healthy');
  assert.deepEqual(scene.fleet.modelsOf('one'), ['m']);
  assert.ok(scene.asked.length >= 11 && scene.asked.length <= 13, String(scene.asked.length));
  const gaps = new Set(scene.asked.map(({ at }, index) => at - (scene.asked[index - 1]?.at ?? at)));
  assert.ok(gaps.size > 2, 'its clock is jittered');
});

test('one lost check of ten changes nothing, three in a row do', async () => {
  let count = 0;
  const flapping = probing({}, () => (++count % 4 === 0 ? { status: 500 } : list()));
  const seen = new Set<string | undefined>();
  await flapping.turn(1_000);
  await flapping.turn(300_000, () => void seen.add(flapping.state()));
  assert.deepEqual([...seen], ['healthy']);
  const dead = probing({}, (_, now) => (now < 1_800_000_010_000 ? list() : null));
  await dead.turn(60_000);
  assert.notEqual(dead.state(), 'healthy');
});

test('a server that turns the check down is not taken out', async () => {
  for (const status of [401, 404, 405, 301]) {
    const scene = probing({ path: '/health' }, always({ status }));
    await scene.turn(60_000);
    assert.ok(scene.call(null), `${status} lets calls through`);
    assert.equal(scene.checks.of('one').standing.belief, 'bad');
  }
});

test('a check that fails while calls succeed takes nobody out', async () => {
  const scene = probing({ path: '/health' }, always({ status: 500 }));
  let refused = 0;
  await scene.turn(120_000, () => (refused += scene.call(null) ? 0 : 1));
  assert.equal(refused, 0);
  assert.ok(scene.checks.of('one').standing.isRefuted);
});

test('an answer of one token is asked for, no oftener than every 30 s, and its tokens are counted', async () => {
  const body = JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', content: 'p' }, finish_reason: 'length' }],
    usage: { prompt_tokens: 8, completion_tokens: 1 },
  });
  const scene = probing({ complete: 'm', every: '5s' }, ({ method }) =>
    method === 'POST' ? { status: 200, body } : list(),
  );
  await scene.turn(120_000);
  const answers = countOf(scene.asked, 'POST /v1/chat/completions');
  assert.ok(answers >= 4 && answers <= 5, String(answers));
  assert.equal(scene.tokens(), answers * 9);
  assert.equal(scene.state(), 'healthy');
});

test('a model server that says "loading" rests until it says otherwise, without three checks', async () => {
  const startedAt = 1_800_000_000_000;
  const loading = {
    status: 503,
    body: '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
    headers: { server: 'llama.cpp', 'content-type': 'application/json' },
  };
  const well = { ...loading, status: 200, body: '{"status":"ok"}' };
  const scene = probing({}, ({ path }, now) => {
    if (path === '/v1/models') return { ...list('llamacpp'), headers: { server: 'llama.cpp' } };
    return now < startedAt + 40_000 ? loading : well;
  });
  await scene.turn(10_000);
  assert.equal(scene.state(), 'loading');
  assert.equal(scene.call(null), false, 'no call is sent into it');
  await scene.turn(25_000);
  assert.equal(scene.state(), 'loading');
  await scene.turn(12_000);
  assert.equal(scene.state(), 'healthy');
  assert.ok(scene.call(null));
});

test('a recognised server is asked for its figures, and for what it does not have only now and then', async () => {
  const scene = probing({}, ({ path }) => {
    if (path === '/v1/models') return list('vllm');
    if (path === '/metrics')
      return { status: 200, body: 'vllm:num_requests_running 3\nvllm:num_requests_waiting 12\n' };
    return { status: 404 };
  });
  await scene.turn(60_000);
  const figures = scene.fleet.signs('one')?.figures;
  assert.equal(figures?.waiting, 12);
  assert.equal(countOf(scene.asked, 'GET /version'), 1);
  assert.ok(countOf(scene.asked, 'GET /metrics') >= 11);
  const stranger = probing({}, always(list()));
  await stranger.turn(60_000);
  assert.deepEqual([...new Set(stranger.asked.map(({ what }) => what))], ['GET /v1/models']);
});

test('a check that is throttled says nothing', async () => {
  const scene = probing({}, always({ status: 429 }));
  await scene.turn(60_000);
  assert.equal(scene.checks.of('one').standing.belief, 'unknown');
});

const outage = { from: 1_800_000_010_000, until: 1_800_000_070_000 };
const isOut = (now: number): boolean => now >= outage.from && now < outage.until;

/** An outage of a minute under calls; how many calls and checks it met once three calls had failed, and when a call was good again. */
const throughOutage = async (beside: Beside): Promise<{ calls: number; checks: number; backMs: number }> => {
  let [met, backMs] = [0, Infinity];
  const scene = probing({}, (_, now) => (isOut(now) ? null : list()), beside);
  await scene.turn(90_000, () => {
    const isDown = isOut(scene.now());
    const wasReady = scene.call(isDown ? causeOf('connection_refused', { upstream: 'one' }) : null);
    if (wasReady && isDown) met++;
    if (wasReady && scene.now() >= outage.until) backMs = Math.min(backMs, scene.now() - outage.until);
  });
  return { calls: met - 3, checks: scene.asked.filter(({ at }) => isOut(at)).length, backMs };
};

test('in an outage of 60 s under 5 calls a second, calls and checks together bring at most 10 probes', async () => {
  const { calls, checks, backMs } = await throughOutage({ hasSpare: true });
  assert.ok(calls + checks <= 10, `${calls} calls and ${checks} checks`);
  assert.ok(backMs < 20_000, `and it is back ${backMs} ms later`);
});

for (const [says, beside] of [
  ['nobody else can serve the model', {}],
  ['calls wait for it', { hasSpare: true, waiting: 1 }],
] as const)
  test(`where ${says} it is checked often, and is back within a few seconds`, async () => {
    const { calls, checks, backMs } = await throughOutage(beside);
    assert.ok(calls <= 7, `${calls} calls were risked`);
    assert.ok(checks > 20 && checks <= 45, `${checks} checks`);
    assert.ok(backMs <= 3_500, `${backMs} ms`);
  });

test('checks that could not end a rest stay as seldom as ever', async () => {
  const limited = causeOf('rate_limited', { upstream: 'one', retryAfterMs: 60_000 });
  const scene = probing({}, always(list()));
  scene.call(limited);
  await scene.turn(60_000);
  assert.ok(scene.asked.length <= 13, String(scene.asked.length));
});

test('in an outage without calls its end is seen within seconds', async () => {
  const scene = probing({}, (_, now) => (isOut(now) ? null : list()));
  await scene.turn(70_000);
  assert.equal(scene.state(), 'down');
  await scene.turn(5_000);
  assert.equal(scene.state(), 'healthy');
});

test('the first green check ends a rest, the second the outage', async () => {
  const scene = probing({}, (_, now) => (isOut(now) ? null : list()));
  await scene.turn(69_750);
  const down = causeOf('connection_refused', { upstream: 'one' });
  while (scene.call(down));
  assert.equal(scene.call(null), false, 'it rests');
  const before = scene.asked.length;
  while (scene.asked.length === before) await scene.turn(250);
  await scene.turn(250);
  assert.equal(scene.checks.of('one').standing.belief, 'bad');
  assert.ok(scene.call(null), 'one call may look');
});

test('a check is green while calls fail: it does not bring them back', async () => {
  const scene = probing({ path: '/health' }, always({ status: 200 }));
  const dies = causeOf('upstream_error', { upstream: 'one', receivedStatus: 500 });
  let calls = 0;
  await scene.turn(60_000, () => (calls += scene.call(dies) ? 1 : 0));
  assert.ok(calls <= 12, `${calls} calls were sent to it`);
});

test('before anything was well, two failures are no verdict and three are', async () => {
  const scene = probing({}, always(null));
  await scene.turn(4_000);
  assert.equal(scene.state(), 'unknown');
  await scene.turn(10_000);
  assert.notEqual(scene.state(), 'unknown');
});
