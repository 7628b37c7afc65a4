import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Traced, Repeats } from './repeats.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const failed: Traced = { traceparent: `00-${trace}-b7ad6b7169203331-01`, body: Buffer.from('a'), now: 0 };

const rows: readonly (readonly [says: string, again: Partial<Traced>, is: boolean])[] = [
  ['the same body under the same trace, from another span', { traceparent: `00-${trace}-00f067aa0ba902b7-00` }, true],
  ['another body: another call of that trace', { body: Buffer.from('b') }, false],
  ['another trace', { traceparent: `00-${trace.replace('0', '1')}-b7ad6b7169203331-01` }, false],
  ['no trace', { traceparent: undefined }, false],
  ['a minute later', { now: 60_000 }, false],
  ['just before that', { now: 59_999 }, true],
];

for (const [says, again, is] of rows)
  test(`${says}: ${is ? 'a repeat' : 'none'}`, () => {
    const repeats = new Repeats();
    assert.equal(repeats.isRepeat(failed), false, 'nothing failed yet');
    repeats.failed(failed);
    assert.equal(repeats.isRepeat({ ...failed, ...again }), is);
  });

test('a trace that is no trace is not remembered', () => {
  for (const traceparent of [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, 'nonsense', '']) {
    const repeats = new Repeats();
    repeats.failed({ ...failed, traceparent });
    assert.equal(repeats.isRepeat({ ...failed, traceparent }), false);
  }
});

const nth = (n: number): Traced => ({
  ...failed,
  traceparent: `00-7${String(n).padStart(31, '0')}-b7ad6b7169203331-01`,
});

test('a thousand are remembered', () => {
  const repeats = new Repeats();
  for (let n = 0; n < 1_001; n++) repeats.failed(nth(n));
  assert.deepEqual([repeats.isRepeat(nth(0)), repeats.isRepeat(nth(1))], [false, true]);
});
