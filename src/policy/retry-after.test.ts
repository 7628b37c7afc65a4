/** Every form in which an upstream asks for time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderBag } from '../domain/ports.ts';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

const rows: readonly (readonly [says: string, headers: HeaderBag, ms: number | null])[] = [
  ['seconds', { 'retry-after': '2' }, 2_000],
  ['fractions of seconds', { 'retry-after': '0.5' }, 500],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, 7_000],
  ['a date in the past is now', { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
  ['a negative number is now', { 'retry-after': '-5' }, 0],
  ['an absurd number is cut to a day', { 'retry-after': '1000000000' }, 86_400_000],
  ['milliseconds are more exact', { 'retry-after': '2', 'retry-after-ms': '1500' }, 1_500],
  ['Azure’s milliseconds', { 'x-ms-retry-after-ms': '250' }, 250],
  ['garbage says nothing', { 'retry-after': 'soon' }, null],
  ['an empty one says nothing', { 'retry-after': '' }, null],
  ['a bare date without a weekday says nothing', { 'retry-after': '2026-01-01' }, null],
  ['none', {}, null],
];

for (const [says, headers, ms] of rows) test(says, () => assert.equal(retryAfterMs(headers, now), ms));
