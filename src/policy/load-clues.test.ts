/** A server's own figures as evidence of a failure there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import type { Figures } from '../domain/figures.ts';
import { withLoad } from './load-clues.ts';

const figures: Figures = { at: 1_000, running: 4, waiting: 12, cacheShare: 0.97, slots: 4, loading: false };
const valuesOf = (from: Figures | null, now = 2_000): readonly string[] =>
  withLoad(causeOf('overloaded'), from, now).clues.map(({ value }) => value);

test('its queue, its places and its cache speak for overload', () => {
  assert.deepEqual(valuesOf(figures), ['12', '4 of 4', '97 %']);
});

test('what is idle, old or unknown says nothing', () => {
  assert.deepEqual(valuesOf({ ...figures, waiting: 0, running: 3, cacheShare: 0.5 }), []);
  assert.deepEqual(valuesOf(figures, 17_000), []);
  assert.deepEqual(valuesOf(null), []);
  assert.deepEqual(valuesOf({ ...figures, waiting: null, slots: null, cacheShare: null }), []);
});

test('a clock that ran out beside a queue may be overload; a refusal stays what it is', () => {
  assert.equal(withLoad(causeOf('http_response_timeout'), figures, 2_000).runnerUp, 'overload');
  const refused = causeOf('connection_refused');
  assert.equal(withLoad(refused, figures, 2_000), refused);
});
