import assert from 'node:assert/strict';
import { test } from 'node:test';
import { substitute } from './substitute.ts';

const env = { KEY: 'secret', EMPTY: '', NESTED: '${KEY}', GONE: undefined };

const textOf = (text: string): string => {
  const result = substitute(text, env);
  assert.equal(result.kind, 'text');
  return result.kind === 'text' ? result.text : '';
};

test('names are replaced wherever they stand', () => {
  assert.equal(textOf('${KEY}'), 'secret');
  assert.equal(textOf('a ${KEY} b ${KEY}'), 'a secret b secret');
  assert.equal(textOf('[${EMPTY}]'), '[]');
});

test('a doubled dollar stands for itself', () => {
  assert.equal(textOf('$${KEY}'), '${KEY}');
  assert.equal(textOf('$$$ 5 $KEY'), '$$$ 5 $KEY');
});

test('a value is not looked into again', () => {
  assert.equal(textOf('${NESTED}'), '${KEY}');
});

test('which names were used is known', () => {
  const result = substitute('${KEY}${EMPTY}', env);
  assert.deepEqual(result.kind === 'text' ? result.names : null, ['KEY', 'EMPTY']);
});

test('a missing name is named, and a malformed one is explained', () => {
  const cases: [string, string][] = [
    ['${NOPE}', 'the environment has no NOPE: set it, or write "$${" for a plain "${"'],
    ['${GONE}', 'the environment has no GONE: set it, or write "$${" for a plain "${"'],
    ['${toString}', 'the environment has no toString: set it, or write "$${" for a plain "${"'],
    ['${KEY', 'expected "${NAME}" with a name of letters, digits and "_" (write "$${" for a plain "${")'],
    ['${}', 'expected "${NAME}" with a name of letters, digits and "_" (write "$${" for a plain "${")'],
    ['${a-b}', 'expected "${NAME}" with a name of letters, digits and "_" (write "$${" for a plain "${")'],
  ];
  for (const [text, message] of cases) assert.deepEqual(substitute(text, env), { kind: 'wrong', message }, text);
});
