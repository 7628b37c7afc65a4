/** The breaker: opens on failures in a row, probes alone, is never wedged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import type { Breaker } from './breaker.ts';
import { afterFailure, closed, entered, mayPass, released, restUntil } from './breaker.ts';

const cause = causeOf('connection_refused');
const fail = (breaker: Breaker, now: number, draw = 1): Breaker => afterFailure(breaker, { cause, now, draw });
const opened = (now: number): Breaker => fail(fail(fail(closed, now), now), now);

test('two failures in a row change nothing, the third opens it', () => {
  assert.equal(mayPass(fail(fail(closed, 0), 0), 0), true);
  assert.equal(mayPass(opened(0), 0), false);
});

test('it rests for half to a whole second at first, then twice as long each time, up to twenty seconds', () => {
  let breaker: Breaker = opened(0);
  const rests: number[] = [];
  for (let probes = 0; probes < 7; probes++) {
    assert.equal(breaker.kind, 'open');
    const until = breaker.kind === 'open' ? breaker.until : 0;
    rests.push(until);
    breaker = fail(entered(breaker, until), until);
    breaker = breaker.kind === 'open' ? { ...breaker, until: breaker.until - until } : breaker;
  }
  assert.deepEqual(rests, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
  const shortest = afterFailure(fail(fail(closed, 0), 0), { cause, now: 0, draw: 0 });
  assert.equal(shortest.kind === 'open' && shortest.until, 500);
});

test('after the rest one call goes through, and nobody beside it', () => {
  const probing = entered(opened(0), 1_000);
  assert.equal(mayPass(opened(0), 1_000), true);
  assert.equal(mayPass(probing, 1_001), false);
});

test('a probe that never reports does not wedge it: its lease runs out', () => {
  assert.equal(mayPass(entered(opened(0), 1_000), 31_000), true);
});

test('a probe that was called off lets the next one through at once', () => {
  assert.equal(mayPass(released(entered(opened(0), 1_000), 1_200), 1_200), true);
});

test('a failure of a call from before it opened changes nothing', () => {
  const open = opened(0);
  assert.equal(fail(open, 500), open);
});

test('a time the upstream named is kept exactly', () => {
  const resting = restUntil(5_000, cause);
  assert.equal(mayPass(resting, 4_999), false);
  assert.equal(mayPass(resting, 5_000), true);
});

test('a call through a closed one changes nothing', () => {
  assert.equal(entered(closed, 7), closed);
});
