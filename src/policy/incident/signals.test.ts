import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalOf, unknownUsual } from './signals.ts';
import type { Slice } from './tally.ts';
import { nothing } from './tally.ts';

const now = 180_000;

/** Three minutes with so many attempts a slice. */
const attempts = (all: number, bad: number, answered: (slice: number) => number): readonly Slice[] =>
  Array.from({ length: 18 }, (_, index) => ({
    ...nothing,
    slice: now - 17 + index,
    calls: all,
    arrived: all,
    attempts: all,
    bad,
    hereRescued: answered(index),
  }));

for (const [what, short, kind] of [
  ['others answer in their place', attempts(10, 3, () => 3), 'hidden'],
  ['nobody does', attempts(10, 3, () => 0), null],
  ['others do for nine', attempts(1, 1, (slice) => (slice < 9 ? 1 : 0)), null],
  ['others do for one in twenty', attempts(20, 9, () => 1), null],
] as const)
  test(`attempts fail and ${what}: ${kind ?? 'nothing'} is hidden`, () => {
    assert.equal(signalOf({ short, long: [] }, unknownUsual, now)?.kind ?? null, kind);
  });

/** Three calls a minute, of which the newest failed; others come that are turned down for their callers' own faults. */
const rare = (failed: number, agoSlices = 0, others = 0): readonly Slice[] =>
  Array.from({ length: 20 }, (_, index) => ({
    ...nothing,
    slice: now - agoSlices - 19 + index,
    arrived: (index % 2) + others,
    calls: index % 2,
    failed: index >= 20 - 2 * failed ? index % 2 : 0,
  }));

for (const [what, short, kind] of [
  ['four of the last ten calls', rare(4), null],
  ['five of the last ten calls, in a minute and a half', rare(5), 'failures'],
  ['five of the last ten, six minutes ago', rare(5, 36), null],
  ['five of the last ten beside many that were turned down', rare(5, 0, 5), null],
] as const)
  test(`where calls are rare, ${what} failed: ${kind ?? 'no alarm'}`, () => {
    assert.equal(signalOf({ short, long: [] }, unknownUsual, now)?.kind ?? null, kind);
  });
