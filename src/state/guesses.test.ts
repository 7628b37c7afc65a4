import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guesses } from './guesses.ts';

const stage = () => {
  const time = { now: 0 };
  return { time, guesses: new Guesses({ monotonic: () => time.now }) };
};

test('an address may be wrong ten times at once, then once in six seconds', () => {
  const { guesses, time } = stage();
  for (let at = 0; at < 10; at++) {
    assert.equal(guesses.waitMs('a'), 0);
    guesses.wrong('a');
  }
  assert.equal(guesses.waitMs('a'), 6_000);
  assert.equal(guesses.waitMs('b'), 0);
  time.now = 6_000;
  assert.equal(guesses.waitMs('a'), 0);
  guesses.wrong('a');
  assert.equal(guesses.waitMs('a'), 6_000);
});

test('all addresses together may be wrong a hundred times a minute, however many they are', () => {
  const { guesses } = stage();
  for (let at = 0; at < 100; at++) guesses.wrong(`address-${at}`);
  assert.equal(guesses.waitMs('a new one'), 600);
});
