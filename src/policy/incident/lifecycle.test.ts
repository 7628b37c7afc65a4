import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart, openIncident } from '../../../test/fakes/incident.ts';
import { cameBack, stepsFor } from './lifecycle.ts';

const minuteMs = 60_000;

/** What becomes of one that no alarm speaks of. */
const cases: readonly (readonly [
  string,
  { quiet: number; isSure: boolean; rested?: number; returns?: number; isWatched?: boolean },
  readonly string[],
])[] = [
  ['quiet for less than a minute', { quiet: 0.9, isSure: true }, []],
  ['quiet for a minute', { quiet: 1, isSure: true }, ['calm']],
  ['for a minute, by few calls', { quiet: 1, isSure: false }, []],
  ['quiet for less than five', { quiet: 4.9, isSure: true, isWatched: true }, []],
  ['quiet for five', { quiet: 5, isSure: true }, ['resolve']],
  ['for five, by few calls', { quiet: 5, isSure: false }, []],
  ['for an hour, whoever calls', { quiet: 60, isSure: false }, ['resolve']],
  [
    'it came back after six minutes, and is quiet for eleven',
    { quiet: 11, isSure: true, rested: 6, isWatched: true },
    [],
  ],
  ['it came back after six minutes, and is quiet for twelve', { quiet: 12, isSure: true, rested: 6 }, ['resolve']],
  ['it came back after half an hour twice, and is quiet for one', { quiet: 60, isSure: true, rested: 40 }, ['resolve']],
  ['it came back four times and is told of less often', { quiet: 5, isSure: true, rested: 6, returns: 4 }, []],
];

for (const [what, { quiet, isSure, rested, returns = 0, isWatched = false }, steps] of cases)
  test(`${what}: ${steps.join() || 'nothing is said'}`, () => {
    const incident = openIncident({
      returns,
      ...(rested === undefined ? {} : { restedMs: rested * minuteMs }),
      ...(isWatched ? { status: 'monitoring' } : {}),
    });
    const followed = [{ incident, quietMs: quiet * minuteMs, isSure }];
    const look = { alarms: [], followed, isInside: () => false, now: incidentStart + 3 * 3_600_000 };
    assert.deepEqual(
      stepsFor(look).map(({ kind }) => kind),
      steps,
    );
  });

test('one that comes back remembers the longest that it rested', () => {
  const over = openIncident({ resolvedAt: incidentStart + 9 * minuteMs, endedAt: incidentStart + 2 * minuteMs });
  const back = cameBack(over, incidentStart + 10 * minuteMs);
  assert.deepEqual([back.restedMs, back.returns, back.resolvedAt, back.endedAt], [8 * minuteMs, 1, null, undefined]);
  const again = cameBack({ ...back, endedAt: incidentStart + 12 * minuteMs }, incidentStart + 15 * minuteMs);
  assert.deepEqual([again.restedMs, again.returns], [8 * minuteMs, 2]);
});
