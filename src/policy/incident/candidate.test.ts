import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart, openIncident } from '../../../test/fakes/incident.ts';
import type { AlarmKind } from '../../domain/incident.ts';
import { toldIn } from './candidate.ts';

const hourMs = 3_600_000;
const now = incidentStart + 10 * hourMs;

for (const [kind, endedAfterMs, isTold] of [
  ['failures', null, true],
  ['network', 5 * hourMs, true],
  ['failures', 3 * hourMs, false],
  ['burn', 9 * hourMs, true],
  ['burn', null, false],
  ['hidden', 9 * hourMs, false],
] as const satisfies readonly (readonly [AlarmKind, number | null, boolean])[])
  test(`what failed in ${kind}, ${endedAfterMs === null ? 'which go on' : `over ${10 - endedAfterMs / hourMs} hours ago`}, is ${isTold ? 'no news' : 'counted'} in slower counts`, () => {
    const resolvedAt = endedAfterMs === null ? null : incidentStart + endedAfterMs;
    const told = toldIn([openIncident({ kind, resolvedAt })], now);
    assert.deepEqual(
      told.map(({ from, until }) => [from, until]),
      isTold ? [[incidentStart, resolvedAt ?? now]] : [],
    );
  });
