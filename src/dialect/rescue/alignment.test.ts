import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Alignment } from './alignment.ts';
import { onward, shownOf } from './onward.ts';
import { repeat } from './repeat.ts';

/** All that passes when the text comes in pieces of that many UTF-16 units; `null` when it diverged. */
const passed = (alignment: Alignment, text: string, size: number): string | null => {
  let sum = '';
  for (let at = 0; at < text.length; at += size) {
    const rest = alignment.take(text.slice(at, at + size));
    if (rest === null) return null;
    sum += rest;
  }
  const held = alignment.end();
  return held === null ? null : sum + held;
};

const sizes = [1, 2, 3, 7, 1_000];

const assertPassed = (make: () => Alignment, text: string, wanted: string | null): void => {
  for (const size of sizes) assert.equal(passed(make(), text, size), wanted, `${JSON.stringify(text)} by ${size}`);
};

test('a repetition is suppressed when only white space, case, quotes or Unicode forms differ', () => {
  const cases: readonly (readonly [sent: string, told: string, rest: string | null])[] = [
    ['The fox', 'The fox jumps', ' jumps'],
    ['The  fox', 'The fox jumps', ' jumps'],
    ['The fox', '\n\nThe fox jumps', ' jumps'],
    ['\nThe fox', 'The fox jumps', ' jumps'],
    ['the Fox', 'The fox jumps', ' jumps'],
    ['It’s “so', 'It\'s "so good"', ' good"'],
    ['Cafe\u0301 a', 'Caf\u00e9 am', 'm'],
    ['a  Caf\u00e9', 'a Cafe\u0301 am', ' am'],
    ['a  e', 'a e\u0301t', '\u0301t'],
    ['It’s\n', "It's\n\nso", '\nso'],
    ['It’s ', "It's\nso", 'so'],
    ['🌌 a', '🌌  a🌌', '🌌'],
    ['The fox', 'The fix jumps', null],
    ['The fox jumps', 'The fox', null],
    ['The fox ', 'The fox', ''],
    ['The fox', 'Thefox jumps', null],
    ['ABCDEFGHIJ', 'abcdefghijk', null],
    ['', 'anything', 'anything'],
  ];
  for (const [sent, told, rest] of cases) assertPassed(() => repeat(sent, 'prose'), told, rest);
});

test('a surrogate pair that was sent by half gets its other half', () => {
  assertPassed(() => repeat('a \ud83c', 'prose'), 'a 🌌b', '\udf0cb');
  assertPassed(() => onward('The quick brown \ud83c', 'echo'), ' 🌌b', '\udf0cb');
  assertPassed(() => onward('The quick brown \ud83c', 'tokens'), ' 🌌b', '\udf0cb');
  assertPassed(() => onward('The quick brown \ud83c', 'tokens'), ' star', null);
  assertPassed(() => onward('The quick brown \ud83c', 'tokens'), '', null);
  assert.equal(shownOf('The quick brown \ud83c'), 'The quick brown');
});

test('JSON is repeated token by token, white space between tokens aside', () => {
  const cases: readonly (readonly [sent: string, told: string, rest: string | null])[] = [
    ['{"a": 1', '{"a":12}', '2}'],
    ['{"a": 1, ', '{"a": 1,  "b": 2}', '"b": 2}'],
    ['{"a": 1, ', '{"a":1,"b":2}', '"b":2}'],
    ['{"a": 1,', '{"a": 1, "b": 2}', ' "b": 2}'],
    ['{"a": " ', '{"a": "  b"}', ' b"}'],
    ['{ "a" : "x y', '{"a":"x yz"}', 'z"}'],
    ['{"a":"x  y', '{"a":"x y"}', null],
    ['{"a":"\\"', '{"a": "\\"b"}', 'b"}'],
    ['{"a":1,', '{"b":1,"a":1}', null],
    ['{"a":1}\n', '{"a":1}', ''],
    ['', '{}', '{}'],
    ['{"A"', '{"a"', null],
  ];
  for (const [sent, told, rest] of cases) assertPassed(() => repeat(sent, 'json'), told, rest);
});

test('a prefill loses no word that comes twice', () => {
  for (const onset of ['tokens', 'echo'] as const) {
    for (const [sent, rest] of [
      ['I like bonbon', 'bon'],
      ['He said ha ha ha', ' ha ha'],
      ['| --- | --- |\n| --- ', '| --- |\n'],
      ['Row, row, row your boat,\ngently down the stream. ', 'Row, row on'],
      ['谢', '谢你'],
      ['1', '10'],
      ['    return nothing;\n    return nothing;\n', '    return nothing;\n}'],
    ] as const) {
      const shown = shownOf(sent);
      const told = (sent + rest).slice(shown.length);
      assertPassed(() => onward(sent, onset), told, rest);
    }
  }
});

test('white space that was sent is not told twice, however the model writes it', () => {
  for (const onset of ['tokens', 'echo'] as const) {
    assertPassed(() => onward('The quick\n\n', onset), ' brown', 'brown');
    assertPassed(() => onward('The quick\n\n', onset), '\nbrown', 'brown');
    assertPassed(() => onward('The quick\n', onset), '\n\nbrown', '\nbrown');
    assertPassed(() => onward('The quick ', onset), 'brown', 'brown');
  }
});

test('who goes on at the token may tell a whole line again', () => {
  const line = "      assert.equal(outcome.kind, 'whole', 'the same again');\n";
  assertPassed(() => onward(`first();\n${line}`, 'tokens'), `\n${line}last();`, `${line}last();`);
});

test('a prefill that begins all over and then tells something else never passes', () => {
  const sent = 'Once upon a time there was a fox who lived in a wood.';
  assertPassed(() => onward(sent, 'echo'), 'Once upon a time there was a fox who drove a car.', null);
});

test('a new turn without the words it was asked to begin with is believed only where it can be nothing but the rest', () => {
  const cases: readonly (readonly [sent: string, told: string, rest: string | null])[] = [
    ['The quick brown fox', 'brown fox jumps', ' jumps'],
    ['The quick brown jum', 'brown jumps over', 'ps over'],
    ['The quick brown ', 'quick brown fox', 'fox'],
    ['The quick brown\n\n', 'quick brown\n\n- fox', '- fox'],
    ['The quick brown fox', ' jumps', ' jumps'],
    ['The quick brown fox', ', who jumps', ', who jumps'],
    ['The quick brown ', 'fox', 'fox'],
    ['The quick brown fox', 'jumps', null],
    ['The quick brown fox', 'Sure! Here is the rest: jumps', null],
    ['The quick brown ', 'Sure! Here is the rest: fox', null],
    ['The quick brown fox', '"brown fox jumps', null],
    ['The quick brown fox', '', ''],
  ];
  for (const [sent, told, rest] of cases) assertPassed(() => onward(sent, 'turn'), told, rest);
});

const hows = ['prose', 'json', 'exact', 'tokens', 'echo', 'turn'] as const;
const letters = fc.constantFrom('a', 'B', ' ', '\n', 'é', 'e\u0301', '🌌', "'", '’', '中', '.');
const words = fc.constantFrom('the fox ', 'jumps over ', 'THE fox', 'a lazy dog. ', '天空', '\n', '🌌', ', ');

test('no cut of the same text changes what passes of it', () => {
  const strange = fc.string({ unit: letters, maxLength: 40 });
  const plain = fc.array(words, { maxLength: 14 }).map((all) => all.join(''));
  const told = fc.tuple(plain, plain, fc.nat(80)).map(([sent, more, at]) => [sent, sent.slice(at) + more] as const);
  fc.assert(
    fc.property(fc.oneof(fc.tuple(strange, strange), told), fc.constantFrom(...hows), ([sent, text], how) => {
      const make = (): Alignment =>
        how === 'prose' || how === 'json' || how === 'exact' ? repeat(sent, how) : onward(sent, how);
      const whole = passed(make(), text, 1_000);
      for (const size of sizes) {
        const pieces = passed(make(), text, size);
        assert.equal(pieces, whole, `${how} by ${size}`);
      }
    }),
    { numRuns: 20_000 },
  );
});

test('the same text passes its rest from every place on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(60), (text, cut) => {
      const sent = text.slice(0, cut);
      for (const how of ['prose', 'exact'] as const) assert.equal(passed(repeat(sent, how), text, 3), text.slice(cut));
    }),
    { numRuns: 2_000 },
  );
});
