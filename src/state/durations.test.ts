import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeOf } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { CallSpec } from '../../test/fakes/story.ts';
import { now, sightingOf } from '../../test/fakes/story.ts';
import { Durations } from './durations.ts';

/** Only what `learn` reads of an event is in it. */
const event = (spec: CallSpec): CallEnded => sightingOf(spec, 'r').call as CallEnded;

const told = (specs: readonly CallSpec[]): Durations => {
  const durations = new Durations();
  for (const spec of specs) durations.learn(event(spec));
  return durations;
};

test('a trouble lasts from its first failure to the first good answer asked for after its last', () => {
  const durations = told([
    { ago: 100, code: 'connection_refused', ms: 0 },
    { ago: 70, code: 'connection_refused', ms: 0 },
    { ago: 60, ms: 500, firstMs: 500 },
    { ago: 10 },
  ]);
  assert.deepEqual(durations.episodes(), [
    { ms: 40_500, hasEnded: true, code: 'connection_refused', family: 'outage' },
  ]);
  assert.equal(durations.since('a', 'm'), null);
});

test('a failure soon after a good answer is still the same trouble', () => {
  const durations = told([
    { ago: 100, code: 'connection_refused', ms: 0 },
    { ago: 90 },
    { ago: 80, code: 'connection_refused', ms: 0 },
    { ago: 20, ms: 0, firstMs: 0 },
  ]);
  assert.deepEqual(
    durations.episodes().map(({ ms }) => ms),
    [80_000],
  );
});

test('one that goes on is known as far as it was seen, and since when', () => {
  const durations = told([
    { ago: 100, code: 'connection_refused', ms: 0 },
    { ago: 40, code: 'connection_refused', ms: 0 },
  ]);
  assert.deepEqual(
    durations.episodes().map(({ ms, hasEnded }) => [ms, hasEnded]),
    [[60_000, false]],
  );
  assert.equal(durations.since('a', 'm'), now - 100_000);
});

test('an answer that was asked for before the failure proves nothing', () => {
  const durations = told([
    { ago: 50, code: 'connection_refused', ms: 0 },
    { ago: 100, ms: 90_000, firstMs: 90_000 },
  ]);
  assert.notEqual(durations.since('a', 'm'), null);
});

test('a model can be ill while the others of its upstream are well', () => {
  const durations = told([
    { ago: 50, model: 'big', code: 'overloaded', ms: 0 },
    { ago: 40, model: 'small' },
  ]);
  assert.equal(durations.since('a', 'big'), now - 50_000);
  assert.equal(durations.since('a', 'small'), null);
});

test('probes begin and end troubles like calls do', () => {
  const durations = new Durations();
  durations.probe('a', now - 60_000, causeOf('connection_refused', { upstream: 'a' }));
  durations.probe('a', now - 40_000, null);
  durations.probe('a', now - 5_000, null);
  assert.deepEqual(
    durations.episodes().map(({ ms, hasEnded }) => [ms, hasEnded]),
    [[20_000, true]],
  );
});

test('a caller’s own mistakes are no trouble that lasts', () => {
  assert.deepEqual(
    told([
      { ago: 9, code: 'invalid_request' },
      { ago: 8, left: true },
    ]).episodes(),
    [],
  );
});

test('after a restart the history goes on', () => {
  const before = told([{ ago: 100, code: 'connection_refused', ms: 0 }, { ago: 60 }, { ago: 10 }]);
  assert.deepEqual(new Durations(before.episodes()).episodes(), before.episodes());
});

test('after ten troubles their own times are expected, conditional on what has passed', () => {
  const durations = told(
    Array.from({ length: 10 }, (_, index): readonly CallSpec[] => {
      const ago = 10_000 - index * 900;
      return [
        { ago, code: 'connection_refused', ms: 0 },
        { ago: ago - 10 * (index + 1), ms: 0, firstMs: 0 },
        { ago: ago - 400 },
      ];
    }).flat(),
  );
  durations.learn(event({ ago: 45, code: 'connection_refused', ms: 0 }));
  const expected = durations.expected(causeOf('connection_refused', { upstream: 'a' }), {
    model: 'm',
    now,
    markers: [],
  });
  // Of those of 10, 20 … 100 s, six last over 45 s; half of them end by 70 s.
  assert.deepEqual([expected?.p50Seconds, expected?.from], [70, '11 such failures measured by this gateway']);
});

test('whatever comes in, what is kept has a bound and every time makes sense', () => {
  const specs = fc.array(
    fc.record({
      ago: fc.integer({ min: 0, max: 100_000 }),
      upstream: fc.constantFrom('a', 'b'),
      code: fc.constantFrom('connection_refused' as const, 'overloaded' as const, 'dns_error' as const, null),
      ms: fc.nat(60_000),
    }),
    { maxLength: 300 },
  );
  fc.assert(
    fc.property(specs, (all) => {
      const episodes = told(all).episodes();
      return episodes.every(({ ms }) => ms >= 0) && episodes.length <= 3 * 200 + 4;
    }),
    { numRuns: 50 },
  );
});
