/** The scoreboard fits a terminal of 80 columns and says what happened. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Performed } from './run/perform.ts';
import { scenarios } from './scenarios/registry.ts';
import { countVerdicts, listing, progress, scoreboard } from './scoreboard.ts';
import { wrapped } from './wrap.ts';

const long = 'a reason that goes on and on, with many words that nobody would want to read to their very end, '.repeat(
  4,
);

const performed = (id: string, verdict: Performed['verdict']): Performed => ({
  id,
  title: `${id}: ${long}`,
  verdict,
  reason: long,
  ms: 123_456,
  firstWordMs: null,
  checks: [],
  attempts: { primary: 1, backup: 0 },
});

const all = [performed('S01', 'pass'), performed('S02', 'fail'), performed('S03', 'safe'), performed('S04', 'partial')];

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test('no line is wider than 80 columns', () => {
  assert.ok(widest(scoreboard(all, false)) <= 80);
  assert.ok(widest(listing(scenarios)) <= 80, String(widest(listing(scenarios))));
  for (const one of all) assert.ok(widest(progress(one, 1, 60)) <= 80);
});

test('it counts the verdicts', () => {
  assert.deepEqual(countVerdicts(all), { pass: 1, partial: 1, safe: 1, fail: 1 });
  assert.match(scoreboard(all, false), /\n4 scenarios: 1 pass, 1 partial, 1 safe, 1 fail\n$/);
});

test('it gives a reason for all but a pass', () => {
  const [, pass, fail, reason] = scoreboard(all, false).split('\n');
  assert.match(pass ?? '', /^S01 {2}pass /);
  assert.match(fail ?? '', /^S02 {2}fail /);
  assert.match(reason ?? '', /^ {22}a reason that/);
});

test('it has colour only where colour is wanted', () => {
  assert.ok(!scoreboard(all, false).includes('\u001B'));
  assert.ok(scoreboard(all, true).includes('\u001B[31mfail'));
});

test('a word longer than the line is cut', () => assert.deepEqual(wrapped('ab abcdefgh', 5), ['ab', 'abcd…']));
