/** Where an answer goes on that broke in the middle, position by position. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOf } from '../domain/cause.ts';
import { candidate, now, position, target, tried } from '../../test/policy/positions.ts';
import type { Position } from './next-move.ts';
import { nextMove } from './next-move.ts';
import type { Unfinished } from './rescue-move.ts';

const a = target('a');
const b = target('b');
const other = target('other', { tier: 2, model: 'another-model' });
const cut = (more: Partial<Unfinished> = {}): Unfinished => ({
  model: 'm',
  cause: causeOf('http_response_incomplete'),
  brokeAt: now,
  spent: 0,
  open: [a, b, other],
  ...more,
});
const all = [candidate(a), candidate(b), candidate(other)];
const broke = { candidates: all, tried: [tried(a, 'http_response_incomplete')] };

const shown = (at: Partial<Position>): string => {
  const move = nextMove(position(at));
  if (move.kind === 'try') return `${move.how} ${move.target.upstream.name}`;
  return move.kind === 'wait' ? `wait for ${move.for} ${move.until - now}` : `give up: ${move.cause.code}`;
};

const rows: readonly (readonly [says: string, at: Partial<Position>, move: string])[] = [
  ['another target of the same model goes on', { ...broke, cut: cut() }, 'rescue b'],
  [
    'nobody else was asked yet: the budget does not keep it from going on, also behind a second chance',
    {
      ...broke,
      tried: [tried(a, 'http_response_incomplete'), tried(a, 'http_response_incomplete')],
      candidates: [candidate(b, undefined, { mayRetry: false })],
      cut: cut(),
    },
    'rescue b',
  ],
  [
    'another model does not, by default',
    { ...broke, candidates: [candidate(other)], cut: cut() },
    'give up: http_response_incomplete',
  ],
  ['it does with rescue: any', { ...broke, candidates: [candidate(other)], rescue: 'any', cut: cut() }, 'rescue other'],
  ['nobody does with rescue: never', { ...broke, rescue: 'never', cut: cut() }, 'give up: http_response_incomplete'],
  ['the only target is asked again', { ...broke, candidates: [candidate(a)], cut: cut() }, 'rescue a'],
  [
    'but not when it went silent',
    {
      candidates: [candidate(a)],
      tried: [tried(a, 'connection_read_timeout')],
      cut: cut({ cause: causeOf('connection_read_timeout') }),
    },
    'give up: connection_read_timeout',
  ],
  ['a target without a way left is passed over', { ...broke, cut: cut({ open: [a] }) }, 'rescue a'],
  [
    'what may have had effects is not continued',
    { ...broke, replay: 'unsent', cut: cut() },
    'give up: http_response_incomplete',
  ],
  [
    'attempts are counted, wasted ones too',
    { ...broke, attemptsMax: 2, cut: cut({ spent: 1 }) },
    'give up: http_response_incomplete',
  ],
  [
    'one that is out is waited for, but not for ever',
    { ...broke, flight: [{ target: b, hedgeAt: null }], cut: cut() },
    'wait for flight 60000',
  ],
  [
    'after a minute the reader is told',
    { ...broke, cut: cut({ brokeAt: now - 60_000 }) },
    'give up: http_response_incomplete',
  ],
  [
    'a rest that ends soon is waited for',
    {
      ...broke,
      candidates: [candidate(b, { kind: 'resting', until: now + 900, cause: causeOf('overloaded') })],
      cut: cut(),
    },
    'wait for pause 900',
  ],
  ['a caller who left ends it', { ...broke, cut: cut({ cause: causeOf('client_gone') }) }, 'give up: client_gone'],
];

for (const [says, at, move] of rows) test(says, () => assert.equal(shown(at), move));
