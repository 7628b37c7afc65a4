import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodingOf, keptLength, LineCutter, readable } from './lines.ts';

const cut = (bytes: Uint8Array, piece: number): { readonly lines: readonly string[]; readonly cutter: LineCutter } => {
  const lines: string[] = [];
  const cutter = new LineCutter((line) => void lines.push(line));
  for (let at = 0; at < bytes.length; at += piece) cutter.write(bytes.subarray(at, at + piece));
  cutter.end();
  return { lines, cutter };
};

test('lines are the same however the bytes come', () => {
  const text = 'one\r\ntwo\n\nthree';
  for (const piece of [1, 2, 3, 5, 100]) assert.deepEqual(cut(Buffer.from(text), piece).lines, ['one', 'two', 'three']);
  assert.equal(cut(Buffer.from(text), 4).cutter.counts.lines, 4);
});

test('a line of ten megabytes is read in part, counted, and does not hide the next', () => {
  const { lines, cutter } = cut(Buffer.from(`${'a'.repeat(10_000_000)}\nnext\n`), 65_536);
  assert.deepEqual(
    lines.map(({ length }) => length),
    [keptLength, 4],
  );
  assert.equal(cutter.counts.cut, 1);
});

test('lines without text are counted and left out', () => {
  const { lines, cutter } = cut(Buffer.concat([Buffer.alloc(300, 1), Buffer.from('\n'), Buffer.from('plain\n')]), 64);
  assert.deepEqual(lines, ['plain']);
  assert.equal(cutter.counts.binary, 1);
});

test('UTF-16 is read by its mark or its look, UTF-8 and Latin-1 as they are', () => {
  const text = 'connect failed – really\nsecond\n';
  const wide = Buffer.from(text, 'utf16le');
  for (const bytes of [Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), wide]) {
    assert.equal(encodingOf(bytes), 'utf-16le');
    assert.equal(readable(cut(bytes, 64).lines[0] ?? '').replace('\ufeff', ''), 'connect failed – really');
  }
  assert.equal(readable(cut(Buffer.from('größe\n'), 3).lines[0] ?? ''), 'größe');
  assert.equal(readable(cut(Buffer.from('größe\n', 'latin1'), 3).lines[0] ?? ''), 'größe');
});
