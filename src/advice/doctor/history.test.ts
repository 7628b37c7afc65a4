/** Whether a trouble comes back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recurrenceOf, remembered } from './history.ts';

const day = 86_400_000;
const now = 100 * day + 5_000;

test('a trouble that was never met before has no history', () => {
  assert.equal(recurrenceOf([{ at: now - day, trouble: 'far' }], 'dns_silent', now), null);
  assert.equal(recurrenceOf([{ at: now - day, trouble: null }], null, now), null);
});

test('three times on two days are worth telling, twice on one day are not', () => {
  const twice = recurrenceOf([{ at: now - 4_000, trouble: 'far' }], 'far', now);
  assert.deepEqual([twice?.times, twice?.days, twice?.isWorthTelling], [2, 1, false]);
  const often = recurrenceOf(
    [
      { at: now - day, trouble: 'far' },
      { at: now - 4_000, trouble: 'far' },
    ],
    'far',
    now,
  );
  assert.deepEqual([often?.times, often?.days, often?.isWorthTelling], [3, 2, true]);
});

test('what is older than a month, or from the future, does not count', () => {
  const past = [
    { at: now - 31 * day, trouble: 'far' },
    { at: now + day, trouble: 'far' },
  ];
  assert.equal(recurrenceOf(past, 'far', now), null);
});

test('fifty walks are kept, and none for longer than a month', () => {
  let past: ReturnType<typeof remembered> = [{ at: now - 40 * day, trouble: 'far' }];
  for (let n = 0; n < 60; n++) past = remembered(past, { at: now + n, trouble: null });
  assert.equal(past.length, 50);
  assert.ok(past.every(({ at }) => at >= now));
});
