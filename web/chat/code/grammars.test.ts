import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Word } from './grammars.ts';
import { wordsIn } from './grammars.ts';

const textOf = (words: readonly Word[]): string =>
  words.map((word) => (typeof word === 'string' ? word : textOf(word.words))).join('');

const kinds = (words: readonly Word[]): readonly string[] =>
  words.flatMap((word) => (typeof word === 'string' ? [] : [word.kind, ...kinds(word.words)]));

const cases: readonly (readonly [language: string, text: string, kind: string])[] = [
  ['ts', 'const a: string = `b ${1}`;', 'is-keyword'],
  ['py', '# no\nprint("x")', 'is-comment'],
  ['html', '<script>document.title = 1</script><img src=x onerror="y">', 'is-name'],
  ['nginx', 'location / { proxy_pass http://a; }', 'is-attribute'],
  ['yml', 'a: "b"', 'is-string'],
  ['diff', '-old\n+new', 'is-addition'],
  ['sh', 'curl -s "$URL" | jq .', 'is-string'],
];

for (const [language, text, kind] of cases)
  test(`${language} is coloured, and no letter of it changes`, () => {
    const words = wordsIn(language, text) ?? [];
    assert.equal(textOf(words), text);
    assert.ok(kinds(words).includes(kind), kinds(words).join(' '));
  });

test('a language that nobody knows stays as it is', () => {
  for (const language of ['', 'klingon', 'constructor', '__proto__']) assert.equal(wordsIn(language, 'x'), null);
});
