import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { correlation } from './latency.ts';

test('ranks that run together correlate fully, against each other fully the other way', () => {
  assert.equal(correlation([1, 2, 3, 4], [10, 200, 3000, 40000]), 1);
  assert.equal(correlation([1, 2, 3, 4], [4, 3, 2, 1]), -1);
});

test('equal values share their rank', () => {
  // By hand, for the ranks 1.5, 1.5, 3, 4 against 1, 2, 3.5, 3.5: 4 / 4.5.
  assert.equal(correlation([5, 5, 7, 9], [1, 2, 8, 8]).toFixed(4), '0.8889');
});

test('where one of the two never changes there is none', () => assert.equal(correlation([1, 2, 3], [7, 7, 7]), 0));

const of = (rows: readonly (readonly [number, number])[]): number =>
  correlation(
    rows.map(([one]) => one),
    rows.map(([, two]) => two),
  );

test('it stays between −1 and 1 and does not care for the order of the pairs', () => {
  const pairs = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(pairs, (all) => Math.abs(of(all)) <= 1 + 1e-9 && Math.abs(of(all) - of(all.toReversed())) < 1e-9),
  );
});
