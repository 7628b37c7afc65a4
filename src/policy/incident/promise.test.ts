import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKeptAgain, overspentOf } from './promise.ts';
import { longSlices, nothing, sliceMs } from './tally.ts';

const dayMs = 86_400_000;
const now = 20_000.75 * dayMs;
const today = 20_000 * dayMs;

/** The last three days each with so many of 10,000 calls failed, and six hours with so many of 100 in five minutes. */
const promisedOf = ({ daily, lately, days = 3 }: { daily: number; lately: number; days?: number }) => ({
  objective: 0.999,
  now,
  records: Array.from({ length: days }, (_, back) => ({
    day: today - back * dayMs,
    upstreams: {},
    models: { m: { calls: 10_000, failed: daily, rescued: 0, firstToken: [] } },
  })),
  long: Array.from({ length: 72 }, (_, back) => ({
    ...nothing,
    slice: Math.floor(now / (longSlices * sliceMs)) - 71 + back,
    calls: 100,
    failed: back % 2 === 0 ? lately : 0,
  })),
});

for (const [what, given, isTold] of [
  ['days and hours break it', { daily: 20, lately: 1 }, true],
  ['the hours keep it again', { daily: 20, lately: 0 }, false],
  ['the days keep it, whatever the hours do', { daily: 10, lately: 9 }, false],
  ['two days prove nothing', { daily: 20, lately: 1, days: 2 }, false],
  ['nothing fails', { daily: 0, lately: 0 }, false],
] as const)
  test(`a promise of 99.9 %: ${what}`, () => {
    assert.equal(overspentOf(promisedOf(given)) !== null, isTold);
  });

test('a promise that is not broken by what every day brings is not spoken of', () => {
  assert.equal(overspentOf({ ...promisedOf({ daily: 20, lately: 1 }), objective: 0.99 }), null);
});

test('it says how the three days were', () => {
  const signal = overspentOf(promisedOf({ daily: 20, lately: 1 }));
  assert.deepEqual([signal?.kind, signal?.seen, signal?.of, signal?.share], ['budget', 60, 30_000, 0.002]);
});

for (const [what, given, isKept] of [
  ['still broken', { daily: 20, lately: 1 }, false],
  ['the last hours are well', { daily: 20, lately: 0 }, true],
  ['the days are well', { daily: 9, lately: 1 }, true],
] as const)
  test(`a promise of 99.9 % is kept again: ${what}`, () => {
    assert.equal(isKeptAgain(promisedOf(given)), isKept);
  });
