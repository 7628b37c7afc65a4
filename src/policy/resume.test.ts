/** What becomes of a call whose gateway was killed, case by case. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Abandoned } from './resume.ts';
import { deadlineAfter, deadMsMax, deadMsOf, restartsMax, resume } from './resume.ts';

const stream: Abandoned = {
  stream: true,
  hasKey: false,
  replay: 'safe',
  wasSent: true,
  events: 3,
  canBeAsked: true,
  deadMs: 4_000,
  restarts: 1,
};
const body: Abandoned = { ...stream, stream: false, events: 0 };

const shown = (left: Abandoned): string => {
  const what = resume(left);
  return what.kind === 'end' ? `end: ${what.why.says} ${what.why.value}` : what.kind;
};

const rows: readonly (readonly [says: string, left: Abandoned, what: string])[] = [
  ['a stream that has begun goes on', stream, 'go on'],
  ['one that has not is made anew', { ...stream, events: 0 }, 'anew'],
  ['even when it was not sent yet', { ...stream, events: 0, wasSent: false }, 'anew'],
  ['a body that can be had again by its key is made anew', { ...body, hasKey: true }, 'anew'],
  [
    'a body without a key is for nobody',
    body,
    'end: a call that is not streamed and has no Idempotency-Key cannot be come back to',
  ],
  ['a body that is there is whole, key or not', { ...body, events: 1 }, 'whole'],
  [
    'what may have had effects is not sent twice',
    { ...stream, replay: 'unsent' },
    'end: the call may have had effects it is not sent twice',
  ],
  [
    'nor when nothing came of it yet',
    { ...stream, replay: 'unsent', events: 0 },
    'end: the call may have had effects it is not sent twice',
  ],
  ['but it is sent once', { ...stream, replay: 'unsent', events: 0, wasSent: false }, 'anew'],
  ['as long as an ended answer is kept, somebody may come back', { ...stream, deadMs: deadMsMax }, 'go on'],
  ['after that nobody waits', { ...stream, deadMs: deadMsMax + 1 }, 'end: the gateway was gone for 10 min'],
  ['some kills may be chance', { ...stream, restarts: restartsMax }, 'go on'],
  [
    'more of them are its doing',
    { ...stream, restarts: restartsMax + 1 },
    'end: times the gateway ended during this call 6',
  ],
  [
    'without the caller’s key nobody is asked',
    { ...stream, canBeAsked: false },
    'end: nobody can be asked for it again without the caller’s own key, which is not kept',
  ],
];

for (const [says, left, what] of rows) test(says, () => assert.equal(shown(left), what));

test('all the time it was gone is added to a deadline, and no clock that was set back shortens it', () => {
  const twice = [
    { diedAt: 1_000, backAt: 9_000 },
    { diedAt: 10_000, backAt: 13_000 },
  ];
  const setBack = { diedAt: 15_000, backAt: 14_000 };
  assert.deepEqual([deadMsOf([]), deadMsOf(twice), deadMsOf([...twice, setBack])], [0, 3_000, 0]);
  assert.equal(deadlineAfter(50_000, [...twice, setBack]), 61_000);
});
