import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../src/advice/check/rules.ts';
import { rulesDocument } from './make-rules.ts';

test('every rule has one heading, is linked from its overview, and shows what changes', () => {
  const text = rulesDocument();
  for (const { id } of allRules) {
    const [, entry, ...more] = text.split(`\n### ${id}\n`);
    assert.deepEqual(more, [], id);
    assert.ok(text.includes(`[${id}](#${id.toLowerCase()})`), id);
    const [before, after] = Array.from((entry ?? '').matchAll(/^```\w*\n([\s\S]*?)\n```$/gm), ([, code]) => code);
    assert.ok(before !== undefined && after !== undefined && before !== after, id);
  }
});
