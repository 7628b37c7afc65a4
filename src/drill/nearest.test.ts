/** Nearest names. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { nearest } from './nearest.ts';

const names = ['stream-cut', 'stream-crlf', 'refused', 'quota', 'quick'];

for (const [word, first] of [
  ['stream-cutt', 'stream-cut'],
  ['STREAM-CUT', 'stream-cut'],
  ['refuse', 'refused'],
  ['qouta', 'quota'],
  ['quik', 'quick'],
] as const) {
  test(`"${word}" is nearest to "${first}"`, () => assert.equal(nearest(word, names)[0], first));
}

test('a word unlike any name has none near', () => assert.deepEqual(nearest('xyzzyxyzzy', ['quota', 'refused']), []));
