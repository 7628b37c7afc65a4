/** What a call does next, position by position. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import { candidate, now, position, target, tried } from '../../test/policy/positions.ts';
import type { Availability, Move, Position } from './next-move.ts';
import { nextMove } from './next-move.ts';

const a = target('a');
const b = target('b');
const backup = target('backup', { tier: 2 });
const small = target('small', { contextWindow: 8_000 });
const large = target('large', { contextWindow: 128_000, tier: 2 });
const resting = (ms: number, code: Parameters<typeof causeOf>[0] = 'connection_refused'): Availability => ({
  kind: 'resting',
  until: now + ms,
  cause: causeOf(code, { upstream: 'a' }),
});

const shown = (move: Move): string => {
  switch (move.kind) {
    case 'try':
      return `${move.how} ${move.target.upstream.name}`;
    case 'wait':
      return `wait for ${move.for} ${move.until - now}`;
    case 'give-up':
      return `give up: ${move.cause.code}`;
    default:
      return move satisfies never;
  }
};

const rows: readonly (readonly [says: string, at: Partial<Position>, move: string])[] = [
  ['the lowest tier that is ready is asked', { candidates: [candidate(backup), candidate(a)] }, 'fresh a'],
  [
    'a resting tier spills to the next',
    { candidates: [candidate(a, resting(500)), candidate(backup)] },
    'fresh backup',
  ],
  [
    'a full target spills to the next',
    { candidates: [candidate(a, { kind: 'full' }), candidate(backup)] },
    'fresh backup',
  ],
  ['the draw spreads inside a tier', { candidates: [candidate(a), candidate(b)], draw: 0.9 }, 'fresh b'],
  ['weights count', { candidates: [candidate(a, undefined, { weight: 9 }), candidate(b)], draw: 0.85 }, 'fresh a'],
  [
    'a refused connection moves on at once',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'connection_refused')] },
    'fresh backup',
  ],
  [
    'the first failover is never refused by the budget',
    {
      candidates: [candidate(a), candidate(backup, undefined, { mayRetry: false })],
      tried: [tried(a, 'connection_refused')],
    },
    'fresh backup',
  ],
  [
    'nor behind a second chance for the same target',
    {
      candidates: [candidate(a), candidate(backup, undefined, { mayRetry: false })],
      tried: [tried(a, 'connection_terminated'), tried(a, 'connection_terminated')],
    },
    'fresh backup',
  ],
  [
    'a second one is',
    {
      candidates: [
        candidate(a, undefined, { mayRetry: false }),
        candidate(b, undefined, { mayRetry: false }),
        candidate(backup, undefined, { mayRetry: false }),
      ],
      tried: [tried(a, 'connection_refused'), tried(b, 'connection_refused')],
    },
    'give up: connection_refused',
  ],
  [
    'a server that stumbled is asked once more before a lower tier',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'upstream_error')] },
    'wait for pause 250',
  ],
  [
    'but a sibling of the same tier goes first',
    { candidates: [candidate(a), candidate(b), candidate(backup)], tried: [tried(a, 'upstream_error')] },
    'fresh b',
  ],
  [
    'an idle connection that died is replaced at once',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'keepalive_race')] },
    'fresh a',
  ],
  [
    'at the target it died at, whatever sibling chance would choose',
    { candidates: [candidate(a), candidate(b)], tried: [tried(b, 'keepalive_race')] },
    'fresh b',
  ],
  [
    'before a sibling, without budget, and beyond the last attempt: it is no attempt that failed',
    {
      candidates: [candidate(a, undefined, { mayRetry: false }), candidate(b)],
      tried: [tried(b, 'upstream_error'), tried(a, 'keepalive_race')],
      attemptsMax: 2,
    },
    'fresh a',
  ],
  [
    'what follows is counted as if it had not been',
    {
      candidates: [candidate(a), candidate(b)],
      tried: [tried(a, 'keepalive_race'), tried(a, 'upstream_error')],
      attemptsMax: 2,
    },
    'fresh b',
  ],
  [
    'a call that may not be sent twice is not',
    { replay: 'unsent', candidates: [candidate(a)], tried: [tried(a, 'keepalive_race')] },
    'give up: keepalive_race',
  ],
  [
    'a second race at one target is a failure like others',
    { candidates: [candidate(a), candidate(b)], tried: [tried(a, 'keepalive_race'), tried(a, 'keepalive_race')] },
    'fresh b',
  ],
  [
    'the same stumble twice moves on',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'upstream_error'), tried(a, 'upstream_error')] },
    'fresh backup',
  ],
  [
    'a short Retry-After is kept, with jitter on top',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'rate_limited', { retryAfterMs: 2_000 })] },
    'wait for pause 2050',
  ],
  [
    'a long one moves on',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'rate_limited', { retryAfterMs: 20_000 })] },
    'fresh backup',
  ],
  [
    'without anybody else it is waited for',
    { candidates: [candidate(a)], tried: [tried(a, 'rate_limited', { retryAfterMs: 20_000 })] },
    'wait for pause 20050',
  ],
  [
    'a minute is not: the caller is told',
    { candidates: [candidate(a)], tried: [tried(a, 'rate_limited', { retryAfterMs: 60_000 })] },
    'give up: rate_limited',
  ],
  [
    'nor is a wait beyond the deadline',
    {
      candidates: [candidate(a)],
      tried: [tried(a, 'rate_limited', { retryAfterMs: 20_000 })],
      deadlineAt: now + 5_000,
    },
    'give up: rate_limited',
  ],
  [
    'a silent upstream is not asked twice',
    { candidates: [candidate(a)], tried: [tried(a, 'http_response_timeout')] },
    'give up: http_response_timeout',
  ],
  [
    'what the caller did wrong ends it',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'invalid_request')] },
    'give up: invalid_request',
  ],
  [
    'a filter is not routed around',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'content_filtered')] },
    'give up: content_filtered',
  ],
  [
    'our refused key tries elsewhere',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'key_refused')] },
    'fresh backup',
  ],
  [
    'what may have had effects is not sent again',
    { candidates: [candidate(a), candidate(backup)], replay: 'unsent', tried: [tried(a, 'connection_terminated')] },
    'give up: connection_terminated',
  ],
  [
    'but what was never sent is',
    {
      candidates: [candidate(a), candidate(backup)],
      replay: 'unsent',
      tried: [tried(a, 'connection_refused', { sent: false })],
    },
    'fresh backup',
  ],
  [
    'attempts are counted',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [tried(a, 'connection_refused'), tried(b, 'connection_refused')],
      attemptsMax: 2,
    },
    'give up: connection_refused',
  ],
  [
    'a prompt that brought down two hosts in the same way is not given to a third',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [tried(a, 'connection_terminated'), tried(b, 'connection_terminated')],
    },
    'give up: connection_terminated',
  ],
  [
    'two that died in different ways say nothing of the prompt',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [tried(a, 'connection_terminated'), tried(b, 'connection_reset')],
    },
    'fresh backup',
  ],
  [
    'nor does one host that died twice',
    {
      candidates: [candidate(a), candidate(backup)],
      tried: [tried(a, 'connection_terminated'), tried(a, 'connection_terminated')],
    },
    'fresh backup',
  ],
  [
    'nor two that nothing was sent to',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [tried(a, 'connection_reset', { sent: false }), tried(b, 'connection_reset', { sent: false })],
    },
    'fresh backup',
  ],
  [
    'a prompt that is too long ends it',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'context_length_exceeded')] },
    'give up: context_length_exceeded',
  ],
  [
    'unless a target is marked with a larger window',
    { candidates: [candidate(small), candidate(large)], tried: [tried(small, 'context_length_exceeded')] },
    'fresh large',
  ],
  [
    'as large is not larger',
    { candidates: [candidate(large), candidate(small)], tried: [tried(large, 'context_length_exceeded')] },
    'give up: context_length_exceeded',
  ],
  [
    'a larger one that is away is not waited for',
    {
      candidates: [candidate(small), candidate(large, resting(1_000))],
      tried: [tried(small, 'context_length_exceeded')],
    },
    'give up: context_length_exceeded',
  ],
  [
    'and behind a larger one that failed otherwise, a smaller one is not asked',
    {
      candidates: [candidate(small), candidate(large), candidate(b)],
      tried: [tried(small, 'context_length_exceeded'), tried(large, 'http_response_timeout')],
    },
    'give up: http_response_timeout',
  ],
  [
    'a try that is itself a repeat leaves repeating to its caller',
    { candidates: [candidate(a)], tried: [tried(a, 'upstream_error')], isRepeat: true },
    'give up: upstream_error',
  ],
  [
    'and goes to another target at once',
    { candidates: [candidate(a), candidate(backup)], tried: [tried(a, 'upstream_error')], isRepeat: true },
    'fresh backup',
  ],
  [
    'but a time that was named is kept',
    { candidates: [candidate(a)], tried: [tried(a, 'rate_limited', { retryAfterMs: 2_000 })], isRepeat: true },
    'wait for pause 2050',
  ],
  [
    'a call that holds waits for recovery',
    { candidates: [candidate(a, resting(4_000))], holdUntil: now + 60_000 },
    'wait for recovery 4000',
  ],
  [
    'also where nobody knows when',
    { candidates: [candidate(a, { kind: 'drained' })], holdUntil: now + 60_000 },
    'wait for recovery 60000',
  ],
  [
    'within its deadline',
    { candidates: [candidate(a, { kind: 'drained' })], holdUntil: now + 60_000, deadlineAt: now + 5_000 },
    'wait for recovery 5000',
  ],
  [
    'and no longer than it said',
    { candidates: [candidate(a, resting(4_000))], holdUntil: now },
    'give up: connection_refused',
  ],
  [
    'it keeps its last attempt for who has shown to be back',
    {
      candidates: [candidate(a), candidate(backup)],
      tried: [tried(a, 'connection_refused'), tried(backup, 'connection_refused')],
      holdUntil: now + 60_000,
    },
    'wait for recovery 60000',
  ],
  [
    'and then uses it',
    {
      candidates: [candidate(a, undefined, { goodAt: now + 900 }), candidate(backup)],
      tried: [tried(a, 'connection_refused'), tried(backup, 'connection_refused')],
      holdUntil: now + 60_000,
      now: now + 1_000,
    },
    'fresh a',
  ],
  [
    'all its attempts met closed doors before anybody knew: it holds on',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [a, b, backup].map((one) => tried(one, 'connection_refused', { sent: false })),
      holdUntil: now + 60_000,
    },
    'wait for recovery 60000',
  ],
  [
    'and has one more, of who is back',
    {
      candidates: [candidate(a), candidate(b, undefined, { goodAt: now + 900 }), candidate(backup)],
      tried: [a, b, backup].map((one) => tried(one, 'connection_refused', { sent: false })),
      holdUntil: now + 60_000,
      now: now + 1_000,
    },
    'fresh b',
  ],
  [
    'and no second',
    {
      candidates: [candidate(a), candidate(b, undefined, { goodAt: now + 900 }), candidate(backup)],
      tried: [a, b, backup, b].map((one) => tried(one, 'connection_refused', { sent: false })),
      holdUntil: now + 60_000,
      now: now + 1_000,
    },
    'give up: connection_refused',
  ],
  [
    'who was heard has had its attempts',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [a, b, backup].map((one) => tried(one, 'upstream_error')),
      holdUntil: now + 60_000,
    },
    'give up: upstream_error',
  ],
  [
    'who is back is asked again whatever went wrong there',
    {
      candidates: [candidate(a, undefined, { goodAt: now + 900 })],
      tried: [tried(a, 'tls_certificate_error')],
      holdUntil: now + 60_000,
      now: now + 1_000,
    },
    'fresh a',
  ],
  [
    'what only the caller can change is not held',
    { candidates: [candidate(a)], tried: [tried(a, 'invalid_request')], holdUntil: now + 60_000 },
    'give up: invalid_request',
  ],
  [
    'a hedge never adds to a load',
    {
      candidates: [candidate(a, undefined, { isPressed: true }), candidate(b)],
      flight: [{ target: a, hedgeAt: now }],
    },
    'wait for flight 900000',
  ],
  [
    'wherever it is',
    {
      candidates: [candidate(a), candidate(b, undefined, { isPressed: true })],
      flight: [{ target: a, hedgeAt: now }],
    },
    'wait for flight 900000',
  ],
  [
    'nor follows a refusal for load',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      tried: [tried(b, 'overloaded')],
      flight: [{ target: a, hedgeAt: now }],
    },
    'wait for flight 900000',
  ],
  [
    'it may go to another tier',
    { candidates: [candidate(a), candidate(backup)], flight: [{ target: a, hedgeAt: now }] },
    'hedge backup',
  ],
  [
    '"no such model" is never the last word while another failed otherwise',
    { candidates: [candidate(a), candidate(b)], tried: [tried(a, 'http_response_timeout'), tried(b, 'unknown_model')] },
    'give up: http_response_timeout',
  ],
  [
    'a rest behind an outage is not waited for',
    { candidates: [candidate(a, resting(400))] },
    'give up: connection_refused',
  ],
  [
    'unless the call has tried elsewhere',
    { candidates: [candidate(a, resting(400)), candidate(backup)], tried: [tried(backup, 'tls_certificate_error')] },
    'wait for pause 400',
  ],
  [
    'a rest with an announced end is',
    { candidates: [candidate(a, resting(1_500, 'rate_limited'))] },
    'wait for pause 1500',
  ],
  ['a place that frees is waited for', { candidates: [candidate(a, { kind: 'full' })] }, 'wait for slot 900000'],
  [
    'an upstream that was taken out is left alone',
    { candidates: [candidate(a, { kind: 'drained' })] },
    'give up: maintenance',
  ],
  ['nobody to ask at all', {}, 'give up: destination_not_found'],
  ['the deadline ends it', { candidates: [candidate(a)], deadlineAt: now }, 'give up: deadline_exceeded'],
  [
    'with the real cause where one is known',
    { candidates: [candidate(a)], tried: [tried(a, 'overloaded')], deadlineAt: now },
    'give up: overloaded',
  ],
  [
    'an attempt that is out is waited for',
    { candidates: [candidate(a), candidate(b)], flight: [{ target: a, hedgeAt: null }] },
    'wait for flight 900000',
  ],
  [
    'until it is slow',
    { candidates: [candidate(a), candidate(b)], flight: [{ target: a, hedgeAt: now + 10 }] },
    'wait for flight 10',
  ],
  [
    'then a second one starts beside it',
    { candidates: [candidate(a), candidate(b)], flight: [{ target: a, hedgeAt: now }] },
    'hedge b',
  ],
  [
    'within the budget',
    { candidates: [candidate(a), candidate(b, undefined, { mayRetry: false })], flight: [{ target: a, hedgeAt: now }] },
    'wait for flight 900000',
  ],
  [
    'within its attempts, the one that is out among them',
    {
      candidates: [candidate(a), candidate(backup)],
      tried: [tried(b, 'connection_refused')],
      flight: [{ target: a, hedgeAt: now }],
      attemptsMax: 2,
    },
    'wait for flight 900000',
  ],
  [
    'never a third',
    {
      candidates: [candidate(a), candidate(b), candidate(backup)],
      flight: [
        { target: a, hedgeAt: now },
        { target: b, hedgeAt: now },
      ],
    },
    'wait for flight 900000',
  ],
  [
    'nor of what may have effects',
    { candidates: [candidate(a), candidate(b)], replay: 'unsent', flight: [{ target: a, hedgeAt: now }] },
    'wait for flight 900000',
  ],
];

for (const [says, at, move] of rows) {
  test(says, () => assert.equal(shown(nextMove(position(at))), move));
}

test('an impatient caller is told it was their clock', () => {
  const move = nextMove(
    position({ candidates: [candidate(a)], tried: [tried(a, 'overloaded')], deadlineAt: now, impatient: true }),
  );
  assert.equal(move.kind === 'give-up' && move.cause.code, 'deadline_exceeded');
  assert.equal(move.kind === 'give-up' && move.cause.who, 'caller');
});

for (const [says, code, told] of [
  ['a guess, for a guess: not all the same', 'connection_refused', [2_400, 3_600]],
  ['exactly, where that was announced', 'rate_limited', [4_000, 4_000]],
] as const)
  test(`who is turned away because all rest is told when the first is back, ${says}`, () => {
    const candidates = [candidate(a, resting(9_000, code)), candidate(b, resting(4_000, code))];
    const moves = [0, 0.5].map((draw) => nextMove(position({ candidates, draw, deadlineAt: now + 1_000 })));
    assert.deepEqual(
      moves.map((move) => (move.kind === 'give-up' ? move.cause.retryAfterMs : null)),
      told,
    );
  });
