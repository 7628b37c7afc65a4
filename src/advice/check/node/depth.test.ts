import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSource } from './source.ts';

/** The parser is native: what is too deep for its stack is no error but the end of the process. */
const nested: readonly (readonly [before: string, middle: string, after: string])[] = [
  ['(', '1', ')'],
  ['[', '', ']'],
  ['`${', '1', '}`'],
  ['x = { a: ', '1', '}'],
  ['function f() {', '', '}'],
  ['a => ', '1', ''],
  ['a ? b : ', '1', ''],
  ['class A extends ', 'B', '{}'],
  ['let a: A<', '1', '>'],
];

const serves = 'http.createServer(f).listen(1);\n';
const read = (times: number, [before, middle, after]: (typeof nested)[number]): readonly string[] =>
  readSource({
    file: 'server.ts',
    text: serves + before.repeat(times) + middle + after.repeat(times),
  }).problems.map(({ message }) => message);

test('a source that is nested fifty thousand times is not given to the parser', () => {
  for (const signs of nested) {
    const [message] = read(50_000, signs);
    assert.match(message ?? '', /not nested a thousand times/, signs[0]);
  }
});

test('what people and bundlers write is read', () => {
  assert.deepEqual(read(100, ['(', '1', ')']), []);
  const long = `${serves}const list = [${'{ a: b => c ? [d, "()"] : e<f }, '.repeat(5_000)}];`;
  assert.deepEqual(readSource({ file: 'server.js', text: long }).problems, []);
});
