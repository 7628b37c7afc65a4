import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DayRecord } from './record.ts';
import { bucketOf, buckets, latelyOf, mergedDay, quantileMs, standingOf } from './record.ts';

const dayMs = 86_400_000;
const now = 100 * dayMs + 5;

const histogram = (...times: readonly number[]): readonly number[] => {
  const counts = Array.from({ length: buckets }, () => 0);
  for (const ms of times) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
  return counts;
};

const upstream = (asked: number, bad: number, cut = 0) => ({ asked, bad, cut, firstToken: [] });
const on = (daysAgo: number, one: object, models = {}): DayRecord => ({
  day: (100 - daysAgo) * dayMs,
  upstreams: { one: upstream(0, 0), ...one },
  models,
});

test('a quantile is at most a fifth too high, and never too low', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 20, maxLength: 80 }), (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      for (const share of [0.5, 0.95]) {
        const exact = Math.max(25, sorted[Math.ceil(share * times.length) - 1] ?? 0);
        const told = quantileMs(histogram(...times), share) ?? 0;
        assert.ok(told >= exact - 1 && told <= exact * 1.2, `${told} for ${exact}`);
      }
    }),
    { numRuns: 40 },
  );
});

test('too few answers have no quantile', () => {
  assert.equal(quantileMs(histogram(...Array.from({ length: 19 }, () => 50)), 0.5), null);
});

const records = [
  on(0, { one: upstream(100_000, 1, 1) }),
  on(6, { one: upstream(100, 50) }),
  on(7, { one: upstream(1000, 0) }),
  on(89, { one: upstream(3, 3) }),
  on(90, { one: upstream(9, 9) }),
];

for (const [days, asked, bad] of [
  [7, 100_100, 51],
  [30, 101_100, 51],
  [90, 101_103, 54],
] as const)
  test(`${days} days hold today and what was before it, and no more`, () => {
    const { asked: told, answered } = standingOf('one', days, { records, incidents: [], now });
    assert.equal(told, asked);
    assert.equal(answered, Math.floor(((asked - bad) * 100_000) / asked) / 100_000);
  });

test('one failure in a million does not read as none', () => {
  const rare = [on(0, { one: upstream(1_000_000, 1, 1) })];
  const { answered, cut } = standingOf('one', 7, { records: rare, incidents: [], now });
  assert.deepEqual([answered, cut], [0.99999, 0.00001]);
});

test('who was not asked has no share', () => {
  const { answered, cut, firstTokenMs } = standingOf('constructor', 7, { records, incidents: [], now });
  assert.deepEqual([answered, cut, firstTokenMs], [null, null, null]);
});

const calls = (count: number) => ({ m: { calls: count, failed: 1, rescued: 3, firstToken: histogram(900) } });

test('a model of few calls is not judged', () => {
  assert.equal(latelyOf('m', 7, { records: [on(0, {}, calls(19))], now }), null);
  assert.deepEqual(latelyOf('m', 7, { records: [on(0, {}, calls(20))], now }), {
    days: 7,
    calls: 20,
    answered: 0.95,
    rescued: 0.1579,
    firstTokenMs: null,
  });
});

test('several of a day are together what each was', () => {
  const parts = [on(2, { one: upstream(5, 1, 1), two: upstream(1, 0) }), on(2, { one: upstream(2, 2) })];
  const { upstreams } = mergedDay(parts, 98 * dayMs);
  assert.deepEqual([upstreams['one'], upstreams['two']], [upstream(7, 3, 1), upstream(1, 0)]);
});
