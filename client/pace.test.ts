/** How long is waited, and what `Retry-After` says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, retryAfterMs } from './pace.ts';

const now = Date.parse('2027-01-01T00:00:00Z');

for (const [text, ms] of [
  ['3', 3_000],
  ['0', 0],
  ['1.5', 1_500],
  ['Fri, 01 Jan 2027 00:00:07 GMT', 7_000],
  ['Fri, 01 Jan 2027 00:00:00 GMT', 0],
  ['Thu, 31 Dec 2026 00:00:00 GMT', 0],
  ['soon', null],
  ['', null],
] as const)
  test(`Retry-After: ${text || 'none'} is ${ms} ms`, () => {
    assert.equal(retryAfterMs(new Headers(text === '' ? {} : { 'retry-after': text }), now), ms);
  });

test('pauses grow to a ceiling, and may be anything below it', () => {
  assert.deepEqual(
    [0, 1, 2, 5, 40].map((tries) => backoffMs(tries, 0.999_999)),
    [500, 1_000, 2_000, 15_000, 15_000],
  );
  assert.equal(backoffMs(5, 0), 0);
});
