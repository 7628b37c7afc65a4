import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faredText, percentText, timeText } from './figures.ts';

for (const [calls, failed, rescued, says] of [
  [10, 5, 1, '5 failed (50 %), 1 was rescued and 4 went well'],
  [10, 0, 0, 'none failed and 10 went well'],
  [10, 10, 0, '10 failed (100 %)'],
  [10, 8, 2, '8 failed (80 %) and 2 were rescued'],
  [10_000, 9_999, 0, '9999 failed (99 %) and 1 went well'],
  // As older records have it: what others answered is beside the calls.
  [10, 8, 5, '8 failed (80 %) and 5 were rescued'],
] as const)
  test(`how ${calls} calls fared: ${says}`, () => {
    assert.equal(faredText({ calls, failed, rescued }), says);
  });

for (const [share, says] of [
  [0, '0 %'],
  [0.0001, '0.1 %'],
  [0.0123, '1.2 %'],
  [0.125, '13 %'],
  [0.9996, '99 %'],
  [1, '100 %'],
  [2.5, '250 %'],
] as const)
  test(`a share of ${share} reads ${says}`, () => {
    assert.equal(percentText(share), says);
  });

test('a moment is told to the minute, in UTC', () => {
  assert.equal(timeText(Date.UTC(2026, 2, 3, 9, 40, 59)), '2026-03-03 09:40 UTC');
});
