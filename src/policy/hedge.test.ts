import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hedging } from './hedge.ts';
import { hedgeAfterMs } from './hedge.ts';

const rows: readonly (readonly [
  says: string,
  hedging: Hedging,
  firstToken: number | 'auto',
  count: number,
  p95: number | null,
  after: number | null,
])[] = [
  ['ten seconds while nothing is known', 'auto', 'auto', 0, null, 10_000],
  ['and while too little is', 'auto', 'auto', 19, 2_000, 10_000],
  ['then a quarter past what is usual there', 'auto', 'auto', 20, 2_000, 2_500],
  ['never at once', 'auto', 'auto', 64, 20, 500],
  ['never after half a minute', 'auto', 'auto', 64, 90_000, 30_000],
  ['a clock that cuts is enough', 'auto', 5_000, 64, 2_000, null],
  ['unless both are wanted', 'on', 5_000, 64, 2_000, 2_500],
  ['and it comes before the cut', 'on', 5_000, 0, null, null],
  ['never at the same moment', 'on', 10_000, 0, null, null],
  ['off is off', 'off', 'auto', 64, 2_000, null],
];

for (const [says, hedging, firstTokenMs, count, p95, after] of rows)
  test(says, () => assert.equal(hedgeAfterMs({ hedging, firstTokenMs, usual: { count, p95 } }), after));
