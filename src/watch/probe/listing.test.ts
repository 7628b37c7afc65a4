import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listedIn } from './listing.ts';

const listOf = (ids: readonly unknown[]): string => JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) });

test('every model of a long list is known', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `model-${at}`);
  assert.deepEqual([...(listedIn(listOf(names))?.keys() ?? [])], names);
});

const lists: readonly (readonly [says: string, text: string, names: readonly string[] | null])[] = [
  ['names of any script', listOf(['modèle-☃', '模型']), ['modèle-☃', '模型']],
  ['names as Gemini lists them', listOf(['models/gemini']), ['gemini']],
  ['entries without a name', listOf([7, null, 'm']), ['m']],
  ['a byte order mark before it', `\uFEFF${listOf(['m'])}`, ['m']],
  ['an empty list', listOf([]), null],
  ['no JSON', '<html>', null],
];

for (const [says, text, names] of lists)
  test(`a model list: ${says}`, () => assert.deepEqual(names, listedIn(text) && [...(listedIn(text)?.keys() ?? [])]));
