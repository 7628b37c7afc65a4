/** Writes good-gateway.schema.json and the table of keys in docs/config.md from the config's schema; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { fileSchema } from '../src/config/schema.ts';

type Node = z.core.JSONSchema.BaseSchema;

const root = new URL('../', import.meta.url);
const begin = '<!-- keys: written by scripts/make-schema.ts -->';
const end = '<!-- end of keys -->';

export const jsonSchema = (): Node => ({
  title: 'Configuration of Good Gateway (good-gateway.yaml)',
  ...z.toJSONSchema(fileSchema, { io: 'input' }),
});

const codeList = (values: readonly unknown[]): string => values.map((value) => `\`${String(value)}\``).join(', ');

/** A union told apart by a key is `oneOf`. */
const formsOf = (node: Node) => node.anyOf ?? node.oneOf;

const plural = (word: string): string => (word.endsWith('s') ? `${word}es` : `${word}s`);

const formOf = (node: Node): string => {
  const forms = formsOf(node);
  if (forms !== undefined) return forms.map((each) => (typeof each === 'object' ? formOf(each) : '')).join(' or ');
  if (node.const !== undefined) return codeList([node.const]);
  if (node.enum !== undefined) return codeList(node.enum);
  if (node.title !== undefined) return node.title;
  if (node.type === 'array')
    return `list of ${plural(typeof node.items === 'object' && !Array.isArray(node.items) ? formOf(node.items) : 'value')}`;
  if (node.type === 'object') return 'mapping';
  return node.type === 'integer' ? 'whole number' : String(node.type);
};

const isPlain = (value: unknown): boolean => typeof value !== 'object';

const defaultOf = (node: Node, isRequired: boolean): string => {
  if (isPlain(node.default) && node.default !== undefined) return codeList([node.default]);
  return isRequired ? 'required' : '';
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

const childrenOf = (key: string, node: Node): string[] => {
  // The clocks of a model and of an upstream have the same keys as the ones at the top.
  if (key.endsWith('.timeouts')) return [];
  const rows = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    typeof child === 'object'
      ? rowsOf(`${key === '' ? '' : `${key}.`}${name}`, child, node.required?.includes(name) ?? false)
      : [],
  );
  const named = node.additionalProperties;
  if (typeof named === 'object' && (named.type === 'object' || formsOf(named) !== undefined))
    rows.push(...childrenOf(`${key}.NAME`, named));
  const items = node.items;
  if (typeof items === 'object' && !Array.isArray(items) && items.type === 'object')
    rows.push(...childrenOf(`${key}[]`, items));
  for (const form of formsOf(node) ?? []) if (typeof form === 'object') rows.push(...childrenOf(key, form));
  // What all forms have in common is told once.
  return [...new Set(rows)];
};

const rowsOf = (key: string, node: Node, isRequired: boolean): string[] => {
  const cells = [`\`${key}\``, formOf(node), defaultOf(node, isRequired), node.description ?? ''];
  return [`| ${cells.map(cell).join(' | ')} |`, ...childrenOf(key, node)];
};

export const keyTable = (): string =>
  ['| key | form | default | meaning |', '|---|---|---|---|', ...childrenOf('', jsonSchema())].join('\n');

/** The page with the table of now; `null` when its markers are gone. */
export const withTable = (page: string): string | null => {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) return null;
  return `${page.slice(0, from + begin.length)}\n\n${keyTable()}\n\n${page.slice(to)}`;
};

const wanted = (): { readonly path: URL; readonly text: string | null }[] => {
  const page = new URL('docs/config.md', root);
  return [
    { path: new URL('good-gateway.schema.json', root), text: `${JSON.stringify(jsonSchema(), null, 2)}\n` },
    { path: page, text: withTable(readFileSync(page, 'utf8')) },
  ];
};

const nameOf = (path: URL): string => path.pathname.slice(root.pathname.length);

const main = (isCheck: boolean): number => {
  let status = 0;
  for (const { path, text } of wanted()) {
    if (text === null) {
      console.error(`${nameOf(path)}: expected the markers "${begin}" and "${end}"`);
      status = 1;
    } else if (!isCheck) {
      writeFileSync(path, text);
    } else if (readFileSync(path, 'utf8') !== text) {
      console.error(`${nameOf(path)} is stale: run scripts/make-schema.ts`);
      status = 1;
    }
  }
  return status;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = main(process.argv.includes('--check'));
