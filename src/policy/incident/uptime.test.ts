import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AffectedComponent } from '../../domain/incident.ts';
import { colourOf, dayMs, daysOf, uptimeOf } from './uptime.ts';

const today = 20_000 * dayMs;
const now = today + dayMs / 2;
const minute = 60_000;
const watching = { now, since: 0, days: 3, partialWeight: 0.3 };

const away = (status: AffectedComponent['status'], from: number, until: number | null): AffectedComponent => ({
  name: 'm',
  status,
  from,
  until,
});

test('a day knows its minutes, across midnight, and one that goes on counts until now', () => {
  const days = daysOf(
    [away('major_outage', today - 10 * minute, today + 5 * minute), away('partial_outage', now - 3 * minute, null)],
    watching,
  );
  assert.deepEqual(
    days.map(({ majorMs, partialMs }) => [majorMs / minute, partialMs / minute]),
    [
      [0, 0],
      [10, 0],
      [5, 3],
    ],
  );
});

test('what two incidents share counts once, as the graver of them', () => {
  const spans = [
    away('partial_outage', now - 60 * minute, now),
    away('major_outage', now - 40 * minute, now - 20 * minute),
    away('major_outage', now - 30 * minute, now - 10 * minute),
  ];
  const last = daysOf(spans, watching).at(-1);
  assert.deepEqual([(last?.majorMs ?? 0) / minute, (last?.partialMs ?? 0) / minute], [30, 30]);
});

test('what was before the records is unknown, not good', () => {
  const days = daysOf([], { ...watching, since: today - dayMs / 4 });
  assert.deepEqual(days.map(colourOf), ['unknown', 'good', 'good']);
  assert.equal(uptimeOf(daysOf([], { ...watching, since: now })), null);
});

const colours: readonly (readonly [AffectedComponent['status'], number, string])[] = [
  ['degraded_performance', 300, 'slow'],
  ['partial_outage', 1, 'partial'],
  ['partial_outage', 199, 'partial'],
  ['partial_outage', 200, 'major'],
  ['major_outage', 59, 'partial'],
  ['major_outage', 60, 'major'],
];

for (const [status, minutes, colour] of colours)
  test(`${minutes} minutes of ${status} make a day ${colour}`, () => {
    const last = daysOf([away(status, now - minutes * minute, now)], watching).at(-1);
    assert.equal(last === undefined ? null : colourOf(last), colour);
  });

for (const [partialWeight, colour, uptime] of [
  [0, 'slow', 1],
  [0.3, 'partial', 0.9375],
  [1, 'major', 0.79166],
] as const)
  test(`150 minutes that failed for some, at a weight of ${partialWeight}, make a day ${colour}`, () => {
    const days = daysOf([away('partial_outage', now - 150 * minute, now)], { ...watching, days: 1, partialWeight });
    assert.deepEqual([days.map(colourOf), uptimeOf(days)], [[colour], uptime]);
  });

test('a single second away never reads as 100 %', () => {
  assert.ok((uptimeOf(daysOf([away('major_outage', now - 1000, now)], { ...watching, days: 90 })) ?? 1) < 1);
});

test('no day has more trouble than time, and uptime is a share', () => {
  const span = fc
    .tuple(
      fc.constantFrom('major_outage' as const, 'partial_outage' as const, 'degraded_performance' as const),
      fc.integer({ min: now - 4 * dayMs, max: now }),
      fc.option(fc.integer({ min: 0, max: 2 * dayMs })),
    )
    .map(([status, from, ms]) => away(status, from, ms === null ? null : Math.min(now, from + ms)));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
      const days = daysOf(spans, watching);
      for (const { majorMs, partialMs, degradedMs } of days) assert.ok(majorMs + partialMs + degradedMs <= dayMs);
      const uptime = uptimeOf(days) ?? 0;
      assert.ok(uptime >= 0 && uptime <= 1);
    }),
  );
});
