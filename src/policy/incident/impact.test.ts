import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusFor } from './impact.ts';

for (const [calls, failed, rescued, status] of [
  [0, 0, 0, 'operational'],
  [100, 0, 0, 'operational'],
  [100, 0, 9, 'operational'],
  [100, 0, 10, 'degraded_performance'],
  [100, 0, 100, 'degraded_performance'],
  [100, 1, 0, 'degraded_performance'],
  [100, 9, 91, 'degraded_performance'],
  [100, 10, 90, 'partial_outage'],
  [100, 49, 0, 'partial_outage'],
  [100, 50, 0, 'major_outage'],
] as const)
  test(`of ${calls} calls ${failed} fail and ${rescued} are rescued: ${status}`, () => {
    assert.equal(statusFor({ calls, failed, rescued }, 'operational'), status);
  });

for (const [failed, before, status] of [
  [40, 'major_outage', 'major_outage'],
  [40, 'partial_outage', 'partial_outage'],
  [37, 'major_outage', 'partial_outage'],
  [8, 'major_outage', 'partial_outage'],
  [8, 'partial_outage', 'partial_outage'],
  [8, 'degraded_performance', 'degraded_performance'],
  [7, 'partial_outage', 'degraded_performance'],
] as const)
  test(`${failed} of 100 fail after ${before}: ${status}`, () => {
    assert.equal(statusFor({ calls: 100, failed, rescued: 0 }, before), status);
  });

test('a model that nobody asks for a minute fares as it did', () => {
  assert.equal(statusFor({ calls: 0, failed: 0, rescued: 0 }, 'major_outage'), 'major_outage');
});
