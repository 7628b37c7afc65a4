/** Who is asked: levels, two choices, affinity, panic. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { causeOf } from '../../domain/cause.ts';
import { candidate, target } from '../../../test/policy/positions.ts';
import type { Availability, Candidate } from '../next-move.ts';
import { choose } from './choose.ts';
import { learnLatency, latencyNow } from './latency.ts';
import { isTrusted } from './usable.ts';

const down: Availability = { kind: 'resting', until: 9e9, cause: causeOf('connection_refused') };

const isReady = ({ availability }: Candidate): boolean => availability.kind === 'ready';

/** Percent of calls that each gets, over draws laid evenly. */
const sharesOf = (
  all: readonly Candidate[],
  affinity: number | null = null,
  draws = 10_000,
): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (let index = 0; index < draws; index++) {
    const chosen = choose({ eligible: all.filter(isReady), all, affinity, draw: (index + 0.5) / draws });
    const name = chosen?.target.upstream.name ?? 'nobody';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, (count * 100) / draws]));
};

const rounded = (shares: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, Math.round(share)]));

/** So many of a tier, of whom so many are well. */
const some = (
  prefix: string,
  [healthy, all]: readonly [healthy: number, all: number],
  more: Partial<Candidate> & { tier?: number } = {},
): Candidate[] =>
  Array.from({ length: all }, (_, index) =>
    candidate(target(`${prefix}${index}`, { tier: more.tier ?? 1 }), index < healthy ? { kind: 'ready' } : down, more),
  );

const sumOf = (shares: Readonly<Record<string, number>>, prefix: string): number =>
  Math.round(Object.entries(shares).reduce((sum, [name, share]) => sum + (name.startsWith(prefix) ? share : 0), 0));

test('a tier keeps all calls while it can, then only its share: 1.4 times what is healthy', () => {
  const rows: readonly (readonly [healthy: number, first: number])[] = [
    [100, 100],
    [72, 100],
    [71, 99],
    [50, 70],
    [25, 35],
    [0, 0],
  ];
  for (const [healthy, first] of rows) {
    const shares = sharesOf([...some('a', [healthy, 100]), ...some('b', [4, 4], { tier: 2 })]);
    assert.equal(sumOf(shares, 'a'), first, `${healthy} of 100 healthy`);
    assert.equal(sumOf(shares, 'b'), 100 - first);
  }
});

test('where too little is left everywhere, what is left gets all, by its share', () => {
  const shares = sharesOf([...some('a', [1, 4]), ...some('b', [1, 4], { tier: 2 })]);
  assert.deepEqual([sumOf(shares, 'a'), sumOf(shares, 'b')], [50, 50]);
});

test('a target that an operator took out is not missed, a full one is not ill', () => {
  const drained = candidate(target('x'), { kind: 'drained' });
  const full = candidate(target('y'), { kind: 'full' });
  assert.equal(sumOf(sharesOf([...some('a', [1, 1]), drained, full, ...some('b', [1, 1], { tier: 2 })]), 'a'), 100);
});

test('inside a tier our own zone goes first, until it cannot', () => {
  const away = { isLocal: false };
  const all = sharesOf([...some('near', [2, 2]), ...some('far', [2, 2], away), ...some('b', [2, 2], { tier: 2 })]);
  assert.equal(sumOf(all, 'near'), 100);
  const half = sharesOf([...some('near', [1, 2]), ...some('far', [2, 2], away), ...some('b', [2, 2], { tier: 2 })]);
  assert.deepEqual([sumOf(half, 'near'), sumOf(half, 'far'), sumOf(half, 'b')], [70, 30, 0]);
});

test('alike targets get calls by their weight', () => {
  const weights = [5, 3, 2].map((weight, index) => candidate(target(`${index}`, { weight })));
  assert.deepEqual(rounded(sharesOf(weights)), { 0: 50, 1: 30, 2: 20 });
});

/** Two of 300 ms, with something else about the first. */
const pair = (more: Partial<Candidate>): Readonly<Record<string, number>> =>
  rounded(
    sharesOf([
      candidate(target('a'), undefined, { latencyMs: 300, ...more }),
      candidate(target('b'), undefined, { latencyMs: 300 }),
    ]),
  );

test('small differences change nothing; a clearly slower or fuller one is passed over', () => {
  assert.deepEqual(pair({ latencyMs: 400 }), { a: 50, b: 50 });
  assert.deepEqual(pair({ latencyMs: 500 }), { b: 100 });
  assert.deepEqual(pair({ pending: 1 }), { b: 100 });
  assert.deepEqual(pair({ penaltyMs: 5_000 }), { b: 100 });
  assert.deepEqual(pair({ latencyMs: 20 }), { a: 100 });
});

const fresh = (pending: number): Candidate => candidate(target('fresh'), undefined, { pending });

test('one that is not known yet gets one call, and no more until that has told', () => {
  const known = candidate(target('known'), undefined, { latencyMs: 800 });
  assert.deepEqual(rounded(sharesOf([known, fresh(0)])), { known: 50, fresh: 50 });
  assert.deepEqual(rounded(sharesOf([known, fresh(1)])), { known: 100 });
});

/** Two of whom the first is doubted. */
const doubted = (doubt: Candidate['doubt']): readonly Candidate[] => [
  candidate(target('x'), undefined, { doubt }),
  candidate(target('y')),
];

test('slow ones are weighed down, ejected ones asked last', () => {
  assert.deepEqual(rounded(sharesOf(doubted('slow'))), { x: 2, y: 98 });
  assert.deepEqual(rounded(sharesOf(doubted('ejected'))), { y: 100 });
  const [x] = doubted('ejected');
  assert.ok(x !== undefined);
  assert.deepEqual(rounded(sharesOf([x, candidate(target('z'), down)])), { x: 100 }, 'nobody else is there');
});

test('when more than half look bad by soft evidence, none of it is believed', () => {
  const all = ['ejected', 'ejected', 'none'].map((doubt, index) =>
    candidate(target(`${index}`), undefined, { doubt: doubt as Candidate['doubt'] }),
  );
  assert.equal(isTrusted(all), false);
  assert.deepEqual(rounded(sharesOf(all)), { 0: 33, 1: 33, 2: 33 });
});

/** Four, of whom `a` has so many calls before it. */
const four = (pending: number): readonly Candidate[] =>
  ['a', 'b', 'c', 'd'].map((name) => candidate(target(name), undefined, { pending: name === 'a' ? pending : 2 }));

const homeOf = (all: readonly Candidate[], affinity: number): string =>
  choose({ eligible: all, all, affinity, draw: 0 })?.target.upstream.name ?? '';

const keys = Array.from({ length: 1_000 }, (_, key) => key * 7919);

test('what belongs together goes together, until its target has more than its share', () => {
  const keysOfA = keys.filter((key) => homeOf(four(2), key) === 'a');
  assert.ok(keysOfA.length > 200 && keysOfA.length < 300, `${keysOfA.length} of 1000`);
  for (const key of keysOfA) assert.notEqual(homeOf(four(9), key), 'a', 'a full house is passed over');
});

test('what belongs together stays on one level, whatever is drawn', () => {
  const all = [candidate(target('a')), candidate(target('b'), down), candidate(target('spare', { tier: 2 }))];
  const homes = keys.slice(0, 200).map((key) => Object.keys(sharesOf(all, Math.imul(key, 0x9e3779b1) >>> 0, 20)));
  assert.ok(homes.every((names) => names.length === 1));
  const onSpare = homes.filter(([name]) => name === 'spare').length;
  assert.ok(onSpare > 30 && onSpare < 90, `${onSpare} of 200: three in ten go on to the next level`);
});

test('when a target goes, only its own keys move', () => {
  for (const key of keys) {
    const before = homeOf(four(2), key);
    if (before !== 'd') assert.equal(homeOf(four(2).slice(0, 3), key), before);
  }
});

test('a worse sample counts at once, better ones slowly, and in the end it is forgotten', () => {
  const slow = learnLatency(learnLatency(null, 100, 0), 900, 100);
  assert.equal(slow.ms, 900);
  const better = learnLatency(slow, 100, 1_100);
  assert.ok(better.ms > 800 && better.ms < 900);
  assert.equal(latencyNow(slow, 100), 900);
  assert.equal(latencyNow(slow, 40_000), null);
});

const someone = fc.record({
  tier: fc.integer({ min: 1, max: 3 }),
  weight: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom('ready' as const, 'full' as const, 'drained' as const, 'resting' as const),
  latencyMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
  penaltyMs: fc.integer({ min: 0, max: 60_000 }),
  pending: fc.integer({ min: 0, max: 500 }),
  isLocal: fc.boolean(),
  doubt: fc.constantFrom('none' as const, 'slow' as const, 'ejected' as const),
});

test('while anybody is ready, somebody who is ready is asked; nobody is set back once too many are', () => {
  const fleets = fc.array(someone, { minLength: 1, maxLength: 8 });
  const affinities = fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(fleets, affinities, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (rows, affinity, draw) => {
      const all = rows.map(({ tier: of, weight, kind, ...more }, index) =>
        candidate(target(`u${index}`, { tier: of, weight }), kind === 'resting' ? down : { kind }, more),
      );
      const eligible = all.filter(isReady);
      const chosen = choose({ eligible, all, affinity, draw });
      assert.equal(chosen === null, eligible.length === 0);
      if (chosen === null) return;
      assert.ok(eligible.includes(chosen));
      const hasUndoubted = eligible.some(({ doubt }) => doubt !== 'ejected');
      if (chosen.doubt === 'ejected') assert.ok(!isTrusted(all) || !hasUndoubted);
    }),
    { numRuns: 2_000 },
  );
});
