import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuietHours } from '../../domain/alert.ts';
import { quietUntil } from './quiet.ts';

const night: QuietHours = { from: 22 * 60, until: 7 * 60, zone: 'Europe/Berlin' };
const noon: QuietHours = { from: 12 * 60, until: 13 * 60 + 30, zone: 'UTC' };

const cases: readonly (readonly [string, QuietHours | null, string, string | null])[] = [
  ['none are configured', null, '2026-01-10T23:00:00Z', null],
  ['by day', night, '2026-01-10T12:00:00Z', null],
  ['before midnight', night, '2026-01-10T21:30:10Z', '2026-01-11T06:00:00.000Z'],
  ['behind midnight', night, '2026-01-10T23:59:59Z', '2026-01-11T06:00:00.000Z'],
  ['in summer an hour earlier', night, '2026-07-10T20:30:00Z', '2026-07-11T05:00:00.000Z'],
  ['the first minute', noon, '2026-01-10T12:00:00Z', '2026-01-10T13:30:00.000Z'],
  ['the last minute', noon, '2026-01-10T13:29:59Z', '2026-01-10T13:30:00.000Z'],
  ['the minute behind', noon, '2026-01-10T13:30:00Z', null],
  ['from a time to the same one', { ...noon, until: noon.from }, '2026-01-10T12:00:00Z', null],
];

for (const [what, quiet, now, until] of cases)
  test(`quiet hours: ${what}`, () => {
    const ends = quietUntil(quiet, Date.parse(now));
    assert.equal(ends === null ? null : new Date(ends).toISOString(), until);
  });
