/** Plants every violation of the house plan in a small house and looks whether the checker reports it. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { checkLayers } from './check-layers.ts';
import type { Report } from './check-layers.ts';

type House = Readonly<Record<string, string>>;

const clean: House = {
  'src/domain/noun.ts': '/** A noun. */\nexport interface Noun {\n  readonly name: string;\n}\n',
  'src/policy/decide.ts':
    "/** Decides. */\nimport { isIP } from 'node:net';\nimport { sep } from 'node:path';\nimport type { Noun } from '../domain/noun.ts';\n\n" +
    'export const decide = (noun: Noun): string => noun.name + sep + isIP("::") + new Date(0).toISOString();\n',
  'src/policy/decide.test.ts':
    "import { readFileSync } from 'node:fs';\nimport fc from 'fast-check';\nimport { decide } from './decide.ts';\n" +
    "import { noun } from '../../test/fakes/noun.ts';\nsetTimeout(() => decide(noun), Date.now());\nfc.assert(readFileSync('x'));\n",
  'src/io/clock.ts':
    "/** The clock. */\nimport { setTimeout as sleep } from 'node:timers/promises';\nimport { Agent } from 'undici';\n\n" +
    'export const now = (): number => Date.now() + (process.env["X"] ? 1 : 0);\nexport const more = [sleep, Agent];\n',
  'src/main.ts': "/** Composes. */\nimport { now } from './io/clock.ts';\n\nnow();\n",
  'test/fakes/noun.ts':
    "import type { Noun } from '../../src/domain/noun.ts';\nexport const noun: Noun = { name: 'n' };\n",
};

const check = (house: House): Report => {
  const root = mkdtempSync(path.join(tmpdir(), 'house-'));
  try {
    for (const [file, text] of Object.entries(house)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return checkLayers(root);
  } finally {
    rmSync(root, { recursive: true });
  }
};

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);
const withNote = (code: string): string => `/** Planted. */\n${code}\n`;

/** Where it is planted, what is planted, and the finding it must cause. */
const planted: readonly (readonly [file: string, code: string, finding: string])[] = [
  [
    'src/policy/bad.ts',
    "import { now } from '../io/clock.ts';\nnow();",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  [
    'src/policy/bad.ts',
    "import type { X } from '../io/clock.ts';",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  ['src/policy/bad.ts', "import '../io/clock.ts';", '2 imports ../io/clock.ts: room policy may not import room io'],
  [
    'src/policy/bad.ts',
    "export { now } from '../io/clock.ts';",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  [
    'src/policy/bad.ts',
    "export * from '../io/clock.ts';",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  [
    'src/policy/bad.ts',
    "await import('../io/clock.ts');",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  [
    'src/policy/bad.ts',
    "type X = import('../io/clock.ts').X;",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  [
    'src/policy/bad.test.ts',
    "import '../io/clock.ts';",
    '2 imports ../io/clock.ts: room policy may not import room io',
  ],
  ['src/policy/bad.ts', "import '../policy/sub/../../gateway/x.ts';", 'room policy may not import room gateway'],
  [
    'src/policy/bad.ts',
    "import { noun } from '../../test/fakes/noun.ts';",
    'room policy may not import from outside src',
  ],
  ['src/policy/bad.test.ts', "import '../../test/e2e/x.ts';", 'room policy may not import from outside src'],
  ['src/policy/bad.ts', 'await import(name);', '2 imports a computed name, which nobody can check'],
  ['src/cli/bad.ts', "import '../io/clock.ts';", 'room cli may not import room io'],
  ['src/drill/bad.ts', "import '../policy/decide.ts';", 'room drill may not import room policy'],
  [
    'src/domain/bad.ts',
    "import { sep } from 'node:path';",
    '2 imports node:path: room domain may not import node:path',
  ],
  [
    'src/policy/bad.ts',
    "import { connect } from 'node:net';",
    '2 imports node:net: room policy may not import node:net',
  ],
  [
    'src/policy/bad.ts',
    "import { isIP, connect } from 'node:net';",
    '2 imports node:net: room policy may not import node:net',
  ],
  ['src/policy/bad.ts', "import * as net from 'node:net';", '2 imports node:net: room policy may not import node:net'],
  ['src/policy/bad.ts', "import { connect } from 'net';", '2 imports net: room policy may not import package net'],
  [
    'src/state/bad.ts',
    "import { setTimeout } from 'node:timers/promises';",
    'room state may not import node:timers/promises',
  ],
  ['src/http/bad.ts', "import { Agent } from 'undici';", '2 imports undici: room http may not import package undici'],
  ['src/gateway/bad.ts', "import { z } from 'zod/v4';", '2 imports zod/v4: room gateway may not import package zod'],
  ['src/gateway/bad.ts', "import x from '@scope/name/deep.js';", 'room gateway may not import package @scope/name'],
  ['src/stuff/bad.ts', "import '../domain/noun.ts';", 'it lives in no room of the plan'],
  ['src/state/bad.ts', 'export const at = Date.now();', '2 uses Date.now: room state takes it from a port'],
  ['src/state/bad.ts', "export const at = Date['now']();", '2 uses Date.now: room state takes it from a port'],
  ['src/state/bad.ts', 'export const { now } = Date;', '2 uses Date.now: room state takes it from a port'],
  ['src/state/bad.ts', 'export const at = new Date();', '2 uses new Date(): room state takes it from a port'],
  ['src/state/bad.ts', 'export const at = performance.now();', '2 uses performance: room state takes it from a port'],
  ['src/state/bad.ts', 'setTimeout(() => {}, 1);', '2 uses setTimeout: room state takes it from a port'],
  ['src/state/bad.ts', 'globalThis.setInterval(() => {}, 1);', '2 uses setInterval: room state takes it from a port'],
  [
    'src/state/bad.ts',
    'export const later = { setImmediate };',
    '2 uses setImmediate: room state takes it from a port',
  ],
  ['src/state/bad.ts', 'export const draw = Math.random;', '2 uses Math.random: room state takes it from a port'],
  ['src/state/bad.ts', "export const key = process.env['KEY'];", '2 uses process: room state takes it from a port'],
  ['src/state/bad.ts', "await fetch('http://127.0.0.1');", '2 uses fetch: room state takes it from a port'],
  ['src/state/bad.ts', 'AbortSignal.timeout(5);', '2 uses AbortSignal.timeout: room state takes it from a port'],
  ['src/state/bad.ts', 'export const f = (a, b, c, d) => 1;', '2 function f has 4 parameters: 3 at most'],
  ['src/state/bad.ts', 'export class A {\n  m(a, b, c, d) {}\n}', '3 function m has 4 parameters: 3 at most'],
  ['src/state/bad.test.ts', 'function f(a, b, c, d) {}', '2 function f has 4 parameters: 3 at most'],
  ['src/state/bad.ts', `export const f = () => {\n${lines(49, '  f();')}};`, '2 function f has 51 lines: 50 at most'],
  ['scripts/bad.ts', `function f() {\n${lines(49, '  f();')}}`, '2 function f has 51 lines: 50 at most'],
  ['src/state/bad.ts', lines(299, '// 1') + '// 301', '1 has 301 lines: 300 at most'],
  ['src/main.ts', lines(79, '// 1') + '// 81', '1 has 81 lines: 80 at most'],
  ['src/state/bad.ts', 'export const = 1;', '1 cannot be parsed'],
];

test('a clean house has no findings and every file was read', () => {
  assert.deepEqual(check(clean), { files: Object.keys(clean).length, findings: [] });
});

for (const [file, code, finding] of planted) {
  test(`${file} with "${code.split('\n', 1).join('')}" is reported`, () => {
    const { findings } = check({ ...clean, [file]: withNote(code) });
    assert.equal(findings.length, 1, findings.join('\n'));
    assert.ok(
      findings.every((line) => line.startsWith(`${file}:`) && line.includes(finding)),
      findings.join('\n'),
    );
  });
}

test('a file at the limits passes', () => {
  const body = `export const f = (a, b, c) => {\n${lines(48, '  f();')}};\n${lines(249, '// 1')}`;
  assert.deepEqual(check({ ...clean, 'src/state/long.ts': withNote(body).trimEnd() }).findings, []);
});

test('a member, a key or a type that has the name of a global is no use of it', () => {
  const code =
    'export const f = (a: { fetch(): void; process: 1 }, b: typeof setTimeout) => [a.fetch(), a.process, b, { fetch: 1 }];';
  assert.deepEqual(check({ ...clean, 'src/state/fine.ts': withNote(code) }).findings, []);
});

test('a file without its first sentence is reported', () => {
  for (const text of ['export const a = 1;\n', '\n/** Late. */\n', '/* Plain. */\n', '/** */\n', '// Line.\n']) {
    const { findings } = check({ ...clean, 'src/state/mute.ts': text });
    assert.deepEqual(findings, ['src/state/mute.ts:1 does not begin with a /** sentence */ that says what it is for']);
  }
});

const ring = (kind: string): House => ({
  'src/state/a.ts': withNote("import './b.ts';"),
  'src/state/b.ts': withNote("import { c } from './c.ts';\nexport const b = c;"),
  'src/state/c.ts': withNote(`import ${kind} { a } from './a.ts';\nexport const c = 1;`),
});

test('a cycle of value imports is reported once, a cycle through types is none', () => {
  assert.deepEqual(check({ ...clean, ...ring('') }).findings, [
    'src/state/a.ts:1 is in an import cycle: src/state/a.ts ↔ src/state/b.ts ↔ src/state/c.ts',
  ]);
  assert.deepEqual(check({ ...clean, ...ring('type') }).findings, []);
});

test('a house without files is a finding, not a success', () => {
  assert.deepEqual(check({}), { files: 0, findings: ['no source file was found: nothing was checked'] });
});

test('an exception that nothing needs any more is reported', () => {
  const { findings } = check({ ...clean, 'src/domain/cause.ts': withNote('export const row = (a) => a;') });
  assert.match(findings.join('\n'), /^src\/domain\/cause\.ts:1 no longer needs its exception/);
});
