import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitFields } from './limit-fields.ts';

const fieldsOf = (standings: Parameters<typeof limitFields>[0]): Record<string, string> => {
  const list = limitFields(standings);
  return Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] ?? '']] : [])));
};

test('a key without limits is told nothing', () => assert.deepEqual(limitFields([]), []));

test('each limit stands in both fields of the draft, and in those that SDK users read', () => {
  assert.deepEqual(
    fieldsOf([
      { limit: 'requests', quota: 600, left: 599, nextMs: 100, fullMs: 100 },
      { limit: 'tokens', quota: 200_000, left: 0, nextMs: 1_300, fullMs: 61_300 },
      { limit: 'concurrency', quota: 50, left: 49, nextMs: null, fullMs: null },
    ]),
    {
      'ratelimit-policy':
        '"requests";q=600;w=60, "tokens";q=200000;qu="tokens";w=60, "concurrency";q=50;qu="concurrent-requests"',
      ratelimit: '"requests";r=599;t=1, "tokens";r=0;t=2, "concurrency";r=49',
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining-requests': '599',
      'x-ratelimit-reset-requests': '100ms',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1m1.3s',
    },
  );
});

const durations = [
  [0, '0ms'],
  [120, '120ms'],
  [1_000, '1s'],
  [1_500, '1.5s'],
  [360_000, '6m0s'],
] as const;

for (const [fullMs, text] of durations)
  test(`${fullMs} ms are written ${text}`, () => {
    const fields = fieldsOf([{ limit: 'requests', quota: 10, left: 1, nextMs: 1, fullMs }]);
    assert.equal(fields['x-ratelimit-reset-requests'], text);
  });
