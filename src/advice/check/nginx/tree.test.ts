import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { positionOf, type Source } from '../place.ts';
import { type Directive, readTree } from './tree.ts';
import { readSize, readTime } from './units.ts';

const source = (text: string): Source => ({ file: 'x.conf', text });

/** A tree as lists: what is left when quotes, comments and space are gone. */
const shape = (directives: readonly Directive[]): unknown =>
  directives.map(({ name, words, inner }) => [
    name,
    ...words.map(({ text }) => text),
    ...(inner === null ? [] : [shape(inner)]),
  ]);

const read = (text: string): unknown => {
  const { directives, problem } = readTree(source(text));
  assert.equal(problem, null);
  return shape(directives);
};

const cases: readonly (readonly [says: string, text: string, shape: unknown])[] = [
  [
    'words and blocks',
    'a b c;\nd { e; }',
    [
      ['a', 'b', 'c'],
      ['d', [['e']]],
    ],
  ],
  ['an empty block', 'events {}', [['events', []]]],
  ['comments, of any kind of line end', 'a; # b;\r\n#c\r\nd;#', [['a'], ['d']]],
  ['a sign in the middle of a word is no comment', 'a b#c;', [['a', 'b#c']]],
  ['quotes, with what ends words elsewhere', `a "b; {" 'c "d"';`, [['a', 'b; {', 'c "d"']]],
  ['a quote in the middle of a word is a letter', `a b"c;`, [['a', 'b"c']]],
  ['escapes', String.raw`a "b\"c" d\;e f\ g;`, [['a', 'b"c', String.raw`d\;e`, 'f g']]],
  ['an empty string', 'proxy_set_header Connection "";', [['proxy_set_header', 'Connection', '']]],
  ['variables with braces', 'set $a ${b}c;', [['set', '$a', '${b}c']]],
  ['a pattern with braces, quoted', 'location ~ "^/v{2}/$" { a; }', [['location', '~', '^/v{2}/$', [['a']]]]],
  ['several lines', 'log_format m "a"\n  "b"\n ;', [['log_format', 'm', 'a', 'b']]],
  [
    'Lua with braces in strings and comments',
    'content_by_lua_block { if x then y("}") end -- }\n --[[ } ]] z = [==[ } ]==] t = { 1 } }\na;',
    [['content_by_lua_block', []], ['a']],
  ],
  [
    'a table of values',
    'map $a $b { default 1; "~x" "2 3"; }',
    [
      [
        'map',
        '$a',
        '$b',
        [
          ['default', '1'],
          ['~x', '2 3'],
        ],
      ],
    ],
  ],
];

for (const [says, text, expected] of cases) test(`nginx: ${says}`, () => assert.deepEqual(read(text), expected));

const broken: readonly (readonly [text: string, line: number, column: number, message: RegExp])[] = [
  ['http {\n  listen 80\n}', 3, 1, /a ; is missing before }/],
  ['http {\n  server {\n  }\n', 1, 1, /the } for this block is missing/],
  ['a;\n}', 2, 1, /there is no { for this }/],
  ['a;\nb c', 2, 1, /a ; is missing/],
  ['a;\n  "b', 2, 3, /the closing " is missing/],
  ["a 'b'c;", 1, 6, /a space, ; or { is expected after '/],
  ['{ a; }', 1, 1, /a name is expected before {/],
  [';', 1, 1, /a directive is expected before ;/],
  ['x_by_lua_block {\n "}"', 1, 16, /the closing } of this Lua block is missing/],
  ['{a'.replace('{', 'a {').repeat(150), 1, 403, /more than 100 deep/],
];

for (const [text, line, column, message] of broken)
  test(`nginx: what is broken is told with its place: ${text.slice(0, 20)}`, () => {
    const { problem } = readTree(source(text));
    assert.match(problem?.message ?? '', message);
    assert.deepEqual(problem === null ? null : positionOf(problem.place), { line, column });
  });

test('nginx: what stands before a fault is kept', () => {
  assert.deepEqual(shape(readTree(source('a; b { c; d')).directives), [['a'], ['b', [['c']]]]);
});

test('nginx: any text at all is read to its end, without an exception, and with places inside of it', () => {
  const text = fc.array(
    fc.constantFrom('a', ' ', '\n', ';', '{', '}', '"', "'", '\\', '#', '$', 'b_by_lua_block {', '[[', '--'),
  );
  fc.assert(
    fc.property(text, (pieces) => {
      const one = source(pieces.join(''));
      const { directives, problem } = readTree(one);
      const all = [...directives.map(({ place }) => place), ...(problem === null ? [] : [problem.place])];
      for (const { start, end } of all) assert.ok(start >= 0 && start <= end && end <= one.text.length);
    }),
  );
});

test('nginx: a huge file is read within a bound', () => {
  assert.match(readTree(source('a;'.repeat(100_002))).problem?.message ?? '', /the rest was not read/);
});

const times: readonly (readonly [text: string, ms: number | null])[] = [
  ['60', 60_000],
  ['60s', 60_000],
  ['1m 30s', 90_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['1h', 3_600_000],
  ['1M', 2_592_000_000],
  ['0', 0],
  ['$time', null],
  ['', null],
  ['5 x', null],
  ['5x', null],
  [`${'1'.repeat(90)}x`, null],
  ['1'.repeat(100_000), null],
];

test('nginx: times and sizes, with their units', () => {
  for (const [text, ms] of times) assert.equal(readTime(text), ms, text);
  assert.deepEqual(['1m', '8k', '1G', '0', '10', 'x'].map(readSize), [1024 ** 2, 8192, 1024 ** 3, 0, 10, null]);
});
