import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ReadText, readOn } from './growing.ts';

const shapes = (read: ReadText | null): readonly string[] =>
  read?.tokens.map(({ type, raw }) => `${type} ${JSON.stringify(raw)}`) ?? [];

const parts = [
  'word ',
  '\n',
  '\n\n',
  '# ',
  '- ',
  '  - ',
  '1. ',
  '2',
  '. ',
  '-',
  ' ',
  '> ',
  '```\n',
  '```',
  '    code',
  '| a | b |\n',
  '|---|---|\n',
  '---\n',
  '===\n',
  '**',
  '[x](',
  '[x]: y\n',
  '<b>',
  '<!--',
  '-->',
  '\r\n',
  '\t',
  '* * *\n',
  '~~~\n',
];

test('piece by piece, Markdown reads as it does at once', () => {
  const pieces = fc.array(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, (all) => {
      let read: ReadText | null = null;
      let text = '';
      for (const piece of all) {
        text += piece.join('');
        read = readOn(read, text);
      }
      assert.deepEqual(shapes(read), shapes(text === '' ? null : readOn(null, text)));
    }),
    { numRuns: 150 },
  );
});

test('blocks that are settled are not read again, and another text begins anew', () => {
  const first = readOn(null, '# Title\n\nOne.\n\nTwo');
  const grown = readOn(first, '# Title\n\nOne.\n\nTwo.\n\nThree');
  assert.equal(grown.tokens[0], first.tokens[0]);
  assert.equal(grown.tokens[2], first.tokens[2]);
  assert.deepEqual(shapes(readOn(grown, 'Other')), ['paragraph "Other"']);
});
