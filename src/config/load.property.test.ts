import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { loadSettings } from './load.ts';
import { formatError } from './problem.ts';
import { fileSchema } from './schema.ts';

const good = `listen: 127.0.0.1:5020 # callers
keys:
  team-a: { key: "\${TEAM_A_KEY}", requestsPerMinute: 600, priority: interactive }
upstreams:
  primary: { url: "https://api.example.com/v1", key: "\${PRIMARY_KEY}" }
  backup: &b { url: "http://127.0.0.1:9002/v1", health: { path: /health, every: 5s } }
models:
  "gpt-5-mini": { targets: [ { upstream: primary }, { upstream: backup, model: llama-3, tier: 2 } ] }
timeouts: { connect: 2s, firstToken: auto, idle: 60s }
cors: [ "https://x.org" ]
`;

const secret = 'hunter2-hunter2-hunter2';
const env = { TEAM_A_KEY: secret, PRIMARY_KEY: `${secret} with spaces`, S: secret };

/** Loads it, and checks what must hold for any text. */
const judge = (text: string): readonly string[] => {
  const loaded = loadSettings({ text, file: 'g.yaml', env, baseFolder: '/srv' });
  const said = loaded.kind === 'ok' ? loaded.warnings : loaded.errors;
  if (loaded.kind === 'bad') assert.ok(said.length > 0, 'rejected without an error');
  const lines = text.split(/\r\n|\r|\n/);
  for (const error of said) {
    assert.ok(error.line >= 1 && error.line <= lines.length, `line ${error.line} of ${lines.length}`);
    assert.ok(error.column >= 1, `column ${error.column}`);
    assert.ok(!/[\p{Cc}\u2028\u2029]/u.test(formatError(error)), 'an error is one line');
  }
  return said.map(formatError);
};

test('any text at all is loaded or rejected with a place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void judge(text)),
    { numRuns: 500 },
  );
  const punctuation = fc.constantFrom(...'{}[]:,-?&*!|>%@`#"\'\n \t$ab1'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: punctuation, maxLength: 60 }), (text) => void judge(text)),
    { numRuns: 400 },
  );
});

const tear = (text: string, [at, length, more]: [number, number, string]): string =>
  text.slice(0, at) + more + text.slice(at + length);

test('a good file with some of it torn out or doubled is loaded or rejected with a place', () => {
  const cut = fc.tuple(fc.nat(good.length), fc.nat(12), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), (cuts) => void judge(cuts.reduce(tear, good))),
    { numRuns: 300 },
  );
});

const topKeys = Object.keys(fileSchema.shape);
const innerKeys = [
  'url',
  'key',
  'headers',
  'targets',
  'upstream',
  'weight',
  'tier',
  'path',
  'every',
  'models',
  'primary',
  'zone',
];
const key = fc.oneof(fc.constantFrom(...topKeys, ...innerKeys), fc.string({ maxLength: 6 }));
const leaf = fc.oneof(
  fc.constantFrom(
    '5s',
    'off',
    '20%',
    '10mb',
    'http://127.0.0.1:1/v1',
    '127.0.0.1:1',
    '*',
    'primary',
    'https://u:p@x',
    '${S}',
    'x ${S} y',
  ),
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    tie('mapping'),
  ),
  mapping: fc.dictionary(key, tie('tree'), { maxKeys: 6 }),
}));
const file = fc.dictionary(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...topKeys) }, { weight: 1, arbitrary: key }),
  tree,
  { maxKeys: 8 },
);

test('any tree of known and unknown keys is loaded or rejected with a place', () => {
  fc.assert(
    fc.property(file, (value) => void judge(stringify(value))),
    { numRuns: 500 },
  );
});

test('no value of the environment is ever in an error', () => {
  fc.assert(
    fc.property(file, (value) => {
      for (const line of judge(stringify(value))) assert.ok(!line.includes(secret), line);
    }),
    { numRuns: 500 },
  );
});

test('a secret written into the file is in no error, wherever the file is torn', () => {
  const written = `keys:\n  team: { key: ${secret}, concurrency: 6 }\nupstreams:\n  a: { url: "https://x/v1", key: "${secret}" }\n`;
  for (let at = 0; at <= written.length; at += 1) {
    for (const more of ['{', '}', '"', "'", ':', ',', '\t', '[', '&', '*', '#', '!', '\n', ' ', '$', '']) {
      // With nothing put in, a character is taken out.
      const torn = written.slice(0, at) + more + written.slice(more === '' ? at + 1 : at);
      // A tear may cut the secret itself: a long piece of it must not be shown either.
      for (const line of judge(torn)) assert.ok(!line.includes('hunter2-hunter2'), `${line}\n${torn}`);
    }
  }
});

test('deep nesting of any kind is refused, not a crash', () => {
  for (const opening of ['[', '{a: ', '- ', '? ', '"', '!x ', '&a ', '(']) judge(opening.repeat(4_000));
});
