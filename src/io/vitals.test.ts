import assert from 'node:assert/strict';
import { openSync, closeSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { vitals } from './vitals.ts';

test('parts are parts, and a loop that is held up is seen to be late once', async () => {
  vitals();
  await sleep(100);
  const until = performance.now() + 400;
  while (performance.now() < until);
  await sleep(1);
  const held = vitals();
  assert.ok(held.lag > 200, `${held.lag} ms`);
  assert.ok(held.heap > 0 && held.heap < 1);
  const { descriptors } = held;
  assert.ok(descriptors === null || (descriptors > 0 && descriptors < 1));
});

test('open files are counted where the system tells of them', { skip: process.platform !== 'linux' }, () => {
  const before = vitals().descriptors ?? assert.fail('Linux tells');
  const files = Array.from({ length: 500 }, () => openSync(import.meta.filename, 'r'));
  let after = before;
  for (let look = 0; look < 10; look++) after = vitals().descriptors ?? 0;
  for (const file of files) closeSync(file);
  assert.ok(after > before);
});
