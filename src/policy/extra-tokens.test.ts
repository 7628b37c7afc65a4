import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noPhases } from '../domain/event.ts';
import fc from 'fast-check';
import { attempt as attemptOf } from '../../test/fakes/ended-call.ts';
import type { CauseCode } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { AttemptRecord, AttemptTokens } from '../domain/event.ts';
import { extraTokens } from './extra-tokens.ts';

interface Told {
  readonly how?: AttemptRecord['how'];
  readonly status?: number | null;
  readonly code?: CauseCode;
  readonly read?: boolean;
  readonly dropped?: boolean;
  readonly unsent?: boolean;
  readonly tokens?: AttemptTokens;
}

const attempt = (told: Told): AttemptRecord =>
  attemptOf({
    phases: told.read === true ? { ...noPhases, firstToken: 5 } : noPhases,
    socket: 'new',
    bytesSent: told.unsent === true ? 0 : 500,
    bytesReceived: 0,
    status: told.status === undefined ? 200 : told.status,
    cause: told.code === undefined ? null : causeOf(told.code),
    how: told.how ?? 'fresh',
    dropped: told.dropped ?? false,
    tokens: told.tokens ?? null,
  });

const used = (inputTokens: number, outputTokens: number, more: Partial<AttemptTokens> = {}): AttemptTokens => ({
  usage: { inputTokens, outputTokens },
  contents: 0,
  held: 0,
  ...more,
});
const seen = (contents: number, held = 0): AttemptTokens => ({ usage: null, contents, held });
const good: Told = { read: true, tokens: used(100, 40) };

const none = { retry: 0, hedge: 0, rescue: 0 };
const rows: readonly (readonly [says: string, attempts: readonly Told[], extra: object | null])[] = [
  ['one attempt is the price of the answer', [good], null],
  ['a refused connection costs nothing', [{ status: null, unsent: true, code: 'connection_refused' }, good], none],
  ['a 500 costs nothing', [{ status: 500, code: 'upstream_error' }, good], none],
  ['an answer cut in its body took the prompt', [{ code: 'http_response_incomplete' }, good], { ...none, retry: 100 }],
  [
    'silence until a clock ran out took the prompt',
    [{ status: null, code: 'http_response_timeout' }, good],
    { ...none, retry: 100 },
  ],
  ['a reset before any answer is not known to', [{ status: null, code: 'connection_reset' }, good], none],
  [
    'the loser of a race took the prompt',
    [
      { status: null, dropped: true },
      { ...good, how: 'hedge' },
    ],
    { ...none, hedge: 100 },
  ],
  ['a lost hedge too', [good, { status: null, dropped: true, how: 'hedge' }], { ...none, hedge: 100 }],
  [
    'and what it had said',
    [good, { dropped: true, how: 'hedge', tokens: used(90, 1, { contents: 3 }) }],
    { ...none, hedge: 93 },
  ],
  [
    'a restart tells again what the caller had, and takes the prompt again',
    [
      { read: true, code: 'http_response_incomplete', tokens: seen(20) },
      { how: 'rescue', read: true, tokens: used(100, 50, { contents: 50, held: 20 }) },
    ],
    { ...none, rescue: 120 },
  ],
  [
    'a continuation takes the prompt again',
    [
      { read: true, code: 'http_response_incomplete', tokens: seen(20) },
      { how: 'rescue', read: true, tokens: used(125, 30, { contents: 30 }) },
    ],
    { ...none, rescue: 125 },
  ],
  [
    'a text that led elsewhere was for nothing',
    [
      { read: true, code: 'http_response_incomplete', tokens: seen(20) },
      { how: 'rescue', read: true, dropped: true, tokens: seen(7, 7) },
      { how: 'rescue', read: true, tokens: used(100, 30, { contents: 30 }) },
    ],
    { ...none, rescue: 25 + 7 + 100 },
  ],
  [
    'without any count the size of the body stands for the prompt',
    [{ code: 'http_response_incomplete' }, { read: true, tokens: seen(4) }],
    { ...none, retry: 25 },
  ],
  [
    'of failures only, one would have been anyway',
    [{ code: 'empty_answer' }, { code: 'empty_answer' }],
    { ...none, retry: 25 },
  ],
];

for (const [says, attempts, extra] of rows)
  test(says, () => assert.deepEqual(extraTokens(attempts.map(attempt), 100), extra));

test('it is never negative, and never more than all attempts together', () => {
  const count = fc.nat(1_000);
  const told = fc.record({
    how: fc.constantFrom('fresh', 'hedge', 'rescue'),
    status: fc.constantFrom(null, 200, 500),
    read: fc.boolean(),
    dropped: fc.boolean(),
    tokens: fc.record({
      usage: fc.option(fc.record({ inputTokens: count, outputTokens: count })),
      contents: count,
      held: count,
    }),
  });
  fc.assert(
    fc.property(fc.array(told, { minLength: 2, maxLength: 5 }), (all) => {
      const extra = Object.values(
        extraTokens(
          all.map((one) => attempt(one as Told)),
          4_000,
        ) ?? {},
      );
      const most = Math.max(1_000, ...all.map(({ tokens }) => tokens.usage?.inputTokens ?? 0));
      const outputs = all.reduce(
        (sum, { tokens }) => sum + Math.max(tokens.usage?.outputTokens ?? 0, tokens.contents),
        0,
      );
      assert.ok(extra.every((tokens) => Number.isInteger(tokens) && tokens >= 0));
      assert.ok(extra.reduce((a, b) => a + b, 0) <= (all.length - 1) * most + outputs);
    }),
  );
});
