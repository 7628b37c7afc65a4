import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import { noPhases } from '../domain/event.ts';
import { attempt, callOf, endedCall } from '../../test/fakes/ended-call.ts';
import { keptDays, Records } from './records.ts';

const dayMs = 86_400_000;
const now = 50 * dayMs;

const counted = (...events: readonly Parameters<Records['learn']>[0][]) => {
  const records = new Records([]);
  for (const event of events) records.learn({ ...event, at: now });
  return records.days(now)[0];
};

const begun = { ...noPhases, firstByte: 90, firstToken: 120 };

test('an attempt that failed counts against its upstream alone, and the call as rescued', () => {
  const day = counted(callOf({ at: 0, code: 'connection_refused', rescuedBy: 'b' }));
  assert.deepEqual(
    Object.entries(day?.upstreams ?? {}).map(([name, { asked, bad, cut }]) => [name, asked, bad, cut]),
    [
      ['a', 1, 1, 0],
      ['b', 1, 0, 0],
    ],
  );
  const { calls, failed, rescued } = day?.models['m'] ?? {};
  assert.deepEqual([calls, failed, rescued], [1, 0, 1]);
});

test('an answer that broke after it had begun was cut', () => {
  const cause = causeOf('connection_terminated', { upstream: 'a' });
  const day = counted(endedCall({ outcome: 'incomplete', cause, attempts: [attempt({ cause, phases: begun })] }));
  const { asked, bad, cut } = day?.upstreams['a'] ?? {};
  assert.deepEqual([asked, bad, cut, day?.models['m']?.failed], [1, 1, 1, 1]);
});

test('callers’ own faults and attempts that were called off count for nobody', () => {
  const cause = causeOf('invalid_request');
  const day = counted(
    endedCall({ outcome: 'failed', cause, attempts: [attempt({ cause })] }),
    endedCall({ outcome: 'cancelled', attempts: [attempt({ dropped: true })] }),
  );
  assert.deepEqual([Object.keys(day?.upstreams ?? {}), Object.keys(day?.models ?? {})], [[], []]);
});

test('names without end are one name', () => {
  const day = counted(...Array.from({ length: 500 }, (_, n) => callOf({ at: 0, model: `m${n}` })));
  const models = Object.entries(day?.models ?? {});
  assert.equal(models.length, 200);
  assert.equal(
    models.reduce((sum, [, { calls }]) => sum + calls, 0),
    500,
  );
});

test('what changed is taken once, and again when it could not be kept', () => {
  const records = new Records([]);
  records.learn(callOf({ at: now }));
  const [day, ...more] = records.takeChanged();
  assert.ok(day !== undefined && more.length === 0);
  assert.deepEqual(records.takeChanged(), []);
  records.giveBack(day);
  assert.equal(records.takeChanged().length, 1);
});

test('days that are too old are forgotten', () => {
  const records = new Records([{ day: now - keptDays * dayMs, upstreams: {}, models: {} }]);
  records.learn(callOf({ at: now }));
  assert.equal(records.days(now).length, 1);
  assert.equal(records.days(now + keptDays * dayMs).length, 0);
});
