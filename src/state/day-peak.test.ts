import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DayPeak } from './day-peak.ts';

const hour = 3_600_000;

test('the highest of the last day is told, and forgotten after it', () => {
  const day = new DayPeak();
  assert.equal(day.peak(0), null);
  day.see(0.4, 0);
  day.see(0.83, 2 * hour);
  day.see(0.5, 2 * hour + 1);
  day.see(0.2, 20 * hour);
  assert.equal(day.peak(20 * hour), 0.83);
  assert.equal(day.peak(26 * hour - 1), 0.83);
  assert.equal(day.peak(26 * hour), 0.2);
  assert.equal(day.peak(44 * hour), null);
});
