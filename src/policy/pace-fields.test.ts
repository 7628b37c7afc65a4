import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HeaderBag } from '../domain/ports.ts';
import { readPace } from './pace-fields.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

/** `left/limit in ms` of each. */
const shown = (headers: HeaderBag): Readonly<Record<string, string>> | null => {
  const pace = readPace(headers, now);
  if (pace === null) return null;
  const found: Record<string, string> = {};
  for (const [name, gauge] of [
    ['requests', pace.requests],
    ['tokens', pace.tokens],
  ] as const)
    if (gauge !== null) found[name] = `${gauge.left}/${gauge.limit ?? '?'} in ${Math.round(gauge.resetAt - now)}`;
  return found;
};

const openai = (reset: string): HeaderBag => ({
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-remaining-requests': '59',
  'x-ratelimit-reset-requests': reset,
});

const rows: readonly (readonly [string, HeaderBag, Readonly<Record<string, string>> | null])[] = [
  ['no such header', { 'content-type': 'application/json' }, null],
  [
    'OpenAI',
    {
      ...openai('1s'),
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    { requests: '59/60 in 1000', tokens: '149984/150000 in 360000' },
  ],
  ['milliseconds', openai('120ms'), { requests: '59/60 in 120' }],
  ['Groq, with parts of a second', openai('2m59.56s'), { requests: '59/60 in 179560' }],
  ['hours', openai('1h2m3s'), { requests: '59/60 in 3723000' }],
  ['a day', openai('1d'), { requests: '59/60 in 86400000' }],
  ['more than a day', openai('30d'), { requests: '59/60 in 86400000' }],
  ['plain seconds', openai('7'), { requests: '59/60 in 7000' }],
  ['seconds since 1970', openai(String(now / 1000 + 9)), { requests: '59/60 in 9000' }],
  ['milliseconds since 1970', openai(String(now + 9_000)), { requests: '59/60 in 9000' }],
  ['a date', openai('2026-03-01T12:00:30Z'), { requests: '59/60 in 30000' }],
  ['a time in the past', openai('2026-03-01T11:00:30Z'), {}],
  ['a reset that is none', openai('soon'), { requests: '59/60 in 10000' }],
  ['Azure, which tells no reset', { 'x-ratelimit-remaining-tokens': '1200' }, { tokens: '1200/? in 10000' }],
  [
    'Anthropic',
    {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-03-01T12:00:02Z',
      'anthropic-ratelimit-input-tokens-limit': '30000',
      'anthropic-ratelimit-input-tokens-remaining': '29000',
      'anthropic-ratelimit-input-tokens-reset': '2026-03-01T12:00:02Z',
    },
    { requests: '49/50 in 2000', tokens: '29000/30000 in 2000' },
  ],
  ['the draft', { ratelimit: '"default";r=50;t=30' }, { requests: '50/? in 30000' }],
  [
    'the draft, with several limits',
    {
      'ratelimit-policy': '"requests";q=600;w=60, "budget";q=9;qu="tokens";w=60, "many";q=5;qu="concurrent-requests"',
      ratelimit: '"requests";r=5;t=1, "budget";r=7;t=2, "many";r=0;t=3',
    },
    { requests: '5/? in 1000', tokens: '7/? in 2000' },
  ],
  ['the draft, written wrongly', { ratelimit: 'default;r=50;t=30, "a";r=-1;t=3, "b";r=1' }, {}],
  ['numbers that are none', { 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-remaining-tokens': '1e9' }, {}],
  ['more left than the limit', { ...openai('1s'), 'x-ratelimit-limit-requests': '5' }, { requests: '5/5 in 1000' }],
  ['a limit of none', { ...openai('1s'), 'x-ratelimit-limit-requests': '0' }, { requests: '59/? in 1000' }],
];

for (const [says, headers, expected] of rows) test(`read: ${says}`, () => assert.deepEqual(shown(headers), expected));

test('no text breaks it', () => {
  const names = ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests', 'ratelimit', 'ratelimit-policy'];
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9dhms.;",=rt-]{0,40}$/));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text))), (headers) => {
      const pace = readPace(headers, now);
      for (const gauge of [pace?.requests, pace?.tokens])
        if (gauge !== null && gauge !== undefined)
          assert.ok(gauge.left >= 0 && gauge.resetAt > now && gauge.resetAt <= now + 86_400_000 && gauge.perMs >= 0);
    }),
  );
});
