import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusedWays } from './refused-ways.ts';

const hour = 3_600_000;

test('a way that was turned down is not tried for an hour, for that model alone', () => {
  const refused = new RefusedWays();
  refused.add('m', 'prefill plain', 1_000);
  assert.ok(refused.has('m', 'prefill plain', 1_000 + hour - 1));
  assert.ok(!refused.has('m', 'prefill plain', 1_000 + hour));
  assert.ok(!refused.has('m', 'continue', 1_000));
  assert.ok(!refused.has('n', 'prefill plain', 1_000));
});

test('turned down once more, it is for another hour', () => {
  const refused = new RefusedWays();
  refused.add('m', 'continue', 0);
  refused.add('m', 'continue', hour / 2);
  assert.ok(refused.has('m', 'continue', hour + 1));
});

test('no more than 500 are remembered, the latest', () => {
  const refused = new RefusedWays();
  for (let n = 0; n < 501; n++) refused.add(`m${n}`, 'continue', n);
  refused.add('m1', 'continue', 600);
  refused.add('m501', 'continue', 600);
  assert.deepEqual(
    ['m0', 'm1', 'm2', 'm3', 'm501'].map((model) => refused.has(model, 'continue', 600)),
    [false, true, false, true, true],
  );
});
