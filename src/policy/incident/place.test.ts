import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmKind, Where } from '../../domain/incident.ts';
import type { Looking } from './candidate.ts';
import { keyOf } from './candidate.ts';
import { alarmsOf } from './place.ts';
import type { Cell } from './tally.ts';
import { nothing } from './tally.ts';

const now = 180_000;

/** Calls in each slice of ten minutes, and how many of them failed in which: `[slices ago, count]`. */
const cell = (name: string, calls: number, failed: readonly (readonly [number, number])[]): Cell => {
  const [model = 'm', upstream = 'a'] = name.split(' at ');
  const short = Array.from({ length: 60 }, (_, index) => {
    const bad = failed.find(([ago]) => ago === 59 - index)?.[1] ?? 0;
    return { ...nothing, slice: now - 59 + index, calls, arrived: calls, failed: bad, attempts: calls, bad };
  });
  return { upstream, model, caller: 'team', zone: null, history: { short, long: [] }, codes: new Map() };
};

const usually = { calls: 20_000, failed: 40, attempts: 20_000, bad: 40, waitedMs: 0, pace: 20 };
const everywhere: Where = { level: 'everything', name: null };
const south: Where = { level: 'upstream', name: 'south' };

const told = (cells: readonly Cell[], open: readonly { where: Where; kind: AlarmKind }[] = []): readonly string[] => {
  const usual = new Map(
    [everywhere, south, { level: 'upstream', name: 'north' } as const].map((at) => [keyOf(at), usually]),
  );
  const looking: Looking = { cells, usual, now, siteOf: (name) => name, known: [], open };
  return alarmsOf(looking).map(({ where }) => `${where.level} ${where.name ?? ''}`);
};

const bouts = [
  [3, 8],
  [2, 7],
  [1, 7],
] as const;

/** What fails at south, a place with few calls, while a few more than usual fail at north. */
for (const [what, north, where] of [
  ['nothing', [], 'upstream south'],
  ['two', [[2, 2]], 'upstream south'],
  [
    'two, and some before it began',
    [
      [2, 2],
      [20, 1],
      [25, 2],
    ],
    'upstream south',
  ],
  ['as many', bouts, 'everything '],
  [
    'half as many',
    [
      [3, 4],
      [2, 3],
      [1, 4],
    ],
    'everything ',
  ],
] as const)
  test(`a third of the calls fail at south, and at north ${what}: it is at ${where}`, () => {
    assert.deepEqual(told([cell('small at south', 18, bouts), cell('code at north', 18, north)]), [where]);
  });

test('two troubles that have nothing to do with each other are two', () => {
  const north = cell('code at north', 150, [
    [3, 6],
    [2, 7],
    [1, 7],
  ]);
  assert.deepEqual(told([cell('small at south', 18, bouts), north]), ['upstream south', 'upstream north']);
});

/** Its last failures are too few to be an alarm of their own; with one elsewhere they would be. */
const fading = [
  cell('small at south', 1, [
    [5, 1],
    [4, 1],
    [3, 1],
    [2, 1],
  ]),
  cell('code at north', 1, [[1, 1]]),
];

for (const [what, open, where] of [
  ['an open incident there goes on', [{ where: south, kind: 'failures' }], 'upstream south'],
  ['one of another kind has no say', [{ where: south, kind: 'queue' }], 'everything '],
  ['else it is new', [], 'everything '],
] as const)
  test(`what is left of a trouble and a failure elsewhere do not make it one of everything: ${what}`, () => {
    assert.deepEqual(told(fading, open), [where]);
  });

test('an open incident does not hide that much more fails elsewhere', () => {
  const cells = [cell('small at south', 18, bouts), cell('code at north', 18, bouts)];
  assert.deepEqual(told(cells, [{ where: south, kind: 'failures' }]), ['everything ']);
});
