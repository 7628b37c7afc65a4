import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeCodes } from '../src/domain/cause.ts';
import { causesDocument } from './make-causes.ts';

test('every cause has one anchor and is linked from the overview', () => {
  const text = causesDocument();
  for (const code of causeCodes) {
    assert.equal(text.split(`\n### ${code}\n`).length, 2, code);
    assert.ok(text.includes(`[${code}](#${code})`), code);
  }
});

test('no row of a table is broken by what it says', () => {
  for (const line of causesDocument()
    .split('\n')
    .filter((one) => one.startsWith('| `'))) {
    assert.ok([5, 7].includes(line.replaceAll(/`[^`]*`/g, '').split('|').length), line);
  }
});
