import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hint, nearest } from './nearest.ts';

const keys = ['listen', 'admin', 'timeouts', 'retries', 'keepPrompts', 'upstreams', 'key', 'drain'];

test('the nearest name is found through slips of typing, case and separators', () => {
  const cases: [string, string | null][] = [
    ['lisen', 'listen'],
    ['Listen', 'listen'],
    ['keep_prompts', 'keepPrompts'],
    ['keep-prompt', 'keepPrompts'],
    ['drian', 'drain'],
    ['timeout', 'timeouts'],
    ['upstream', 'upstreams'],
    ['kye', 'key'],
    ['banana', null],
    ['', null],
    ['x', null],
  ];
  for (const [wrong, expected] of cases) assert.equal(nearest(wrong, keys), expected, wrong);
});

test('a name that differs in its separators alone comes before others that are near', () =>
  assert.equal(nearest('NGX-BUF1', ['NGX-BUF-2', 'NGX-BUF-1']), 'NGX-BUF-1'));

test('a very long name costs no more than a short one', () => {
  assert.equal(nearest('x'.repeat(1_000_000), keys), null);
});

test('the hint is the nearest name, else all names where they are few', () => {
  assert.equal(hint('lsten', keys), '; did you mean "listen"?');
  assert.equal(hint('banana', ['kiwi', 'plum']), '; known here: "kiwi", "plum"');
  assert.equal(hint('banana', []), '');
  assert.equal(
    hint(
      'banana',
      Array.from({ length: 13 }, (_, index) => `name${index}`),
    ),
    '',
  );
});
