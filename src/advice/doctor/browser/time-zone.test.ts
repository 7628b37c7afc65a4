/** Clocks and countries. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runsAsIn } from './time-zone.ts';

const winter = Date.UTC(2026, 0, 15);
const summer = Date.UTC(2026, 6, 15);

for (const [country, offset, at, expected] of [
  ['DE', 60, winter, true],
  ['DE', 120, summer, true],
  ['DE', 60, summer, false],
  ['US', -300, winter, true],
  ['US', -480, winter, true],
  ['US', 60, winter, false],
  ['IN', 330, winter, true],
  ['GB', 0, winter, true],
  ['NP', 345, winter, true],
  ['XX', 0, winter, null],
  ['T1', 0, winter, null],
  ['de; drop', 60, winter, null],
] as const)
  test(`a clock ${offset} minutes east of Greenwich in ${country}: ${expected}`, () =>
    assert.equal(runsAsIn(country, offset, at), expected));
