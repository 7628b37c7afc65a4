import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Paced } from './paced.ts';

const stage = () => {
  const rests: (() => void)[] = [];
  let done = 0;
  const paced = new Paced(
    () => void (done += 1),
    (act) => {
      rests.push(act);
      return () => void rests.splice(rests.indexOf(act), 1);
    },
  );
  return { paced, rests, done: () => done, pass: () => rests.shift()?.() };
};

test('the first time is at once; what is asked for meanwhile is done once, at the end of the period', () => {
  const { paced, done, pass, rests } = stage();
  paced.ask();
  assert.equal(done(), 1);
  for (let at = 0; at < 100; at += 1) paced.ask();
  assert.equal(done(), 1);
  pass();
  assert.equal(done(), 2);
  pass();
  assert.deepEqual([done(), rests.length], [2, 0]);
});

test('at the finish nothing is left out, and nothing comes after it', () => {
  const { paced, done, rests } = stage();
  paced.ask();
  paced.ask();
  paced.finish();
  assert.deepEqual([done(), rests.length], [2, 0]);
  paced.finish();
  assert.equal(done(), 2);
});
