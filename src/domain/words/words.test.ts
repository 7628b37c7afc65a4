import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeCodes, causeOf, traits } from '../cause.ts';
import type { CauseWords } from './index.ts';
import { sentence, words, wordsOf } from './index.ts';

const all = causeCodes.map((code) => [code, wordsOf(code)] as const);
const textsOf = (entry: CauseWords): readonly string[] => [
  entry.title,
  entry.happened,
  entry.did,
  entry.usually,
  ...entry.caller,
  ...entry.operator,
  ...Object.values(entry.safe),
];

test('every cause has words, and no words are left without a cause', () => {
  assert.deepEqual(Object.keys(words).toSorted(), [...causeCodes].toSorted());
  for (const [code, entry] of all) {
    for (const text of textsOf(entry)) assert.ok(text.length > 5, code);
    assert.ok(entry.caller.length > 0 && entry.operator.length > 0, code);
  }
});

test('no two causes have the same title or say that the same thing happened', () => {
  assert.equal(new Set(all.map(([, entry]) => entry.title)).size, all.length);
  assert.equal(new Set(all.map(([, entry]) => entry.happened)).size, all.length);
});

const syllables = (word: string): number =>
  Math.max(
    1,
    (
      word
        .toLowerCase()
        .replace(/e$/, '')
        .match(/[aeiouy]+/g) ?? []
    ).length,
  );

/** Flesch-Kincaid grade; grade 6 is read at about age 12. */
const gradeOf = (text: string): number => {
  const list = text.match(/[A-Za-z’'-]+/g) ?? [];
  const sentences = (text.match(/[.!?](\s|$)/g) ?? ['.']).length;
  return (
    0.39 * (list.length / sentences) +
    11.8 * (list.reduce((sum, word) => sum + syllables(word), 0) / list.length) -
    15.59
  );
};

test('what happened is one plain sentence that a twelve-year-old can read', () => {
  const jargon =
    /\b(DNS|TCP|TLS|SSL|HTTPS?|API|upstream|backend|socket|handshake|payload|timeout|header|proxy_|token|5\d\d|4\d\d|server error|invalid)\b|[`{}_]/i;
  for (const [code, { happened }] of all) {
    assert.match(happened, /^[A-Z][^.]*\.$/, code);
    assert.doesNotMatch(happened, jargon, code);
    assert.doesNotMatch(happened, /\b(you|your) (did|sent|made|have)\b/i, code);
    assert.ok(happened.split(' ').length <= 24, `${code}: too long`);
  }
  const grades = all
    .map(([code, { happened }]) => [Math.round(gradeOf(happened) * 10) / 10, code] as const)
    .toSorted((a, b) => b[0] - a[0]);
  assert.ok((grades[0]?.[0] ?? 99) <= 11, `hardest: ${grades.slice(0, 8).join(' | ')}`);
  const mean = grades.reduce((sum, [grade]) => sum + grade, 0) / grades.length;
  assert.ok(mean <= 6.5, `mean grade ${mean}`);
});

test('every text is whole sentences, and titles are not', () => {
  for (const [code, entry] of all) {
    const [title, ...rest] = textsOf(entry);
    assert.doesNotMatch(title ?? '', /\.$/, code);
    for (const text of rest) assert.match(text, /[.:)?`]$/, `${code}: ${text}`);
    for (const text of rest) assert.equal((text.match(/`/g) ?? []).length % 2, 0, `${code}: ${text}`);
  }
});

test('what is said of retrying agrees with the table', () => {
  for (const [code, entry] of all) {
    if (traits[code].again === 'nowhere') assert.doesNotMatch(entry.did, /^It tried again/, code);
    if (
      traits[code].family === 'client' &&
      !['client_gone', 'cancelled', 'request_timeout', 'stream_expired'].includes(code)
    ) {
      assert.match(entry.usually, /changed/, code);
    }
    if (traits[code].who === 'caller') assert.doesNotMatch(entry.caller.join(' '), /need not change anything/, code);
  }
});

test('a sentence names the upstream where there is one', () => {
  assert.equal(sentence(causeOf('cancelled')), 'The one who asked stopped the answer.');
  assert.match(sentence(causeOf('overloaded', { upstream: 'primary' })), /than it can do\. \(primary\)$/);
});
