import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noPhases } from '../domain/event.ts';
import { attempt as attemptOf, endedCall } from '../../test/fakes/ended-call.ts';
import { causeOf } from '../domain/cause.ts';
import type { CauseCode } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import { makeMetrics } from './metrics.ts';

const attempt = (upstream: string, code: CauseCode | null, more: Partial<AttemptRecord> = {}): AttemptRecord =>
  attemptOf({ upstream, phases: noPhases, cause: code === null ? null : causeOf(code), ...more });
const call = (more: Partial<CallEnded> = {}): CallEnded =>
  endedCall({ attempts: [attempt('a', null)], ms: 1500, firstTokenMs: 300, bytesSent: 1, ...more });

const made = () => makeMetrics((name) => name === 'm');
const valueOf = async (metrics: ReturnType<typeof made>, sample: string): Promise<number | null> => {
  const line = (await metrics.render()).split('\n').find((one) => one.startsWith(`good_gateway_${sample} `));
  return line === undefined ? null : Number(line.split(' ').at(-1));
};

test('a call is counted by model, outcome and family, and its attempts by upstream and code', async () => {
  const metrics = made();
  metrics.observe(call());
  metrics.observe(call());
  metrics.observe(
    call({
      outcome: 'failed',
      cause: causeOf('connection_refused'),
      attempts: [attempt('a', 'connection_refused'), attempt('b', 'overloaded')],
    }),
  );
  assert.equal(await valueOf(metrics, 'requests_total{model="m",outcome="ok",family="none"}'), 2);
  assert.equal(await valueOf(metrics, 'requests_total{model="m",outcome="failed",family="outage"}'), 1);
  assert.equal(await valueOf(metrics, 'attempts_total{upstream="a",code="ok"}'), 2);
  assert.equal(await valueOf(metrics, 'attempts_total{upstream="a",code="connection_refused"}'), 1);
  assert.equal(await valueOf(metrics, 'attempts_total{upstream="b",code="overloaded"}'), 1);
  assert.equal(
    await valueOf(metrics, 'requests_total{model="m",outcome="ok",family="none"}'),
    2,
    'rendering twice counts once',
  );
});

test('a rescue is counted by what saved the call, and only when the call ended well', async () => {
  const cases: readonly [string, readonly AttemptRecord[], CallEnded['outcome']][] = [
    ['failover', [attempt('a', 'connection_refused'), attempt('b', null)], 'ok'],
    ['retry', [attempt('a', 'connection_refused'), attempt('a', null)], 'ok'],
    ['hedge', [attempt('a', null, { dropped: true }), attempt('b', null, { how: 'hedge' })], 'ok'],
    ['', [attempt('a', null)], 'ok'],
    ['', [attempt('a', null), attempt('b', null, { how: 'hedge', dropped: true })], 'ok'],
    ['', [attempt('a', 'connection_refused'), attempt('b', null)], 'incomplete'],
    ['', [attempt('a', 'connection_refused')], 'failed'],
    ['', [], 'ok'],
  ];
  for (const [how, attempts, outcome] of cases) {
    const metrics = made();
    metrics.observe(call({ attempts, outcome }));
    const lines = (await metrics.render()).split('\n').filter((line) => line.startsWith('good_gateway_rescued_total{'));
    assert.deepEqual(lines, how === '' ? [] : [`good_gateway_rescued_total{how="${how}"} 1`]);
  }
});

test('hedges, broken answers, times and queues are taken from the event', async () => {
  const metrics = made();
  const queued = { ...noPhases, queue: 2000 };
  metrics.observe(
    call({
      outcome: 'incomplete',
      attempts: [attempt('a', null, { dropped: true, phases: queued }), attempt('b', null, { how: 'hedge' })],
    }),
  );
  assert.equal(await valueOf(metrics, 'hedges_total'), 1);
  assert.equal(await valueOf(metrics, 'incomplete_total'), 1);
  assert.equal(await valueOf(metrics, 'attempts_total{upstream="a",code="dropped"}'), 1);
  assert.equal(await valueOf(metrics, 'request_seconds_sum'), 1.5);
  assert.equal(await valueOf(metrics, 'request_seconds_bucket{le="1"}'), 0);
  assert.equal(await valueOf(metrics, 'request_seconds_bucket{le="2.5"}'), 1);
  assert.equal(await valueOf(metrics, 'first_token_seconds_count'), 1);
  assert.equal(await valueOf(metrics, 'queue_seconds_sum'), 2);
});

test('the counters of the laws are there from the start, at 0', async () => {
  const metrics = made();
  for (const name of ['lost_total', 'incomplete_total', 'hedges_total', 'early_heads_total'])
    assert.equal(await valueOf(metrics, name), 0);
  metrics.observe(call({ outcome: 'failed', cause: null, earlyHead: true }));
  metrics.extraTokens('hedge', 120);
  assert.equal(await valueOf(metrics, 'lost_total'), 1);
  assert.equal(await valueOf(metrics, 'early_heads_total'), 1);
  assert.equal(await valueOf(metrics, 'extra_tokens_total{why="hedge"}'), 120);
});

test('names that callers invent never make more than two hundred labels', async () => {
  const metrics = made();
  const hostile = 'x"} 1\nevil{a="\\';
  metrics.observe(call({ model: hostile }));
  for (let n = 0; n < 1000; n += 1) metrics.observe(call({ model: `invented-${n}` }));
  metrics.observe(call({ model: 'y'.repeat(5000) }));
  metrics.observe(call());
  metrics.observe(call({ model: 'nobody-has-it', outcome: 'failed', cause: causeOf('unknown_model') }));
  const lines = (await metrics.render()).split('\n').filter((line) => line.includes('_requests_total{'));
  assert.equal(lines.length, 203);
  assert.equal(await valueOf(metrics, 'requests_total{model="other",outcome="ok",family="none"}'), 802);
  assert.equal(await valueOf(metrics, 'requests_total{model="other",outcome="failed",family="client"}'), 1);
  assert.ok(
    lines.some((line) => line.includes('model="x\\"} 1\\nevil{a=\\"\\\\"')),
    'escaped',
  );
});

test('gauges are read when they are rendered', async () => {
  const metrics = made();
  let running = 1;
  metrics.gauge('in_flight', () => running);
  metrics.gauge('journal_dropped_total', () => 7);
  metrics.gauge('upstream_state', () => [
    { labels: { upstream: 'a', state: 'up' }, value: 1 },
    { labels: { upstream: 'b', state: 'resting' }, value: 1 },
  ]);
  running = 5;
  assert.equal(await valueOf(metrics, 'in_flight'), 5);
  assert.equal(await valueOf(metrics, 'journal_dropped_total'), 7);
  assert.equal(await valueOf(metrics, 'upstream_state{upstream="b",state="resting"}'), 1);
  assert.match(await metrics.render(), /# TYPE good_gateway_journal_dropped_total counter/);
  assert.match(metrics.contentType, /version=0\.0\.4/);
});

test('the process is measured too, and two registries do not meet', async () => {
  made();
  const text = await made().render();
  assert.match(text, /^good_gateway_process_cpu_seconds_total /m);
  assert.match(text, /^good_gateway_nodejs_eventloop_lag_p99_seconds /m);
  for (const line of text.trim().split('\n')) assert.match(line, /^(#|good_gateway_|$)/);
});
