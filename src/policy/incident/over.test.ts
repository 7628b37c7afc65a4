import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Resting } from './over.ts';
import { restingOf } from './over.ts';
import { longSlices, nothing } from './tally.ts';

const now = 180_000;
const outage = { calls: 400, failed: 300, rescued: 0, callers: [], codes: [] };
const few = { calls: 2_000, failed: 60, rescued: 0, callers: [], codes: [] };
const usual = { calls: 20_000, failed: 40, attempts: 20_000, bad: 400, waitedMs: 0, pace: 10 };

/** Calls and failures of each slice, the newest last; slices in which nobody called are left out. */
const resting = (slices: readonly (readonly [number, number])[], measured = outage): Resting => {
  const all = slices.map(([calls, failed], index) => {
    const slice = now - slices.length + index;
    return { ...nothing, slice, calls, failed, attempts: calls, bad: failed, arrived: calls };
  });
  return { incident: { measured }, usual, now, history: { short: all.filter(({ calls }) => calls > 0), long: [] } };
};

const some = (count: number, calls: number, failed = 0): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, () => [calls, failed] as const);

const cases: readonly (readonly [string, Resting, { isQuiet: boolean; isSure: boolean }])[] = [
  ['it has just begun, after a long calm', resting([...some(40, 50), [10, 8]]), { isQuiet: false, isSure: false }],
  ['it goes on', resting(some(30, 10, 7)), { isQuiet: false, isSure: false }],
  [
    'ten calls a slice are well for half a minute',
    resting([...some(30, 10, 7), ...some(3, 10)]),
    { isQuiet: true, isSure: true },
  ],
  [
    'one fails among them some time later',
    resting([...some(30, 10, 7), ...some(6, 10), [10, 1], ...some(2, 10)]),
    { isQuiet: true, isSure: true },
  ],
  [
    'one fails at once',
    resting([...some(30, 10, 7), ...some(1, 10), [10, 1], ...some(1, 10)]),
    { isQuiet: true, isSure: false },
  ],
  [
    'a call a slice is too little for a minute',
    resting([...some(30, 1, 1), ...some(6, 1)]),
    { isQuiet: true, isSure: false },
  ],
  ['and enough for three', resting([...some(30, 1, 1), ...some(18, 1)]), { isQuiet: true, isSure: true }],
  ['nobody calls any longer', resting([...some(10, 10, 7), ...some(40, 0)]), { isQuiet: true, isSure: false }],
  [
    'nobody has called since it failed',
    resting([...some(10, 10, 7), ...some(3, 0)]),
    { isQuiet: false, isSure: false },
  ],
  [
    'where few failed, more calls must be well',
    resting([...some(30, 50, 2), ...some(3, 50)], few),
    { isQuiet: true, isSure: false },
  ],
  ['and then they are', resting([...some(30, 50, 2), ...some(6, 50)], few), { isQuiet: true, isSure: true }],
  [
    'three in a hundred go on failing',
    resting([...some(30, 10, 7), ...some(3, 10), ...some(30, 33, 1)], few),
    { isQuiet: false, isSure: false },
  ],
  [
    'what fails on any day does not hold it open',
    resting([...some(30, 10, 7), ...some(10, 50), [50, 1], ...some(9, 50)]),
    { isQuiet: true, isSure: true },
  ],
];

for (const [what, given, rest] of cases)
  test(`whether it is over: ${what}`, () => {
    assert.deepEqual(restingOf({ ...given, kind: 'failures' }), rest);
  });

test('where calls are rare it is the last hours that count', () => {
  const last = Math.floor(now / longSlices);
  const long = Array.from({ length: 20 }, (_, index) => ({
    ...nothing,
    slice: last - 20 + index,
    calls: 1,
    failed: index < 3 ? 1 : 0,
  }));
  const given = { ...resting([[1, 0]]), kind: 'failures' } as const;
  assert.equal(restingOf({ ...given, history: { ...given.history, long } }).isSure, true);
  assert.equal(restingOf({ ...given, history: { ...given.history, long: long.slice(0, 9) } }).isSure, false);
});

test('attempts that others make up for are judged by what is usual of attempts', () => {
  const given = resting([...some(20, 10, 3), ...some(15, 20), [20, 1], ...some(3, 20)]);
  assert.deepEqual(restingOf({ ...given, kind: 'hidden' }), { isQuiet: true, isSure: true });
  assert.deepEqual(restingOf({ ...resting(some(30, 20, 3)), kind: 'hidden' }), { isQuiet: false, isSure: false });
});
