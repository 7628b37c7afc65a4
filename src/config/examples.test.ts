import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSettings } from './load.ts';
import { formatError } from './problem.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('examples/', root);
const examples = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

/** A distinct value for every name the text refers to. */
const envOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = '']) => [name, `value-of-${name}`]),
  );

const check = (text: string, file: string): void => {
  const loaded = loadSettings({ text, file, env: envOf(text), baseFolder: '/srv' });
  assert.deepEqual(loaded.kind === 'ok' ? loaded.warnings.map(formatError) : loaded.errors.map(formatError), []);
};

test('there are examples', () => assert.ok(examples.length >= 3));

for (const file of examples) {
  test(`examples/${file} loads without a warning`, () => check(readFileSync(new URL(file, folder), 'utf8'), file));
}

test('every config in docs/config.md loads without a warning', () => {
  const page = readFileSync(new URL('docs/config.md', root), 'utf8');
  const blocks = [...page.matchAll(/```yaml\n(.*?)```/gs)]
    .map(([, text = '']) => text)
    .filter((text) => text.includes('upstreams:'));
  assert.ok(blocks.length > 0);
  for (const text of blocks) check(text, 'docs/config.md');
});
