import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spanIdOf, traceOf, traceparentOf } from './trace-context.ts';

const id = 'req_0af7651916cd43dd8448eb211c80319c';
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

const followed: readonly (readonly [string, string, boolean])[] = [
  ['kept', `00-${trace}-${parent}-01`, true],
  ['not kept', `00-${trace}-${parent}-00`, false],
  ['of a later version, which says more', `cc-${trace}-${parent}-03-and-more`, true],
];

for (const [what, header, isSampled] of followed)
  test(`a caller's trace is gone on with: ${what}`, () =>
    assert.deepEqual(traceOf(id, header, 0.5), { traceId: trace, parentId: parent, isSampled }));

const own: readonly (readonly [string, string | undefined])[] = [
  ['none', undefined],
  ['empty', ''],
  ['the version that is none', `ff-${trace}-${parent}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${parent}-01`],
  ['a parent of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
  ['upper case', `00-${trace.toUpperCase()}-${parent}-01`],
  ['too short', `00-${trace}-${parent}`],
  ['another header', 'b3=1'],
];

for (const [what, header] of own)
  test(`a call without a trace of its own has its id: ${what}`, () =>
    assert.deepEqual(traceOf(id, header, 1), { traceId: id.slice(4), parentId: null, isSampled: true }));

test('of ten thousand traces that begin here, the share that is asked for is kept', () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `call ${n}`);
  const kept = ids.filter((one) => traceOf(one, undefined, 0.2).isSampled).length;
  assert.ok(kept > 1_850 && kept < 2_150, String(kept));
  assert.equal(ids.filter((one) => traceOf(one, undefined, 0).isSampled).length, 0);
  assert.equal(ids.filter((one) => traceOf(one, undefined, 1).isSampled).length, ids.length);
});

test('the spans of a call have different ids, also where counting on runs over', () => {
  const last = `req_${'1'.repeat(16)}${'f'.repeat(16)}`;
  for (const one of [id, last, 'call-1']) {
    const spans = [0, 1, 2, 3].map((index) => spanIdOf(one, index));
    assert.equal(new Set(spans).size, 4);
    for (const span of spans) assert.match(span, /^[\da-f]{16}$/);
  }
});

test('what goes upstream is the trace, the span of the attempt, and whether it is kept', () => {
  const header = traceparentOf(traceOf(id, `00-${trace}-${parent}-01`, 0), spanIdOf(id, 1));
  assert.match(header, new RegExp(`^00-${trace}-[\\da-f]{16}-01$`));
  assert.deepEqual(traceOf('other', header, 0).traceId, trace);
});
