/** Lines of a diagnosis in terminals of any width. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hop } from '../advice/doctor/diagnosis.ts';
import { hangingIn, hopLine, widthIn } from './doctor-answer.ts';

const hop: Hop = {
  id: 'tcp',
  status: 'fail',
  ms: 3,
  says: 'This network lets nothing through to this kind of address (port).',
  evidence: [],
  troubles: [],
};

for (const [columns, width] of [
  [200, 79],
  [80, 79],
  [60, 59],
  [20, 39],
] as const)
  test(`${columns} columns: no line is longer than ${width}`, () => {
    assert.equal(widthIn(columns), width);
    const lines = hopLine(hop, hangingIn(width)).trimEnd().split('\n');
    assert.ok(lines.length > 1 || width === 79);
    for (const line of lines) assert.ok(line.length <= width, line);
    assert.equal(lines.join(' ').replaceAll(/\s+/g, ' ').trim(), `The door ✗ fails ${hop.says}`);
  });
