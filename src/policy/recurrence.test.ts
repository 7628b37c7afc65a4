import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Recurrence } from '../domain/maintenance.ts';
import { spansOf, wrongWith } from './recurrence.ts';

const hourMs = 3_600_000;

const every = (cron: string, zone: string, more: Partial<Recurrence> = {}): Recurrence => ({
  cron,
  zone,
  lastsMs: 2 * hourMs,
  except: [],
  ...more,
});

const beginnings = (one: Recurrence, now: string, ahead = 2): readonly string[] => {
  const at = Date.parse(now);
  return spansOf(one, { from: at, now: at, ahead }).map(({ startsAt }) => new Date(startsAt).toISOString());
};

const cases: readonly (readonly [string, Recurrence, string, readonly string[]])[] = [
  [
    'three in the night stays three in the night when clocks are put back',
    every('0 3 * * SAT,MON', 'Europe/Berlin'),
    '2026-10-23T12:00:00Z',
    ['2026-10-24T01:00:00.000Z', '2026-10-26T02:00:00.000Z'],
  ],
  [
    'a time that the spring night skips comes right after it',
    every('30 2 * * *', 'Europe/Berlin'),
    '2026-03-28T12:00:00Z',
    ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
  ],
  [
    'a list of hours loses none in that night',
    every('30 2,14 * * *', 'Europe/Berlin'),
    '2026-03-28T23:00:00Z',
    ['2026-03-29T01:00:00.000Z', '2026-03-29T12:30:00.000Z'],
  ],
  [
    'a time that the autumn night has twice comes once',
    every('30 2 * * *', 'Europe/Berlin'),
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
  ],
  [
    'half an hour beside whole ones',
    every('0 9 * * MON', 'Asia/Kolkata'),
    '2026-03-01T12:00:00Z',
    ['2026-03-02T03:30:00.000Z', '2026-03-09T03:30:00.000Z'],
  ],
  [
    'one that was called off is left out, and the next takes its place',
    every('0 3 * * *', 'UTC', { except: [Date.parse('2026-03-02T03:00:00Z')] }),
    '2026-03-01T12:00:00Z',
    ['2026-03-03T03:00:00.000Z', '2026-03-04T03:00:00.000Z'],
  ],
];

for (const [name, one, now, expected] of cases) test(name, () => assert.deepEqual(beginnings(one, now), expected));

test('one that has begun is there, and one that ended before the window is not', () => {
  const one = every('0 3 * * *', 'UTC');
  assert.deepEqual(beginnings(one, '2026-03-01T04:00:00Z', 1), [
    '2026-03-01T03:00:00.000Z',
    '2026-03-02T03:00:00.000Z',
  ]);
  assert.deepEqual(beginnings(one, '2026-03-01T05:30:00Z', 1), ['2026-03-02T03:00:00.000Z']);
});

const wrong: readonly (readonly [string, Omit<Recurrence, 'except'>, RegExp])[] = [
  ['no zone', every('0 3 * * *', 'Berlin'), /time zone/],
  ['no pattern', every('at night', 'UTC'), /five fields/],
  ['six fields', every('0 0 3 * * *', 'UTC'), /five fields/],
  ['every minute', every('* * * * *', 'UTC'), /once an hour/],
  ['a day that never is', every('0 3 31 2 *', 'UTC'), /never/],
  ['longer than its gap', every('0 3 * * *', 'UTC', { lastsMs: 25 * hourMs }), /before it ends/],
];

for (const [name, one, says] of wrong)
  test(`refused: ${name}`, () => assert.match(wrongWith(one, Date.parse('2026-03-01T12:00:00Z')) ?? 'taken', says));

const night = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'),
  minute: fc.integer({ min: 0, max: 59 }),
  hour: fc.integer({ min: 0, max: 23 }),
  date: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
});

test('windows follow each other and never overlap, whatever the clocks of their zone do', () => {
  const holds = fc.property(night, ({ zone, minute, hour, date }) => {
    const now = date.getTime();
    const spans = spansOf(every(`${minute} ${hour} * * *`, zone), { from: now, now, ahead: 3 });
    for (const [index, span] of spans.entries())
      assert.ok(span.startsAt >= (spans[index - 1]?.endsAt ?? 0) && span.endsAt > now);
    assert.equal(spans.filter(({ startsAt }) => startsAt > now).length, 3);
  });
  fc.assert(holds, { numRuns: 20 });
});
