/** Random texts of many scripts, broken anywhere and gone on with in every way: no word is missing, doubled or glued. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Alignment } from './alignment.ts';
import { isWordStart, weightOf } from './alignment.ts';
import { onward, shownOf } from './onward.ts';
import { repeat } from './repeat.ts';

const words = [
  ['The', 'quick', 'brown', 'fox', 'jumps', 'over', 'a', 'lazy', 'dog', 'twice', 'unbelievable', 'it’s', '“so”'],
  ['Größe', 'über', 'cafe\u0301', 'nai\u0308ve', 'Ångström', 'е\u0306лка', 'небо', 'синее', 'рассеивает'],
  ['天空', '是蓝色的', '因为', '大气', '散射', '短波', 'こんにちは', 'ありがとう', '안녕하세요', 'ประเทศไทย'],
  ['👩‍🚀', '👍🏽', '🇩🇪', '🌌', '❄️', '✅', 'السماء', 'زرقاء', 'שלום', '1', '2.5', '10%'],
  [
    '`x = y1`',
    '**bold**',
    '```ts\nfor (let i = 0; i < 9; i++) {\n    log(i);\n}\n```',
    '| a1 | b2 |',
    '- item;',
    '{"k": [1]}',
  ],
].flat();
const spaces = [' ', ' ', ' ', ' ', '\n', '\n\n', '  ', ', ', '. ', '\n    ', '\u00a0'];

const drawn = (from: fc.Stream<string>): string => [...from.take(1)][0] ?? ' ';

/** No word comes twice, so that whatever does come twice is the seam's fault. */
const text = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...words), { minLength: 2, maxLength: 24 }),
    fc.infiniteStream(fc.constantFrom(...spaces)),
  )
  .map(([chosen, between]) => chosen.reduce((sum, word) => sum + drawn(between) + word));

/** A place inside it, also inside a word or a character. */
const broken = fc.tuple(text, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })).map(([whole, share]) => ({
  whole,
  sent: whole.slice(0, 1 + Math.floor(share * (whole.length - 1))),
}));

const size = fc.integer({ min: 1, max: 12 });

/** What the caller has in the end; `null` where nothing was let through because it seemed another text. */
const told = (sent: string, alignment: Alignment, { by, rest }: { by: number; rest: string }): string | null => {
  let all = sent;
  for (let at = 0; at < rest.length; at += by) {
    const passed = alignment.take(rest.slice(at, at + by));
    if (passed === null) return null;
    all += passed;
  }
  const held = alignment.end();
  return held === null ? null : all + held;
};

const runs = { numRuns: 1_000 };

test('the same text again', () => {
  fc.assert(
    fc.property(broken, size, fc.constantFrom('prose', 'exact'), ({ whole, sent }, by, how) => {
      assert.equal(told(sent, repeat(sent, how), { by, rest: whole }), whole);
    }),
    runs,
  );
});

const wordsOf = (of: string): readonly string[] => of.split(/\s+/).filter((word) => word !== '');

test('the same text again with other white space: the words are the same, none glued and none cut', () => {
  const respaced = fc.infiniteStream(fc.constantFrom(' ', '\n', '\t', '\n\n', '   ', '\r\n', '\u00a0'));
  fc.assert(
    fc.property(broken, size, respaced, ({ whole, sent }, by, other) => {
      const rest = whole.replaceAll(/\s+/g, () => drawn(other));
      const all = told(sent, repeat(sent, 'prose'), { by, rest });
      assert.ok(all !== null, rest);
      assert.deepEqual(wordsOf(all), wordsOf(whole));
    }),
    runs,
  );
});

test('the same text again in another Unicode form: to a reader it is the same', () => {
  fc.assert(
    fc.property(broken, size, fc.constantFrom('NFC', 'NFD'), ({ whole, sent }, by, form) => {
      const all = told(sent, repeat(sent, 'prose'), { by, rest: whole.normalize(form) });
      // More characters may differ than are forgiven; what is let through is right.
      if (all !== null) assert.equal(all.normalize('NFC'), whole.normalize('NFC'));
    }),
    runs,
  );
});

test('the rest alone', () => {
  fc.assert(
    fc.property(broken, size, fc.constantFrom('tokens', 'echo'), ({ whole, sent }, by, onset) => {
      const rest = whole.slice(shownOf(sent).length);
      assert.equal(told(sent, onward(sent, onset), { by, rest }), whole);
    }),
    runs,
  );
});

test('the last words again, then the rest', () => {
  fc.assert(
    fc.property(
      broken,
      size,
      fc.tuple(fc.constantFrom('echo', 'turn'), fc.nat()),
      ({ whole, sent }, by, [onset, draw]) => {
        const shown = shownOf(sent);
        const places = Array.from({ length: shown.length }, (_, at) => at).filter(
          (at) => isWordStart(shown, at) && weightOf(shown.slice(at)) >= 30,
        );
        fc.pre(places.length > 0);
        const rest = whole.slice(places[draw % places.length]);
        assert.equal(told(sent, onward(sent, onset), { by, rest }), whole);
      },
    ),
    runs,
  );
});

test('all over, where it was asked to go on', () => {
  fc.assert(
    fc.property(broken, size, fc.constantFrom('echo', 'turn', 'tokens'), ({ whole, sent }, by, onset) => {
      fc.pre(weightOf(shownOf(sent)) >= 30);
      assert.equal(told(sent, onward(sent, onset), { by, rest: whole }), whole);
    }),
    runs,
  );
});

test('another text: nothing of it passes behind what was sent', () => {
  fc.assert(
    fc.property(broken, text, size, ({ sent }, other, by) => {
      fc.pre(weightOf(sent) >= 12 && !other.startsWith(sent.slice(0, 8)) && !sent.startsWith(other.slice(0, 8)));
      const alignment = repeat(sent, 'prose');
      let passed = '';
      for (let at = 0; at < other.length; at += by) {
        const piece = alignment.take(other.slice(at, at + by));
        if (piece === null) return;
        passed += piece;
      }
      assert.equal(passed, '');
      assert.equal(alignment.end(), null);
    }),
    runs,
  );
});
