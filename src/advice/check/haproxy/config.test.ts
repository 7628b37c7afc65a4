import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { positionOf, type Source } from '../place.ts';
import { hasOption, isTcp, lineOf, readSections, type Section, serversOf, timeoutOf } from './config.ts';
import { readLines } from './lines.ts';
import { readTime } from './units.ts';
import { configOf } from './ways.ts';

const source = (text: string): Source => ({ file: 'haproxy.cfg', text });
const words = (text: string): unknown =>
  readLines(source(text)).lines.map((line) => line.words.map((word) => word.text));

const cases: readonly (readonly [says: string, text: string, words: unknown])[] = [
  [
    'words of lines',
    'a b\n\n c\td ',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['comments and line ends of any kind', '# a\r\nb # c\r\nd', [['b'], ['d']]],
  ['quotes anywhere in a word', `a "b c"d 'e "f'`, [['a', 'b cd', 'e "f']]],
  ['escapes, but not in single quotes', String.raw`a\ b c\#d 'e\f' "g\"h"`, [['a b', 'c#d', String.raw`e\f`, 'g"h']]],
  ['an empty word', 'a "" b', [['a', '', 'b']]],
];

for (const [says, text, expected] of cases) test(`HAProxy: ${says}`, () => assert.deepEqual(words(text), expected));

const malformedLines: readonly (readonly [text: string, told: readonly string[]])[] = [
  ['frontend f\n  default_backend', ['2:3 expected the name of a backend']],
  ['frontend', ['1:1 expected a name for this frontend']],
  ['backend b\n  timeout server abc', ['2:18 expected a time, such as 30s, 10m or 5000 (milliseconds)']],
  ['backend b\n  server', ['2:3 expected a name and an address, such as server one 10.0.0.1:8000']],
  ['backend b\n  server one "$ONE"\n  timeout server "${CLOCK}"\n  timeout connect 5000', []],
  ['peers p\n  bind :10000\n  server local', []],
];

for (const [text, told] of malformedLines)
  test(`HAProxy: ${JSON.stringify(text)} is ${told.length === 0 ? 'read' : 'told to be broken'}`, () => {
    const { problems } = readSections(source(text));
    const where = problems.map(({ place, message }) => {
      const { line, column } = positionOf(place);
      return `${line}:${column} ${message}`;
    });
    assert.deepEqual(where, told);
  });

const section = (text: string, name: string): Section => {
  const found = readSections(source(text)).sections.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no section ${name}`);
  return found;
};

const inherited = `defaults
  mode http
  timeout server 1m
  option redispatch
  default-server check maxconn 8
frontend web
  timeout client 2000
backend a
  server one 10.0.0.1:80 weight 2
backend b
  timeout server 30s
  timeout server 40s
  no option redispatch
defaults other
  mode tcp
backend c
backend d from other
`;

test('HAProxy: what a proxy does not say comes from the defaults before it, or from those it names', () => {
  const value = (name: string): number | undefined => timeoutOf(section(inherited, name), 'server', Infinity)?.value;
  assert.deepEqual(['a', 'b', 'c', 'd'].map(value), [60_000, 40_000, Infinity, Infinity]);
  assert.deepEqual(
    ['a', 'b'].map((name) => hasOption(section(inherited, name), 'redispatch')),
    [true, false],
  );
  assert.deepEqual(
    ['a', 'c', 'd'].map((name) => isTcp(section(inherited, name))),
    [false, true, true],
  );
  assert.deepEqual(
    serversOf(section(inherited, 'a'))[0]?.words.map(({ text }) => text),
    ['weight', '2', 'check', 'maxconn', '8'],
  );
});

test('HAProxy: times without a unit are milliseconds, and one that cannot be read is not known', () => {
  assert.deepEqual(['2000', '5s', '1m', '1d', '100us', '$X'].map(readTime), [
    2000,
    5000,
    60_000,
    86_400_000,
    0.1,
    null,
  ]);
  assert.equal(timeoutOf(section('backend x\n timeout server "${T}"', 'x'), 'server', 1), null);
});

const broken: readonly (readonly [text: string, line: number, column: number, message: RegExp])[] = [
  ['global\n  a "b', 2, 5, /the closing " is missing/],
  ['timeout client 5s\nfrontend x', 1, 1, /a section such as global/],
];

for (const [text, line, column, message] of broken)
  test(`HAProxy: what is broken is told with its place: ${text.slice(0, 12)}`, () => {
    const [problem] = readSections(source(text)).problems;
    assert.match(problem?.message ?? '', message);
    assert.deepEqual(problem === undefined ? null : positionOf(problem.place), { line, column });
  });

test('HAProxy: conditions are noted, since all of their lines are read', () => {
  const { notes, problems } = readSections(source('global\n.if defined(X)\n  maxconn 5\n.endif\n'));
  assert.deepEqual([notes.length, problems.length], [1, 0]);
});

test('HAProxy: a way leads from a frontend to the backends it may use, and its paths tell of streams', () => {
  const text = `frontend web
  acl is_models path_beg /v1/
  use_backend gpu if is_models
  default_backend site
backend gpu
  server one 10.0.0.1:8000
backend site
  server one 10.0.0.2:80
backend alone
  server one 10.0.0.3:80
listen both
  server one 10.0.0.4:80
`;
  const { ways } = configOf(readSections(source(text)), (texts) => texts.find((one) => one.startsWith('/v1')) ?? null);
  assert.deepEqual(
    ways.map(({ front, back, streams }) => [front?.name ?? null, back.name, streams]),
    [
      ['web', 'gpu', '/v1/'],
      ['web', 'site', null],
      [null, 'alone', null],
      ['both', 'both', null],
    ],
  );
});

test('HAProxy: any text at all is read to its end, with places inside of it', () => {
  const text = fc.array(fc.constantFrom('backend x', 'server', ' ', '\n', '"', "'", '\\', '#', 'timeout', '.if'));
  fc.assert(
    fc.property(text, (pieces) => {
      const one = source(pieces.join(''));
      const { sections, problems } = readSections(one);
      const all = [...sections.flatMap(({ lines }) => lines), ...sections, ...problems].map(({ place }) => place);
      for (const { start, end } of all) assert.ok(start >= 0 && start <= end && end <= one.text.length + 1);
    }),
  );
});

test('HAProxy: huge lines and huge files are read within a bound', () => {
  assert.match(readLines(source(`a ${'x'.repeat(70_000)}\nb`)).problems[0]?.message ?? '', /was not read/);
  assert.match(readLines(source('a\n'.repeat(100_001))).problems[0]?.message ?? '', /the rest was not read/);
  assert.equal(lineOf(null, 'x'), null);
});
