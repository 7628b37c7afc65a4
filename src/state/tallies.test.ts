import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attempt, endedCall } from '../../test/fakes/ended-call.ts';
import { causeOf } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import { noPhases } from '../domain/event.ts';
import type { Where } from '../domain/incident.ts';
import { levels } from '../domain/incident.ts';
import { faredIn, piecesOf } from '../policy/incident/course.ts';
import { codesIn, isIn, placesOf, sum } from '../policy/incident/tally.ts';
import { Tallies } from './tallies.ts';

const cause = causeOf('connection_reset', { upstream: 'a' });
const broken = attempt({ cause, phases: { ...noPhases, firstToken: 100 } });
const unbegun = attempt({ cause });

for (const [what, attempts, outcome, counts] of [
  ['broke and was gone on with', [broken, attempt({ upstream: 'b' })], 'ok', [1, 1]],
  ['broke, and again, and ended', [broken, broken], 'incomplete', [2, 0]],
  ['failed before its first word', [unbegun, attempt({ upstream: 'b' })], 'ok', [0, 0]],
] as const)
  test(`an answer that ${what} counts so`, () => {
    const tallies = new Tallies(() => null);
    tallies.learn(endedCall({ attempts, outcome, cause: outcome === 'ok' ? null : cause, upstream: 'b' }));
    const { cut, resumed } = sum(tallies.cells.flatMap(({ history }) => history.short));
    assert.deepEqual([cut, resumed], counts);
  });

const zones: Readonly<Record<string, string>> = { a: 'east', b: 'east', c: 'west' };
const zoneOf = (upstream: string): string | null => zones[upstream] ?? null;

/** Any call: its attempts in order, of which the last one that is good answers it; some are refused before any. */
const anyCall = fc
  .record({
    at: fc.nat(300_000),
    model: fc.constantFrom('m', 'n'),
    caller: fc.constantFrom('team-1', 'team-2'),
    tries: fc.array(fc.record({ upstream: fc.constantFrom('a', 'b', 'c', 'd'), dropped: fc.boolean() }), {
      maxLength: 4,
    }),
    isAnswered: fc.boolean(),
  })
  .map(({ tries, isAnswered, ...call }): CallEnded => {
    const last = tries.at(-1);
    const attempts = tries.map(({ upstream, dropped }, index) => {
      const isGood = isAnswered && index === tries.length - 1;
      return attempt({
        upstream,
        dropped: dropped && !isGood,
        cause: isGood ? null : causeOf('overloaded', { upstream }),
      });
    });
    const isOk = isAnswered && last !== undefined;
    const failed = isOk ? null : causeOf('overloaded', last ?? {});
    return endedCall({
      ...call,
      attempts,
      outcome: isOk ? 'ok' : 'failed',
      upstream: isOk ? last.upstream : null,
      cause: failed,
    });
  });

interface Met {
  readonly isFailed: boolean;
  readonly isStruck: boolean;
}

/** How a call fared at a place, worked out from the call alone; `null`: it did not meet it. */
const metAt = ({ model, caller, attempts, upstream, outcome }: CallEnded, { level, name }: Where): Met | null => {
  const last = upstream ?? attempts.at(-1)?.upstream ?? '(none)';
  const bad = attempts.filter((one) => one.cause !== null && !one.dropped).map((one) => one.upstream);
  const isHere = (one: string): boolean => {
    if (level === 'upstream') return one === name;
    if (level === 'zone') return zoneOf(one) === name;
    return level === 'model at upstream' ? `${model} at ${one}` === name : true;
  };
  if ((level === 'model' && model !== name) || (level === 'caller' && caller !== name)) return null;
  if (![last, ...bad].some(isHere)) return null;
  return { isFailed: outcome === 'failed', isStruck: bad.some(isHere) };
};

test('at every place each call that met it counts once, as failed, as rescued or as well; so do all causes', () => {
  fc.assert(
    fc.property(fc.array(anyCall, { maxLength: 30 }), (unsorted) => {
      const calls = unsorted.toSorted((one, other) => one.at - other.at);
      const tallies = new Tallies(zoneOf);
      for (const call of calls) tallies.learn(call);
      const all = { from: 0, until: 400_000 };
      for (const where of levels.flatMap((level) => placesOf(tallies.cells, level))) {
        const cells = tallies.cells.filter((cell) => isIn(cell, where));
        const pieces = piecesOf(cells, where.level, all);
        const met = calls.flatMap((call) => metAt(call, where) ?? []);
        const count = (fits: (one: Met) => boolean): number => met.filter(fits).length;
        assert.deepEqual(faredIn(pieces), {
          calls: met.length,
          failed: count(({ isFailed }) => isFailed),
          rescued: count(({ isFailed, isStruck }) => isStruck && !isFailed),
        });
        const failures = pieces.reduce((total, { badAttempts, unasked }) => total + badAttempts + unasked, 0);
        assert.equal(
          codesIn(cells, all).reduce((total, { count: seen }) => total + seen, 0),
          failures,
        );
      }
    }),
    { numRuns: 60 },
  );
});
