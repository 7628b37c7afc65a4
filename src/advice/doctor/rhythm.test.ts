/** What gaps between events tell of whoever passes them on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Heartbeat } from './rhythm.ts';
import { rhythmJudgement } from './rhythm.ts';

const everyMs = 250;
const count = 12;

/** Events sent every 250 ms, each arriving when `at` says, counted from its own first one. */
const beat = (at: (n: number) => number, more: Partial<Heartbeat> = {}): Heartbeat => {
  const first = at(0);
  return {
    arrivals: Array.from({ length: count }, (_, n) => ({ sentMs: n * everyMs, atMs: at(n) - first })),
    of: count,
    ended: 'whole',
    headMs: first,
    ...more,
  };
};

const cases: readonly (readonly [string, Heartbeat, string | null])[] = [
  ['each as it was sent', beat((n) => n * everyMs), null],
  ['each with some jitter', beat((n) => n * everyMs + ((n * 37) % 80)), null],
  ['all late by a second', beat((n) => n * everyMs + 1_000), null],
  ['all at the end', beat((n) => count * everyMs + n), 'stream_held'],
  ['in heaps of four', beat((n) => Math.ceil((n + 1) / 4) * 4 * everyMs + n), 'stream_held'],
  ['each when the next was sent', beat((n) => Math.min(n + 1, count - 1) * everyMs), 'stream_one_late'],
  [
    'each when the next was sent, with a hiccup in between',
    beat((n) => Math.min(n + 1, count - 1) * everyMs + (n === 5 ? 220 : 0)),
    'stream_one_late',
  ],
  ['late by a second, with a hiccup before the last', beat((n) => n * everyMs + 1_000 + (n === 10 ? 220 : 0)), null],
  ['with a gap of three seconds', beat((n) => n * everyMs + (n > 5 ? 3_000 : 0)), 'stream_stalls'],
  [
    'cut after five',
    { ...beat((n) => n * everyMs), arrivals: beat((n) => n * everyMs).arrivals.slice(0, 5), ended: 'cut' },
    'stream_cut',
  ],
  [
    'two, and then nothing',
    { ...beat((n) => n * everyMs), arrivals: beat((n) => n * everyMs).arrivals.slice(0, 2), ended: 'stalled' },
    'stream_stalls',
  ],
  ['another answer than a stream', { arrivals: [], of: null, ended: 'refused', headMs: null }, null],
];

for (const [name, heartbeat, trouble] of cases)
  test(`events that come ${name}: ${trouble ?? 'no trouble'}`, () => {
    assert.deepEqual(rhythmJudgement(heartbeat).troubles, trouble === null ? [] : [trouble]);
  });

test('too little to tell is unknown, not well', () => {
  assert.equal(rhythmJudgement({ arrivals: [], of: null, ended: 'cut', headMs: null }).status, 'unknown');
});
