import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { fileSchema } from '../src/config/schema.ts';
import { jsonSchema, keyTable, withTable } from './make-schema.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the schema and the table in the repository are of now', () => {
  const isFresh = read('good-gateway.schema.json') === `${JSON.stringify(jsonSchema(), null, 2)}\n`;
  assert.ok(isFresh, 'good-gateway.schema.json is stale: run scripts/make-schema.ts');
  const page = read('docs/config.md');
  assert.ok(withTable(page) === page, 'docs/config.md is stale: run scripts/make-schema.ts');
});

test('every key at the top has a row, and every key says what it means', () => {
  const table = keyTable();
  for (const key of Object.keys(fileSchema.shape)) assert.ok(table.includes(`| \`${key}\` |`), key);
  for (const row of table.split('\n').slice(2)) assert.match(row, /^\| `[^`]+` \| [^|]+ \| [^|]* \| .*[^| ].* \|$/);
});

test('a default in the schema is what the program takes for it', () => {
  const defaults = Object.fromEntries(
    Object.entries(jsonSchema().properties ?? {}).flatMap(([key, node]) =>
      typeof node === 'object' && node.default !== undefined ? [[key, node.default]] : [],
    ),
  );
  assert.ok(Object.keys(defaults).length > 15);
  const upstreams = { a: { url: 'http://127.0.0.1:1' } };
  assert.deepEqual(fileSchema.parse({ ...defaults, upstreams }), fileSchema.parse({ upstreams }));
});

test('what an editor checks with accepts every example and refuses mistakes', () => {
  const editor = z.fromJSONSchema(JSON.parse(read('good-gateway.schema.json')) as z.core.JSONSchema.JSONSchema);
  const folder = new URL('../examples/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    assert.ok(editor.safeParse(parse(read(`examples/${file}`))).success, file);
  }
  const upstreams = { a: { url: 'http://127.0.0.1:1' } };
  assert.ok(editor.safeParse({ upstreams, drain: '${DRAIN}' }).success);
  for (const wrong of [{ drain: 'soon' }, { drian: '5s' }, { upstreams: {}, listen: 5020 }]) {
    assert.ok(!editor.safeParse({ upstreams, ...wrong }).success, JSON.stringify(wrong));
  }
});

test('a page without the markers is not touched', () => {
  assert.equal(withTable('# Configuration\n'), null);
});
