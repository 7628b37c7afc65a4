/** Clocks that are set, and what the gateway takes for the time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { steadyNow } from './steady-now.ts';

const hour = 3_600_000;

/** A world whose clock can be set, and `pass`, which lets time go by and tells what it is then. */
const world = (): { set: (ms: number) => void; pass: (ms: number) => number } => {
  let [uptime, offset] = [0, 1_000 * hour];
  const now = steadyNow({ wall: () => uptime + offset, monotonic: () => uptime });
  now();
  return {
    set: (ms) => (offset += ms),
    pass: (ms) => {
      uptime += ms;
      return now() - 1_000 * hour;
    },
  };
};

test('a clock that nobody sets is told as it is', () => {
  const { pass } = world();
  assert.equal(pass(0), 0);
  assert.equal(pass(5_000), 5_000);
});

test('a clock that is set forward is followed at once', () => {
  const { set, pass } = world();
  set(hour);
  assert.equal(pass(1_000), hour + 1_000);
});

test('a clock that is set back goes on, slower, until it is right again: a rest of ten seconds ends', () => {
  const { set, pass } = world();
  pass(1_000);
  set(-hour);
  assert.equal(pass(0), 1_000);
  assert.equal(pass(10_000), 9_000);
  assert.equal(pass(5 * hour), 4 * hour + 11_000);
  assert.equal(pass(1_000), 4 * hour + 12_000);
});

test('a clock that is set back twice, and then forward, is never told to go back', () => {
  const { set, pass } = world();
  let last = pass(1_000);
  for (const step of [-hour, 0, -hour, 0, 3 * hour, 0, -1_000, 0]) {
    set(step);
    for (let at = 0; at < 5; at++) {
      const next = pass(500);
      assert.ok(next >= last, `${next} after ${last}`);
      last = next;
    }
  }
});
