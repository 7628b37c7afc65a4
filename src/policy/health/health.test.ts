/** Soft evidence: failing shares, slowness beside peers, coming back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CauseCode } from '../../domain/cause.ts';
import { causeOf } from '../../domain/cause.ts';
import type { Witness } from '../breaker.ts';
import { closed } from '../breaker.ts';
import type { Ejection } from './ejection.ts';
import { afterBad, isEjected } from './ejection.ts';
import { endsRest } from './recovery.ts';
import type { WindowMedian } from './slowness.ts';
import { isSlow, lastMedians, mayDiffer } from './slowness.ts';
import { startFactor, windowAfter } from './slow-start.ts';

const cause = causeOf('upstream_error');
const failing = (good: number, bad: number, now = 0) => ({ good, bad, cause, now, draw: 1 });

test('half of at least twenty calls have to fail', () => {
  assert.equal(afterBad(null, failing(0, 19)), null, 'too few');
  assert.equal(afterBad(null, failing(11, 9)), null, 'too good');
  assert.equal(isEjected(afterBad(null, failing(10, 10)), 9_999), true);
  assert.equal(isEjected(afterBad(null, failing(10, 10)), 10_000), false, 'it ends by itself');
});

test('an ejection lasts twice as long each time, up to a minute, and begins anew after a quiet one', () => {
  let ejection: Ejection | null = null;
  const lasted: number[] = [];
  for (let now = 0, round = 0; round < 5; round++) {
    ejection = afterBad(ejection, failing(0, 20, now));
    lasted.push((ejection?.until ?? 0) - now);
    assert.equal(afterBad(ejection, failing(0, 30, now + 1)), ejection, 'not longer while it lasts');
    now = ejection?.until ?? 0;
  }
  assert.deepEqual(lasted, [10_000, 20_000, 40_000, 60_000, 60_000]);
  const later = (ejection?.until ?? 0) + 60_000;
  assert.equal((afterBad(ejection, failing(0, 20, later))?.until ?? 0) - later, 10_000);
});

const now = 100_000;
const windows = (...ms: readonly number[]): readonly WindowMedian[] =>
  ms.map((one, index) => ({ ms: one, at: now - 5_000 * (ms.length - 1 - index) }));

const slowRows: readonly (readonly [
  says: string,
  own: readonly WindowMedian[],
  peers: readonly number[],
  is: boolean,
])[] = [
  ['three times the median for two windows is slow', windows(1_000, 1_000), [300, 310], true],
  ['one slow window is not', windows(300, 5_000), [300, 310], false],
  ['one that is over is not', windows(5_000, 300), [300, 310], false],
  ['twice as slow is not', windows(600, 600), [300, 310], false],
  ['a difference nobody notices is not', windows(200, 200), [20, 20], false],
  ['a single window is not enough', windows(5_000), [300], false],
  ['without peers nobody is slow', windows(5_000, 5_000), [], false],
  ['one slow peer does not make the others look fast', windows(900, 900), [300, 9_000, 310], false],
  ['as slow as everybody is not slow', windows(5_000, 5_000), [5_000, 4_000], false],
];

test('nobody is called slow where the extremes are alike', () => {
  for (const [says, own, peers, is] of slowRows) {
    const all = [own, ...peers.map((ms) => windows(ms))];
    if (is) assert.equal(mayDiffer(all), true, says);
  }
  assert.equal(mayDiffer([windows(300), windows(800), []]), false);
  assert.equal(mayDiffer([]), false);
});

for (const [says, own, peers, is] of slowRows)
  test(says, () => assert.equal(isSlow(own, lastMedians([own, ...peers.map((ms) => windows(ms))], now), now), is));

test('what is a minute old says nothing of now', () => {
  const [slow, usual] = [windows(5_000, 5_000), windows(300)];
  const later = now + 60_001;
  assert.equal(isSlow(slow, lastMedians([slow, usual], now), later), false);
  assert.deepEqual(lastMedians([slow, usual], later), []);
});

test('who comes back begins with a tenth of its weight and has all of it after twenty seconds', () => {
  const rows = [0, 1_000, 10_000, 20_000, 50_000].map((ms) => startFactor(now, now + ms));
  assert.deepEqual(rows, [0.1, 0.1, 0.5, 1, 1]);
  assert.equal(startFactor(-Infinity, now), 1);
});

const rests: readonly (readonly [says: string, code: CauseCode, by: Witness, wasRed: boolean, ends: boolean])[] = [
  ['nobody was reached: any answer disproves it', 'connection_refused', 'calls', false, true],
  ['calls fail inside while the check is green all along', 'upstream_error', 'calls', false, false],
  ['the check had seen it too', 'upstream_error', 'calls', true, true],
  ['only the check had seen it', 'http_response_timeout', 'probe', false, true],
  ['a limit is not lifted by a model list', 'rate_limited', 'calls', true, false],
  ['nor is an overload', 'overloaded', 'calls', true, false],
  ['a refused key stays refused', 'key_refused', 'calls', true, false],
];

for (const [says, code, by, wasRed, ends] of rests)
  test(`a green check: ${says}`, () => {
    const open = { kind: 'open', since: 0, until: 1, rests: 1, cause: causeOf(code), by } as const;
    assert.equal(endsRest(open, wasRed), ends);
    assert.equal(endsRest(closed, wasRed), false);
  });

test('who was away for seconds has all of its weight as soon again', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 9].map(windowAfter), [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  assert.equal(startFactor(now, now + 1_000, windowAfter(1)), 0.5);
  assert.equal(startFactor(now, now + 2_000, windowAfter(1)), 1);
});
