import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Place, positionOf, type Source } from '../place.ts';
import { readStream } from './stream.ts';
import { entryAt, numberAt, textAt, treeAt } from './tree.ts';

const sourceOf = (text: string): Source => ({ file: 'a.yaml', text });

const at = (thing: { readonly place: Place } | undefined): string => {
  if (thing === undefined) return 'nowhere';
  const { line, column } = positionOf(thing.place);
  return `${line}:${column}`;
};

const stream = `# Source: chart/templates/a.yaml
---
kind: Service
metadata: { name: gateway }
--- # the next
kind: Deployment
spec:
  replicas: "3"
  text: |
    a --- b
    ...
`;

test('every key and value of a stream has its line and column', () => {
  const { documents, problems } = readStream(sourceOf(stream));
  assert.deepEqual(problems, []);
  assert.equal(documents.length, 2);
  const [service, deployment] = documents;
  assert.equal(at(treeAt(service, 'metadata', 'name')), '4:19');
  assert.equal(at(entryAt(deployment, 'spec', 'replicas')), '8:3');
  assert.equal(numberAt(deployment, 'spec', 'replicas'), 3);
  assert.equal(textAt(deployment, 'spec', 'text'), 'a --- b\n...\n');
});

test('CRLF and JSON with tabs change no place', () => {
  const { documents } = readStream(sourceOf(stream.replaceAll('\n', '\r\n')));
  assert.equal(at(entryAt(documents[1], 'spec', 'replicas')), '8:3');
  const json = readStream(sourceOf('{\n\t"a": {\n\t\t"b": [1, 2]\n\t}\n}\n'));
  assert.deepEqual(json.problems, []);
  assert.equal(at(treeAt(json.documents[0], 'a', 'b', 1)), '3:12');
  assert.equal(numberAt(json.documents[0], 'a', 'b', 1), 2);
});

test('what is broken is told with its place, and the other documents are read', () => {
  for (const [text, line, expected] of [
    ['a: 1\n---\nb:\n\tc: 1\n---\nd: 1\n', 4, /spaces/],
    ['a: [1\n---\nb: 1\n', 1, /./],
    ['a: 1\na: 2\n---\nb: 1\n', 2, /already on line 1/],
    ['a: *nobody\n---\nb: 1\n', 1, /anchor/],
    ['{{- if .Values.on }}\na: {{ .Values.b }}\n---\nb: 1\n', 1, /helm template/],
    ['kind: Service\nmetadata:\n  name: {{ .Release.Name }}\n---\nb: 1\n', 3, /helm template/],
    [`${'['.repeat(3000)}\n---\nb: 1\n`, 1, /./],
  ] as const) {
    const { documents, problems } = readStream(sourceOf(text));
    assert.ok(documents.length >= 1, text.slice(0, 40));
    assert.match(problems[0]?.message ?? '', expected, text.slice(0, 40));
    assert.ok(Math.abs(Number.parseInt(at(problems[0]), 10) - line) <= 1, text.slice(0, 40));
  }
});

test('merged keys are there, own ones win', () => {
  const { documents } = readStream(sourceOf('base: &base { a: 1, b: 2 }\nmine: { <<: *base, b: 3 }\n'));
  assert.equal(numberAt(documents[0], 'mine', 'a'), 1);
  assert.equal(numberAt(documents[0], 'mine', 'b'), 3);
});

test('aliases of aliases cost no more than they are long', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 60; level += 1)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
  const { documents, problems } = readStream(sourceOf(lines.join('\n')));
  assert.deepEqual(problems, []);
  assert.equal(textAt(documents[0], 'a59', ...Array.from({ length: 60 }, () => 8)), 'x');
});

test('a document that is too long is left out, and told', () => {
  const { documents, problems } = readStream(sourceOf(`a: 1\n---\nb: "${'x'.repeat(1_000_001)}"\n---\nc: 1\n`));
  assert.equal(documents.length, 2);
  assert.equal(at(problems[0]), '2:1');
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    '---\n',
    '...\n',
    'a: ',
    '- ',
    '  ',
    '\t',
    '&x ',
    '*x',
    '<<: ',
    '{',
    '}',
    '[',
    ']',
    '"',
    '|\n',
    '#',
    '%',
    '\r\n',
    '\u0000',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 }), (pieces) => {
      const { documents, problems } = readStream(sourceOf(pieces.join('')));
      assert.ok(documents.length + problems.length <= pieces.length * 4 + 2);
    }),
    { numRuns: 300 },
  );
});
