import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstTokens } from './first-tokens.ts';

test('the p95 is that of the last sixty-four, worked out every eighth time', () => {
  const tokens = new FirstTokens();
  for (let sample = 1; sample <= 7; sample++) tokens.add(sample, 0);
  assert.equal(tokens.p95, null);
  for (let sample = 8; sample <= 200; sample++) tokens.add(sample, 0);
  // 137 to 200: a twentieth of sixty-four is above.
  assert.equal(tokens.p95, 197);
  assert.equal(tokens.count, 200);
});

test('a window is five seconds and three samples at least; the last two are kept', () => {
  const tokens = new FirstTokens();
  tokens.add(10, 0);
  tokens.add(20, 6_000);
  assert.deepEqual(tokens.medians, [], 'two samples say nothing');
  tokens.add(30, 7_000);
  for (const [ms, at] of [
    [1, 7_100],
    [2, 8_000],
    [3, 12_500],
    [4, 12_600],
    [5, 20_000],
    [6, 25_000],
  ] as const)
    tokens.add(ms, at);
  assert.deepEqual(tokens.medians, [
    { at: 12_500, ms: 2 },
    { at: 25_000, ms: 5 },
  ]);
});

test('attempts that were not waited for show in the medians, and not in the p95', () => {
  const tokens = new FirstTokens();
  for (let sample = 0; sample < 8; sample++) tokens.add(300, 0);
  for (let sample = 0; sample < 9; sample++) tokens.guess(1_000, 6_000);
  assert.equal(tokens.p95, 300);
  assert.equal(tokens.count, 8);
  for (let sample = 0; sample < 9; sample++) tokens.guess(1_000, 12_000);
  assert.deepEqual(
    tokens.medians.map(({ ms }) => ms),
    [300, 1_000],
  );
});

test('what is promised is what half and nine in ten of the last sixty-four took; of fewer than ten nothing is', () => {
  const tokens = new FirstTokens();
  for (let sample = 1; sample <= 9; sample++) tokens.add(sample, 0);
  assert.equal(tokens.spread, null);
  tokens.add(10, 0);
  assert.deepEqual(tokens.spread, { of: 10, halfMs: 6, mostMs: 10 });
  for (let sample = 11; sample <= 200; sample++) tokens.add(sample, 0);
  assert.deepEqual(tokens.spread, { of: 64, halfMs: 169, mostMs: 194 });
});
