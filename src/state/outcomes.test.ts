import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Outcomes } from './outcomes.ts';

test('what is older than half a minute is forgotten, with calls and without', () => {
  const outcomes = new Outcomes();
  outcomes.good(1_000_000);
  outcomes.bad(1_010_000);
  assert.deepEqual(outcomes.counts(1_020_000), { good: 1, bad: 1 });
  assert.deepEqual(outcomes.counts(1_031_000), { good: 0, bad: 1 });
  assert.deepEqual(outcomes.counts(9_000_000), { good: 0, bad: 0 });
});

test('it counts what a plain list would, to a bucket exactly', () => {
  const steps = fc.array(fc.record({ isGood: fc.boolean(), afterMs: fc.integer({ min: 0, max: 8_000 }) }));
  fc.assert(
    fc.property(steps, (all) => {
      const outcomes = new Outcomes();
      const list: { at: number; isGood: boolean }[] = [];
      let now = 1_000_000;
      for (const { isGood, afterMs } of all) {
        now += afterMs;
        if (isGood) outcomes.good(now);
        else outcomes.bad(now);
        list.push({ at: now, isGood });
        const kept = list.filter(({ at }) => Math.floor(at / 3_000) > Math.floor(now / 3_000) - 10);
        const good = kept.filter((one) => one.isGood).length;
        assert.deepEqual(outcomes.counts(now), { good, bad: kept.length - good });
      }
    }),
  );
});

test('failures in a row are counted until anything is good, first content included', () => {
  const outcomes = new Outcomes();
  for (let bad = 0; bad < 3; bad++) outcomes.bad(0);
  assert.equal(outcomes.badInARow, 3);
  outcomes.opened();
  assert.equal(outcomes.badInARow, 0);
  outcomes.bad(0);
  outcomes.good(1_000_000);
  assert.equal(outcomes.badInARow, 0);
  assert.deepEqual(outcomes.counts(1_000_000), { good: 1, bad: 0 });
});
