/** When a health check is the thing that is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import { noteWords } from '../domain/words/en/checks.ts';
import type { Standing } from './check.ts';
import { unasked } from './check.ts';
import type { Rest } from './check-note.ts';
import { noteOf } from './check-note.ts';

const health = { path: '/health', complete: null, everyMs: 5_000 };
const bad = (cause: Cause, isRefuted = false): Standing => ({
  ...unasked,
  belief: 'bad',
  redSince: 1,
  cause,
  isRefuted,
});
const good: Standing = { ...unasked, belief: 'good' };
const refused = causeOf('connection_refused');
const error500 = causeOf('upstream_error', { receivedStatus: 500 });
const missing = causeOf('unknown_model', { receivedStatus: 404 });
const rested = (cause: Cause, rests: number): Rest => ({ cause, rests });

const cases: readonly (readonly [what: string, standing: Standing, rest: Rest | null, kind: string | null])[] = [
  ['nothing known', unasked, null, null],
  ['well and well', good, null, null],
  ['down and believed to be', bad(refused), null, null],
  ['it answers 404', bad(missing), null, 'turned-down'],
  ['a web page answers', bad(causeOf('wrong_content', { receivedStatus: 200 })), null, 'turned-down'],
  ['500 while calls succeed', bad(error500, true), null, 'refuted'],
  ['500 and nothing else is known', bad(error500), null, null],
  ['green while calls fail again and again', good, rested(error500, 2), 'blind'],
  ['green while calls failed once', good, rested(error500, 1), null],
  ['green while calls are throttled', good, rested(causeOf('rate_limited', { receivedStatus: 429 }), 3), null],
  ['green while it is overloaded', good, rested(causeOf('overloaded', { receivedStatus: 503 }), 3), null],
  ['green while calls do not reach it', good, rested(refused, 3), null],
  ['green while our key is refused', good, rested(causeOf('key_refused', { receivedStatus: 401 }), 2), 'blind'],
];

for (const [what, standing, rest, kind] of cases)
  test(`${what}: ${kind ?? 'no note'}`, () => assert.equal(noteOf(standing, health, rest)?.kind ?? null, kind));

test('a check that asks for an answer is not told to ask for one', () => {
  assert.equal(noteOf(good, { ...health, complete: 'm' }, rested(error500, 5)), null);
});

test('what to change names the key of the config', () => {
  for (const status of [301, 401, 403, 404, 405, 422]) {
    const note = noteOf(bad(causeOf('upstream_error', { receivedStatus: status })), health, null);
    assert.ok(note !== null);
    const { says, todo } = noteWords('one', note);
    assert.match(says, new RegExp(`status ${status}`));
    assert.match(todo, /`upstreams\.one\./);
  }
});
