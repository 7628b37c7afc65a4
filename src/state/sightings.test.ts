import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CallSpec } from '../../test/fakes/story.ts';
import { now, pastOf, sightingOf, times } from '../../test/fakes/story.ts';
import { causeOf } from '../domain/cause.ts';
import { sceneOf } from '../policy/root-cause/scene.ts';
import type { Sighting } from '../policy/root-cause/sighting.ts';
import { Sightings } from './sightings.ts';

const remembered = (sightings: readonly Sighting[]): readonly Sighting[] => {
  const memory = new Sightings();
  for (const one of sightings) memory.add(one);
  return memory.last();
};

const name = fc.constantFrom('a', 'b', 'c', 'a-long-name');
const ms = fc.integer({ min: 0, max: 5_000 });
const spec: fc.Arbitrary<CallSpec> = fc.record(
  {
    ago: fc.constant(1),
    caller: name,
    program: name,
    upstream: name,
    model: name,
    code: fc.constantFrom(null, null, null, 'connection_refused' as const),
    ms,
    firstMs: ms,
    socket: fc.constantFrom('new' as const, 'reused' as const),
    left: fc.constantFrom(false, false, true),
  },
  { requiredKeys: ['ago'] },
);

/** What rules see of a past: all but ids and objects. */
const seen = (sightings: readonly Sighting[]): unknown => {
  const mine = sightingOf({ ago: 0, code: 'connection_refused' }, 'req_mine');
  const scene = sceneOf(causeOf('connection_refused'), mine, { past: pastOf([], { sightings }), now });
  const calls = scene.sightings.map(({ call, program, prompt }) => {
    const { at, ms: took, model, caller, outcome, cause } = call;
    return { at, took, model, caller, outcome, cause, program, prompt };
  });
  return { calls, tries: scene.tries.map((one) => ({ ...one, sighting: null })) };
};

test('rules see in what is remembered what they would see in the calls themselves', () => {
  fc.assert(
    fc.property(fc.array(spec, { maxLength: 40 }), (specs) => {
      const sightings = specs.map((one, index) => sightingOf(one, `req_${index}`));
      assert.deepEqual(seen(remembered(sightings)), seen(sightings));
    }),
  );
});

test('a call that failed, was repeated or was called off keeps all it was', () => {
  const specs: readonly CallSpec[] = [
    { ago: 1, code: 'connection_refused' },
    { ago: 1, tries: [{ code: 'connection_refused' }, {}] },
    { ago: 1, left: true },
    { ago: 1, prompt: 'digest' },
  ];
  const sightings = specs.map((one, index) => sightingOf(one, `req_${index}`));
  assert.deepEqual(remembered(sightings), sightings);
});

test('more names than it has numbers for lose no call', () => {
  const models = remembered(times(4_900, (index) => sightingOf({ ago: 1, model: `m${index}` }, 'r')));
  assert.deepEqual(
    models.map(({ call }) => call.model),
    times(4_900, (index) => `m${index}`),
  );
});
