import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeCodes, causeOf, traits } from '../../domain/cause.ts';
import { ambiguous, firstGuess } from './first-guess.ts';
import type { Origin } from './sign.ts';
import { signAgainst, signFor, weigh } from './sign.ts';

const of = (weight: number, origin: Origin): ReturnType<typeof signFor> =>
  signFor({ family: 'outage', origin, weight });

const confidence = (signs: Parameters<typeof weigh>[0]): number =>
  weigh(signs).find(({ family }) => family === 'outage')?.confidence ?? 0;

test('one sign alone is worth its weight', () => assert.ok(Math.abs(confidence([of(0.7, 'attempt')]) - 0.7) < 1e-9));

test('two independent signs agree: 1 − (1 − 0.7)(1 − 0.5)', () =>
  assert.ok(Math.abs(confidence([of(0.7, 'attempt'), of(0.5, 'probe')]) - 0.85) < 1e-9));

test('signs of one origin are one sign', () =>
  assert.equal(confidence([of(0.7, 'calls'), of(0.5, 'calls')]), confidence([of(0.7, 'calls')])));

test('a rival lowers the confidence, and is second', () => {
  const [first, second] = weigh([of(0.8, 'attempt'), signFor({ family: 'network', origin: 'attempt', weight: 0.7 })]);
  assert.equal(first?.family, 'outage');
  assert.equal(second?.family, 'network');
  assert.ok(Math.abs((first?.confidence ?? 0) - 4 / (1 + 4 + 7 / 3)) < 1e-9);
});

const weights = fc.double({ min: 0, max: 1, noNaN: true });
const origins = fc.constantFrom<Origin>('attempt', 'calls', 'clock', 'known', 'declared', 'probe');
const families = fc.constantFrom('outage' as const, 'network' as const, 'backend' as const);
const signs = fc.array(
  fc
    .record({ family: families, origin: origins, weight: weights, isFor: fc.boolean() })
    .map(({ isFor, ...sign }) => (isFor ? signFor(sign) : signAgainst(sign))),
  { maxLength: 12 },
);

test('confidences are shares: between zero and one, together at most one, the likeliest first', () => {
  fc.assert(
    fc.property(signs, (all) => {
      const found = weigh(all).map((one) => one.confidence);
      const sum = found.reduce((total, each) => total + each, 0);
      const isSorted = found.every((each, index) => index === 0 || each <= (found[index - 1] ?? 0));
      return isSorted && sum <= 1 && found.every((each) => each >= 0 && each < 1);
    }),
  );
});

test('one more sign for a family never lowers its confidence, one against never raises it', () => {
  fc.assert(
    fc.property(signs, origins, weights, (all, origin, weight) => {
      const before = confidence(all);
      const after = confidence([...all, of(weight, origin)]);
      const contra = confidence([...all, signAgainst({ family: 'outage', origin, weight })]);
      return after >= before - 1e-12 && contra <= before + 1e-12;
    }),
  );
});

test('what a code alone says begins with the family of the table', () => {
  for (const code of causeCodes) {
    const [best] = weigh(firstGuess(causeOf(code, { confidence: 0.9 })));
    assert.equal(best?.family, traits[code].family, code);
  }
});

test('no ambiguous code is taken for certain', () => {
  for (const row of Object.values(ambiguous)) assert.ok(row.every(([, weight]) => weight < 0.9));
});
