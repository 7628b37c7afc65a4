import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt, endedCall } from '../../test/fakes/ended-call.ts';
import { causeOf } from '../domain/cause.ts';
import { noPhases } from '../domain/event.ts';
import { sum } from '../policy/incident/tally.ts';
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
