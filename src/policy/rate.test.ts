import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leftOf, taken, waitMs, windowMs } from './rate.ts';

const now = 5_000_000.25;
const perMinutes = fc.integer({ min: 1, max: 1_000_000 });

/** Takes what it may until it has to wait. */
const drain = (perMinute: number, amount: number): { readonly fullAt: number; readonly took: number } => {
  let fullAt = -Infinity;
  let took = 0;
  while (waitMs(fullAt, { perMinute, amount }, now) === 0) {
    fullAt = taken(fullAt, { perMinute, amount }, now);
    took += amount;
  }
  return { fullAt, took };
};

test('a whole minute’s worth may come at once, and not one more', () => {
  for (const perMinute of [1, 2, 3, 7, 60, 600, 9_999]) assert.equal(drain(perMinute, 1).took, perMinute);
});

test('whoever waits as long as they are told gets through, and not a millisecond earlier', () => {
  fc.assert(
    fc.property(perMinutes, fc.double({ min: 0.01, max: 1, noNaN: true }), (perMinute, share) => {
      const amount = Math.max(1, Math.floor(perMinute * share));
      const { fullAt } = drain(perMinute, amount);
      const wait = waitMs(fullAt, { perMinute, amount }, now);
      assert.ok(wait >= 1);
      assert.equal(waitMs(fullAt, { perMinute, amount }, now + wait), 0);
      assert.ok(waitMs(fullAt, { perMinute, amount }, now + wait - 1.01) > 0);
    }),
  );
});

test('in any stretch of time no more passes than one minute’s worth and what fills up meanwhile', () => {
  const steps = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 30_000 }), amount: fc.integer({ min: 1, max: 50 }) }),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(fc.integer({ min: 50, max: 500 }), steps, (perMinute, calls) => {
      let fullAt = -Infinity;
      let at = now;
      const passed: { readonly at: number; readonly amount: number }[] = [];
      for (const { after, amount } of calls) {
        at += after;
        if (waitMs(fullAt, { perMinute, amount }, at) > 0) continue;
        fullAt = taken(fullAt, { perMinute, amount }, at);
        passed.push({ at, amount });
      }
      for (const first of passed) {
        let sum = 0;
        for (const one of passed.filter((each) => each.at >= first.at)) {
          sum += one.amount;
          assert.ok(sum <= perMinute + ((one.at - first.at) * perMinute) / windowMs + 0.01);
        }
      }
    }),
  );
});

test('what is larger than the whole quota passes when the whole is there, and is owed', () => {
  const big = { perMinute: 100, amount: 250 };
  assert.equal(waitMs(now, big, now), 0);
  assert.equal(waitMs(now + 1_000, big, now), 1_000);
  const owed = taken(-Infinity, big, now);
  assert.equal(leftOf(owed, 100, now), 0);
  assert.equal(waitMs(owed, { perMinute: 100, amount: 1 }, now), 1.5 * windowMs + windowMs / 100);
});

test('no debt lasts longer than ten minutes', () => {
  const owed = taken(-Infinity, { perMinute: 1, amount: 1_000_000 }, now);
  assert.ok(waitMs(owed, { perMinute: 1, amount: 1 }, now) <= 10 * windowMs);
});

test('what is given back can be taken again, and never makes more than the quota', () => {
  const { fullAt } = drain(10, 1);
  const back = taken(fullAt, { perMinute: 10, amount: -4 }, now);
  assert.equal(leftOf(back, 10, now), 4);
  assert.equal(leftOf(taken(back, { perMinute: 10, amount: -400 }, now), 10, now), 10);
});

test('what is left is what can be taken', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }), (perMinute, amount) => {
      const fullAt = taken(-Infinity, { perMinute, amount }, now);
      const left = leftOf(fullAt, perMinute, now);
      assert.equal(left, Math.max(0, perMinute - amount));
      if (left > 0) assert.equal(waitMs(fullAt, { perMinute, amount: left }, now), 0);
      if (left < perMinute) assert.ok(waitMs(fullAt, { perMinute, amount: left + 1 }, now) > 0);
    }),
  );
});
