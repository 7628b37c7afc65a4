/** Events as they come, in pieces of any size. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalsIn } from './own.ts';

const event = (n: number): string => `data: {"n":${n},"of":3,"sentMs":${n * 200}}\n\n`;

test('an event has come when its end has come', () => {
  const [one, two, three] = [event(0), event(1), event(2)];
  const pieces = [
    { at: 50, text: one.slice(0, 9) },
    { at: 60, text: one.slice(9) },
    { at: 250, text: two + three.slice(0, -1) },
    { at: 450, text: three.slice(-1) },
  ];
  assert.deepEqual(arrivalsIn(pieces), [
    { sentMs: 0, atMs: 10 },
    { sentMs: 200, atMs: 200 },
    { sentMs: 400, atMs: 400 },
  ]);
});

test('what is no event of ours counts for nothing', () => {
  assert.deepEqual(arrivalsIn([{ at: 5, text: ': keep\n\ndata: {}\n\ndata: x\n\n' }]), []);
});
