import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Lasted } from './survival.ts';
import { kaplanMeier, mixture, quantileAfter, tableSurvival } from './survival.ts';
import { announced, priorOf } from './priors.ts';
import { traits } from '../../domain/cause.ts';

const ended = (ms: number): Lasted => ({ ms, hasEnded: true });
const going = (ms: number): Lasted => ({ ms, hasEnded: false });

test('with no case cut short the estimate is the plain share', () => {
  const survival = kaplanMeier([1, 2, 3, 4].map((n) => ended(n * 1000)));
  assert.deepEqual([0, 1000, 1999, 2000, 4000, 9000].map(survival), [1, 0.75, 0.75, 0.5, 0, 0]);
});

test('the worked example of censored cases comes out', () => {
  // Remissions in weeks of the treated group in Freireich et al. (1963), the textbook case: S(6) = 0.857, S(10) = 0.753, S(22) = 0.538, S(23) = 0.448.
  const weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(ended);
  const cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(going);
  const survival = kaplanMeier([...weeks, ...cut]);
  const at = (week: number): string => (survival(week) ?? -1).toFixed(3);
  assert.deepEqual([6, 7, 10, 13, 16, 22, 23].map(at), ['0.857', '0.807', '0.753', '0.690', '0.627', '0.538', '0.448']);
  assert.equal(survival(36), null, 'beyond the last one seen nothing is known');
});

test('cases that still go on make the estimate longer, never shorter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100_000), { minLength: 3, maxLength: 40 }),
      fc.array(fc.nat(100_000), { maxLength: 20 }),
      fc.nat(100_000),
      (done, open, ms) => {
        const plain = kaplanMeier(done.map(ended))(ms);
        const withOpen = kaplanMeier([...done.map(ended), ...open.map(going)])(ms);
        return plain === null || withOpen === null || withOpen >= plain - 1e-9;
      },
    ),
  );
});

const survivals = fc.oneof(
  fc
    .array(fc.record({ ms: fc.integer({ min: 1, max: 1e8 }), hasEnded: fc.boolean() }), { minLength: 1, maxLength: 60 })
    .map(kaplanMeier),
  fc
    .tuple(fc.integer({ min: 1, max: 1e5 }), fc.integer({ min: 2, max: 50 }), fc.integer({ min: 2, max: 50 }))
    .map(([a, b, c]) =>
      tableSurvival([
        [0.1, a],
        [0.5, a * b],
        [0.9, a * b * c],
      ]),
    ),
);

test('the share that lasts begins at one, stays between zero and one and never rises', () => {
  fc.assert(
    fc.property(survivals, fc.nat(1e8), fc.nat(1e8), (survival, one, two) => {
      const [early, late] = [survival(Math.min(one, two)), survival(Math.max(one, two))];
      if (early === null) return late === null;
      return early <= 1 && early >= 0 && (late === null || late <= early + 1e-9) && (survival(0) ?? 1) <= 1;
    }),
  );
});

test('a quantile never lies before what has passed, and never comes nearer as time goes by', () => {
  fc.assert(
    fc.property(survivals, fc.nat(1e7), fc.nat(1e7), (survival, one, two) => {
      const [early, late] = [Math.min(one, two), Math.max(one, two)];
      const [first, then] = [quantileAfter(survival, 0.5, early), quantileAfter(survival, 0.5, late)];
      const ninth = quantileAfter(survival, 0.9, early);
      if (first !== null && first < early) return false;
      if (first !== null && ninth !== null && ninth < first) return false;
      // Both are found to one part in a thousand.
      return first === null || then === null || then >= first * 0.998;
    }),
  );
});

test('the published table gives its own points back', () => {
  const survival = tableSurvival(announced);
  for (const [share, ms] of announced) assert.ok(Math.abs((survival(ms) ?? 0) - (1 - share)) < 1e-9);
  assert.equal(Math.round((quantileAfter(survival, 0.5, 0) ?? 0) / 60_000), 41);
  assert.equal(Math.round((quantileAfter(survival, 0.9, 0) ?? 0) / 60_000), 181);
});

test('an interruption that outlasts the short ones is expected to last like announced ones', () => {
  const prior = priorOf({ code: 'connection_refused', family: 'outage' });
  const at = (minutes: number): number =>
    (quantileAfter(prior?.survival ?? (() => null), 0.5, minutes * 60_000) ?? 0) / 60_000;
  assert.ok(at(0) < 0.2, `at first a moment: ${at(0)} min`);
  assert.ok(at(5) > 30 && at(5) < 60, `after five minutes: ${at(5)} min`);
  assert.ok(at(120) > 180, `after two hours: ${at(120)} min`);
});

test('a mixture lies between its parts', () => {
  const half = mixture([
    [0.5, kaplanMeier([ended(10)])],
    [0.5, kaplanMeier([ended(30)])],
  ]);
  assert.deepEqual([5, 20, 30].map(half), [1, 0.5, 0]);
});

test('every prior is a falling curve with a named source', () => {
  for (const [code, { family }] of Object.entries(traits)) {
    const prior = priorOf({ code: code as keyof typeof traits, family });
    if (prior === null) continue;
    assert.notEqual(prior.from, '');
    const p50 = quantileAfter(prior.survival, 0.5, 0);
    const p90 = quantileAfter(prior.survival, 0.9, 0);
    assert.ok(p50 !== null && p90 !== null && p50 < p90, code);
  }
});
