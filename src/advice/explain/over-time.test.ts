import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OverTime } from './over-time.ts';

test('every moment is counted once, over a minute and over a year', () => {
  for (const stepMs of [10, 60_000, 31_000_000]) {
    const time = new OverTime();
    for (let at = 0; at < 1_000; at += 1) time.add(1_700_000_000_000 + at * stepMs);
    const parts = time.parts(24);
    assert.equal(parts.length, 24);
    assert.equal(
      parts.reduce((sum, part) => sum + part, 0),
      1_000,
    );
    if (stepMs > 10) assert.ok(Math.max(...parts) < 120, String(parts));
  }
});

test('without a moment there are no parts', () => {
  assert.deepEqual(new OverTime().parts(24), []);
});
