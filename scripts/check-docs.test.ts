/** Plants broken references and foreign words in a small project and looks whether the checker reports them. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { checkDocs, writePlan } from './check-docs.ts';

const block = '<!-- house plan -->\n```text\nold\n```\n<!-- end of house plan -->\n';

/** What the checker finds in a project that has these files and a current plan. */
const findingsIn = (
  files: Readonly<Record<string, string>>,
  plan: 'current' | 'old' = 'current',
): readonly string[] => {
  const root = mkdtempSync(path.join(tmpdir(), 'docs-'));
  try {
    for (const [file, text] of Object.entries({ 'ARCHITECTURE.md': block, 'src/domain/call.ts': '', ...files })) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    if (plan === 'current') writePlan(root);
    return checkDocs(root).findings;
  } finally {
    rmSync(root, { recursive: true });
  }
};

test('a project whose links and names lead somewhere has no findings', () => {
  const text =
    'See [a](../ARCHITECTURE.md#part), [b](#here), [c](https://example.org/x), `src/domain/call.ts:12`, `domain/call`, ' +
    '`src/domain/`, `src/**/x.ts`, `src/http/NAME.ts`, `and/or`, `/v1/models`, `docs/a.md`.';
  assert.deepEqual(findingsIn({ 'docs/a.md': text, 'node_modules/x/README.md': '[gone](gone.md)' }), []);
});

test('a link or a name that leads nowhere is reported with its line', () => {
  const text = 'fine\n[a](gone.md) and [b](./ARCHITECTURE.md)\n`src/gone.ts`\n`domain/gone`\n`src/domain/call.ts/`\n';
  assert.deepEqual(findingsIn({ 'docs/a.md': text }), [
    'docs/a.md:2 names gone.md, which does not exist',
    'docs/a.md:2 names ./ARCHITECTURE.md, which does not exist',
    'docs/a.md:3 names src/gone.ts, which does not exist',
    'docs/a.md:4 names domain/gone, which does not exist',
    'docs/a.md:5 names src/domain/call.ts/, which does not exist',
  ]);
});

test('folders of one machine and registries are reported in every text, not only in documents', () => {
  const folder = ['', 'work', 'main'].join('/');
  const host = ['registry', 'npmjs', 'org'].join('.');
  assert.deepEqual(
    findingsIn({ 'src/domain/call.ts': `// ${folder}/x`, 'a.yaml': `a: https://${host}/x`, '.ci/run': `cd ${folder}` }),
    [
      `.ci/run:1 says ${folder}, which means nothing elsewhere`,
      `a.yaml:1 says ${host}, which means nothing elsewhere`,
      `src/domain/call.ts:1 says ${folder}, which means nothing elsewhere`,
    ],
  );
});

test('a path that merely contains such a name is not reported', () => {
  const inside = [
    ['https://example.org', 'home', 'page'],
    ['src', 'work', 'x'],
    ['', 'var', 'tmp', 'x'],
  ];
  assert.deepEqual(findingsIn({ 'a.yaml': inside.map((parts) => `- ${parts.join('/')}\n`).join('') }), []);
});

test('an old or a missing house plan is reported', () => {
  assert.deepEqual(findingsIn({}, 'old'), ['ARCHITECTURE.md:1 shows an old house plan: run npm run docs']);
  assert.deepEqual(findingsIn({ 'ARCHITECTURE.md': 'no block' }), [
    'ARCHITECTURE.md:1 has no block for the house plan',
  ]);
});
