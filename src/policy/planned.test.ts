import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Maintenance } from '../domain/maintenance.ts';
import { closingOf, phaseOf } from './planned.ts';

const of = (startsAt: number, endsAt: number, upstreams: readonly string[] | null = null): Maintenance => ({
  id: `mnt_${startsAt}`,
  title: 'New disks',
  message: null,
  upstreams,
  startsAt,
  endsAt,
  announcedAt: 0,
  kind: 'work',
  series: null,
  by: null,
});

const leadMs = 25_000;
const at = (now: number) => ({ now, leadMs });

const phases = [
  [74_999, 'ahead'],
  [75_000, 'draining'],
  [100_000, 'active'],
  [199_999, 'active'],
  [200_000, 'over'],
] as const;

for (const [now, phase] of phases)
  test(`a maintenance from 100 s to 200 s is ${phase} at ${now} ms`, () =>
    assert.equal(phaseOf(of(100_000, 200_000), at(now)), phase));

interface Row {
  readonly says: string;
  readonly all: readonly Maintenance[];
  readonly now?: number;
  readonly expected: readonly [number, number] | null;
}

const rows: readonly Row[] = [
  { says: 'none announced', all: [], expected: null },
  { says: 'one of another upstream', all: [of(100_000, 200_000, ['b'])], expected: null },
  { says: 'its own, with the lead', all: [of(100_000, 200_000, ['a', 'b'])], expected: [75_000, 200_000] },
  { says: 'one of all', all: [of(100_000, 200_000)], expected: [75_000, 200_000] },
  { says: 'one that is over', all: [of(100_000, 200_000)], now: 200_000, expected: null },
  { says: 'the sooner of two', all: [of(900_000, 950_000), of(100_000, 200_000)], expected: [75_000, 200_000] },
  { says: 'two that overlap', all: [of(100_000, 200_000), of(150_000, 300_000)], expected: [75_000, 300_000] },
  { says: 'one inside another', all: [of(100_000, 300_000), of(150_000, 200_000)], expected: [75_000, 300_000] },
  {
    says: 'two that follow on each other',
    all: [of(100_000, 200_000), of(228_000, 300_000)],
    expected: [75_000, 300_000],
  },
  {
    says: 'the second of two once the first is over',
    all: [of(1_000, 2_000), of(100_000, 200_000)],
    now: 3_000,
    expected: [75_000, 200_000],
  },
];

for (const { says, all, now = 0, expected } of rows)
  test(`closed: ${says}`, () => {
    const closing = closingOf(all, 'a', at(now));
    assert.deepEqual(closing === null ? null : [closing.from, closing.until], expected);
  });
