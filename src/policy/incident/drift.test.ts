import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf } from './drift.ts';
import type { Slice } from './tally.ts';
import { nothing } from './tally.ts';

const base = 0.001;

/** Slices of 3,000 calls with so many failures each. */
const slices = (failed: readonly number[]): readonly Slice[] =>
  failed.map((count, slice) => ({ ...nothing, slice, calls: 3_000, failed: count }));

const cases: readonly (readonly [string, readonly number[], number | null])[] = [
  ['what is usual', [3, 4, 2, 5, 3, 2, 4, 3], null],
  ['twice the usual', [6, 7, 5, 6, 7, 6, 5, 6], null],
  ['one very bad moment', [3, 2, 400, 3, 2, 3, 3], null],
  ['two bad moments apart', [3, 90, 3, 2, 3, 3, 4, 90, 3], null],
  ['ten times the usual for a quarter of an hour', [3, 2, 3, 30, 31, 29], 3],
  ['what was over an hour ago', [30, 31, 30, 30, 30, 0, 0, 0, 0, 0, 0, 0], null],
  ['nothing', [], null],
];

for (const [what, failed, since] of cases)
  test(`${what} ${since === null ? 'is no shift' : 'is a shift, and began where it did'}`, () => {
    assert.equal(driftOf(slices(failed), base)?.since ?? null, since);
  });
