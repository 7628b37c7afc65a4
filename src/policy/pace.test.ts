import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Gauge, Pace } from './pace.ts';
import { afterRequest, gaugeOf, paceFactor, restUntil } from './pace.ts';

const now = 1_700_000_000_000;
const gauge = (limit: number | null, left: number, resetMs: number): Gauge =>
  gaugeOf({ limit, left, resetMs }, now) ?? assert.fail('no gauge');
const requests = (limit: number | null, left: number, resetMs: number): Pace => ({
  requests: gauge(limit, left, resetMs),
  tokens: null,
});
const tokens = (limit: number | null, left: number, resetMs: number): Pace => ({
  requests: null,
  tokens: gauge(limit, left, resetMs),
});

interface Row {
  readonly says: string;
  readonly pace: Pace;
  readonly at?: number;
  readonly factor: number;
  /** How long from then; 0: not at all. */
  readonly restMs: number;
}

const rows: readonly Row[] = [
  { says: 'plenty', pace: requests(100, 50, 30_000), factor: 1, restMs: 0 },
  { says: 'a tenth left', pace: requests(100, 10, 54_000), factor: 1, restMs: 0 },
  { says: 'half of the last tenth', pace: requests(100, 5, 57_000), factor: 0.5, restMs: 0 },
  { says: 'the last one', pace: requests(100, 1, 59_400), factor: 0.1, restMs: 0 },
  { says: 'none left, and one each 600 ms', pace: requests(100, 0, 60_000), factor: 0.05, restMs: 600 },
  { says: 'none left, half way to the next', pace: requests(100, 0, 60_000), at: 300, factor: 0.05, restMs: 300 },
  { says: 'none left, and one is back', pace: requests(100, 0, 60_000), at: 600, factor: 0.1, restMs: 0 },
  { says: 'after the reset', pace: requests(100, 0, 60_000), at: 60_000, factor: 1, restMs: 0 },
  { says: 'none left of an unknown limit', pace: requests(null, 0, 7_000), factor: 0.05, restMs: 7_000 },
  { says: 'few left of an unknown limit', pace: requests(null, 2, 7_000), factor: 2 / 3, restMs: 0 },
  { says: 'an unknown limit after its reset', pace: requests(null, 0, 7_000), at: 7_000, factor: 1, restMs: 0 },
  { says: 'a reset hours away', pace: requests(null, 0, 9 * 3_600_000), factor: 0.05, restMs: 20_000 },
  {
    says: 'the same, after the longest rest',
    pace: requests(null, 0, 9 * 3_600_000),
    at: 20_000,
    factor: 0.05,
    restMs: 0,
  },
  { says: 'plenty of tokens', pace: tokens(100_000, 40_000, 36_000), factor: 1, restMs: 0 },
  { says: 'few tokens', pace: tokens(100_000, 5_000, 57_000), factor: 0.5, restMs: 0 },
  { says: 'hardly a token', pace: tokens(100_000, 100, 59_940), factor: 0.05, restMs: 540 },
];

for (const { says, pace, at = 0, factor, restMs } of rows)
  test(`pace: ${says}`, () => {
    assert.ok(Math.abs(paceFactor(pace, now + at) - factor) < 1e-9, String(paceFactor(pace, now + at)));
    const until = restUntil(pace, now + at);
    assert.equal(until === null ? 0 : until - now - at, restMs);
  });

test('the tighter of two limits counts', () => {
  const pace = { requests: gauge(100, 0, 60_000), tokens: gauge(100_000, 0, 60_000) };
  assert.equal(restUntil(pace, now), now + 600);
  assert.equal(restUntil({ ...pace, requests: gauge(10, 0, 60_000) }, now), now + 6_000);
});

test('what is sent before the next answer is reckoned with', () => {
  let pace = requests(10, 2, 48_000);
  assert.equal(restUntil(pace, now), null);
  pace = afterRequest(pace, now);
  assert.equal(restUntil(pace, now), null);
  pace = afterRequest(pace, now);
  assert.equal(restUntil(pace, now), now + 6_000);
  assert.equal(afterRequest(pace, now + 48_000).requests, null);
});

const wrong: readonly (readonly [number | null, number, number])[] = [
  [100, -1, 1_000],
  [100, Number.NaN, 1_000],
  [100, Infinity, 1_000],
  [100, 1e13, 1_000],
  [100, 1, 0],
  [100, 1, -5],
  [100, 1, Number.NaN],
  [100, 1, Infinity],
];

for (const [limit, left, resetMs] of wrong)
  test(`nothing is made of ${left} of ${limit} left for ${resetMs} ms`, () =>
    assert.equal(gaugeOf({ limit, left, resetMs }, now), null));

test('a limit of less than one is none: what came back would never be enough', () => {
  const pace = { requests: gaugeOf({ limit: Number.MIN_VALUE, left: 0, resetMs: 1_000 }, now), tokens: null };
  assert.equal(restUntil(pace, now), now + 1_000);
  assert.equal(restUntil(pace, now + 1_000), null);
});

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -1, 1e300, Number.NaN, Infinity));
const anything = fc.record({ limit: fc.option(number), left: number, resetMs: number });

test('whatever a header says, nobody rests longer than 20 s on its word, and somebody may go then', () => {
  fc.assert(
    fc.property(anything, anything, fc.integer({ min: 0, max: 1e8 }), (one, other, laterMs) => {
      const pace = { requests: gaugeOf(one, now), tokens: gaugeOf(other, now) };
      const until = restUntil(pace, now + laterMs);
      assert.ok(until === null || (until > now + laterMs && until <= now + 20_000));
      if (until !== null) assert.equal(restUntil(pace, now + 20_000), null);
      const factor = paceFactor(pace, now + laterMs);
      assert.ok(factor >= 0.05 && factor <= 1, String(factor));
    }),
  );
});

test('with plenty left nothing is held back', () => {
  const limits = fc.integer({ min: 30, max: 1_000_000 });
  fc.assert(
    fc.property(
      limits,
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1e8 }),
      (limit, share, resetMs) => {
        const pace = requests(limit, limit * share, resetMs);
        assert.equal(restUntil(pace, now), null);
        assert.equal(paceFactor(pace, now), 1);
      },
    ),
  );
});

test('paced by its own word, a provider that fills evenly refuses nobody, and is used to the full', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 200 }), fc.integer({ min: 1, max: 30 }), (limit, everyMs) => {
      // A token bucket of a minute, asked every few milliseconds.
      let has = limit;
      let pace: Pace = { requests: null, tokens: null };
      let sent = 0;
      const lastsMs = 30_000;
      for (let at = 0; at < lastsMs; at += everyMs) {
        has = Math.min(limit, has + (limit * everyMs) / 60_000);
        if (restUntil(pace, now + at) !== null) continue;
        pace = afterRequest(pace, now + at);
        assert.ok(has >= 1 - 1e-6, `refused with ${has} of ${limit} at ${at}`);
        has -= 1;
        sent++;
        const left = Math.floor(has + 1e-9);
        pace = { ...pace, requests: gaugeOf({ limit, left, resetMs: ((limit - has) * 60_000) / limit }, now + at) };
      }
      const could = limit + (limit * lastsMs) / 60_000;
      assert.ok(sent >= Math.min(lastsMs / everyMs, could) * 0.5 - 2, `${sent} of ${could}`);
    }),
    { numRuns: 30 },
  );
});
