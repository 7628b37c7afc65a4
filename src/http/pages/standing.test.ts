import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HomeStanding } from './standing.ts';
import { standingLine } from './standing.ts';

const nothing: HomeStanding = { days: 7, asked: 0, answered: null, cut: null, firstTokenMs: null, peak: null };

for (const [what, more, says] of [
  ['nothing is known', {}, null],
  ['it was asked too rarely', { asked: 19, answered: 0.5, cut: 0 }, null],
  [
    'all is known',
    { asked: 400, answered: 0.9975, cut: 0.0025, firstTokenMs: { half: 300, most: 1_200 }, peak: 0.604 },
    '<br />Last 7 days: 99.75 % of 400 attempts answered well, 0.25 % broke in the middle. First words within 300 ms for half of them, 1.2 s for 19 in 20. At the busiest of the last day 60 % of its limit was in use.',
  ],
  ['only its peak is known', { peak: 1 }, '<br />At the busiest of the last day 100 % of its limit was in use.'],
] as const)
  test(`what is said of an upstream where ${what}`, () => {
    assert.equal(standingLine({ ...nothing, ...more })?.toString() ?? null, says);
  });
