import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Replicas } from '../domain/upstream.ts';
import type { Scaling } from './replicas.ts';
import { freshScaling, learnDemand, wantedReplicas } from './replicas.ts';

const rule: Replicas = { min: 1, max: 10, perReplica: 8 };

/** So many calls for so long, seen every five seconds. */
const under = (
  from: Scaling,
  calls: number,
  { forMs, slowness = 1 }: { forMs: number; slowness?: number },
): Scaling => {
  let scaling = from;
  for (let now = from.at + 5_000; now <= from.at + forMs; now += 5_000)
    scaling = learnDemand(scaling, { inFlight: calls, queued: 0, slowness, now }, rule);
  return scaling;
};

test('nothing to do: the least', () => assert.equal(wantedReplicas(freshScaling(0), rule), 1));

const loads = [
  { calls: 8, slowness: 1, wanted: 1 },
  { calls: 9, slowness: 1, wanted: 2 },
  { calls: 24, slowness: 1, wanted: 3 },
  { calls: 24, slowness: 1.5, wanted: 5 },
  { calls: 24, slowness: 50, wanted: 6 },
  { calls: 1_000, slowness: 1, wanted: 10 },
];
for (const { calls, slowness, wanted } of loads)
  test(`${calls} calls, first tokens ${slowness} times as late as usual: ${wanted} replicas`, () =>
    assert.equal(wantedReplicas(under(freshScaling(0), calls, { forMs: 120_000, slowness }), rule), wanted));

test('calls that wait count like those that are served', () => {
  let scaling = freshScaling(0);
  for (let now = 5_000; now < 120_000; now += 5_000)
    scaling = learnDemand(scaling, { inFlight: 8, queued: 16, slowness: 1, now }, rule);
  assert.equal(wantedReplicas(scaling, rule), 3);
});

test('up within half a minute, down only after five', () => {
  const busy = under(under(freshScaling(0), 8, { forMs: 60_000 }), 40, { forMs: 30_000 });
  assert.ok(wantedReplicas(busy, rule) >= 4);
  assert.ok(wantedReplicas(under(busy, 8, { forMs: 230_000 }), rule) >= 4);
  assert.equal(wantedReplicas(under(busy, 8, { forMs: 400_000 }), rule), 1);
});

test('a burst of five seconds starts nothing', () => {
  const burst = under(under(freshScaling(0), 8, { forMs: 60_000 }), 16, { forMs: 5_000 });
  assert.ok(wantedReplicas(burst, rule) <= 2);
});

test('property: within its bounds, and never less for more', () => {
  const step = fc.record({ calls: fc.nat({ max: 500 }), passedMs: fc.integer({ min: 0, max: 120_000 }) });
  fc.assert(
    fc.property(fc.array(step), fc.nat({ max: 50 }), (steps, more) => {
      let less = freshScaling(0);
      let greater = freshScaling(0);
      let now = 0;
      for (const { calls, passedMs } of steps) {
        now += passedMs;
        less = learnDemand(less, { inFlight: calls, queued: 0, slowness: 1, now }, rule);
        greater = learnDemand(greater, { inFlight: calls, queued: more, slowness: 1, now }, rule);
        const wanted = wantedReplicas(less, rule);
        assert.ok(wanted >= rule.min && wanted <= rule.max);
        assert.ok(wantedReplicas(greater, rule) >= wanted);
        assert.ok(less.peaks.length <= 5);
      }
    }),
  );
});
