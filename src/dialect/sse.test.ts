import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SseFramer } from './sse.ts';

/** What a framer makes of pieces: the data of the events, and the bytes it had to copy for them at the most. */
const framed = (pieces: readonly Buffer[]): string[] => {
  const framer = new SseFramer();
  return pieces.flatMap((piece) => {
    const framing = framer.push(piece);
    return framing.kind === 'events' ? framing.events.map(({ data }) => data) : [framing.why];
  });
};

const inPieces = (text: string, bytes: number): Buffer[] => {
  const all = Buffer.from(text);
  return Array.from({ length: Math.ceil(all.length / bytes) }, (_, at) => all.subarray(at * bytes, (at + 1) * bytes));
};

const long = 'é'.repeat(150_000);

const texts: readonly (readonly [says: string, text: string, events: readonly string[]])[] = [
  ['one long event', `data: ${long}\n\n`, [long]],
  ['a long one between short ones', `data: a\n\ndata: ${long}\n\ndata: b\n\n`, ['a', long, 'b']],
  ['long ones in a row', `data: ${long}\n\n\n\ndata: ${long}x\n\n`, [long, `${long}x`]],
  ['one behind a byte order mark', `\uFEFFdata: ${long}\n\n`, [long]],
];

for (const [says, text, events] of texts)
  for (const bytes of [1_000, 65_537, 299_999])
    test(`${says} in pieces of ${bytes} bytes stays what it is`, () =>
      assert.deepEqual(framed(inPieces(text, bytes)), events));

test('a byte order mark that comes alone before a long piece leaves the rest in its place', () => {
  const all = Buffer.from(`\uFEFFdata: ${long}\n\n`);
  const cuts = [0, 2, 200_000, 250_000, all.length];
  const pieces = cuts.slice(1).map((end, at) => all.subarray(cuts[at], end));
  assert.deepEqual(framed(pieces), [long]);
});

test('an event of megabytes in small pieces is not copied whole for each of them', (t) => {
  const concat = t.mock.method(Buffer, 'concat');
  const slow = t.mock.method(Buffer, 'allocUnsafeSlow');
  const pieces = inPieces(`data: ${'x'.repeat(4_000_000)}\n\n`, 16_000);
  assert.equal(framed(pieces)[0]?.length, 4_000_000);
  assert.ok(concat.mock.callCount() < 8, `put together ${concat.mock.callCount()} times`);
  assert.ok(slow.mock.callCount() < 12, `given new room ${slow.mock.callCount()} times`);
});
