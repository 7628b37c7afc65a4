/** When it is worth telling somebody, and whom. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escalationOf } from './escalation.ts';
import type { Recurrence } from './history.ts';

type Judged = Parameters<typeof escalationOf>[0];

const down: Judged = {
  blame: 'provider',
  trouble: 'provider_down',
  confidence: 0.9,
  scope: null,
  support: 'help@chat.test',
  expected: null,
};
const far: Judged = { ...down, blame: 'network', trouble: 'far', confidence: 0.8 };
const often: Recurrence = {
  times: 4,
  days: 3,
  says: 'the same trouble was met 4 times on 3 days',
  isWorthTelling: true,
};
const crowd = { affected: 3, of: 5, window: '5m' } as const;

const rows: readonly (readonly [says: string, judged: Judged, recurs: Recurrence | null, told: RegExp | null])[] = [
  [
    'what passes by itself as a rule is told where it does not',
    { ...down, expected: { p50Seconds: 3, p90Seconds: 90, from: 'calls here' } },
    null,
    /^If it is not over in 90 seconds, tell help@chat\.test/,
  ],
  [
    'what is plainly not on this side goes to support',
    down,
    null,
    /^Tell help@chat\.test: it is plainly not on your side\.$/,
  ],
  [
    'how many others meet it is said first',
    { ...down, scope: crowd },
    null,
    /: 3 of 5 people and programs met a failure/,
  ],
  ['one alone is no crowd', { ...down, confidence: 0.5, scope: { ...crowd, affected: 1 } }, null, null],
  ['what comes back on this line goes to who looks after it', far, often, /internet provider.*4 times on 3 days/],
  ['a line that fails once may heal by itself', far, null, null],
  ['failures of others say nothing of this line', { ...far, scope: crowd }, null, null],
  ['what was met twice today is not yet worth it', far, { ...often, isWorthTelling: false }, null],
  ['announced work is known', { ...down, blame: 'gateway', trouble: 'gateway_maintenance' }, often, null],
  ['without support it goes to whoever runs it', { ...down, support: null }, null, /^Tell whoever runs it/],
  [
    'what does not run on this machine is started here',
    { ...down, trouble: 'refused_here', blame: 'gateway' },
    often,
    null,
  ],
  ['all is well', { ...down, blame: 'none', trouble: null }, often, null],
];

for (const [says, judged, recurs, told] of rows)
  test(says, () => {
    const found = escalationOf(judged, recurs);
    if (told === null) assert.equal(found, null);
    else assert.match(found?.says ?? '', told);
  });

test('the report is for the one who is told', () => {
  assert.equal(escalationOf(down, null)?.reader, 'support');
  assert.equal(escalationOf(far, often)?.reader, 'line');
  assert.match(escalationOf(far, often)?.ask ?? '', /another device/);
  assert.equal(escalationOf(down, null)?.ask, null);
});
