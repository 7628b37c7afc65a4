import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { PastContinue } from './past-continue.ts';

const go = 'HTTP/1.1 100 Continue\r\n\r\n';
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 22\r\n\r\nHTTP/1.1 100 Continue\n';

/** What a parser gets of a socket that gives these pieces, for so many requests before them. */
const passed = (pieces: readonly string[], requests = 1): string => {
  const left = pieces.map((piece) => Buffer.from(piece, 'latin1'));
  // Safe: nothing else of a socket is asked for.
  const socket = { read: () => left.shift() ?? null } as unknown as Socket;
  const past = new PastContinue();
  past.stand(socket);
  for (let request = 0; request < requests; request++) past.expect();
  return pieces.map(() => (socket.read() as Buffer | null)?.toString('latin1') ?? '').join('');
};

const cases: readonly (readonly [says: string, bytes: string, rest: string])[] = [
  ['nothing of the kind', answer, answer],
  ['one', go + answer, answer],
  ['many', go.repeat(1_000) + answer, answer],
  ['one of HTTP/1.0 with headers', `HTTP/1.0 100 Go on\r\na: b\r\n\r\n${answer}`, answer],
  ['another interim answer', `HTTP/1.1 103 Early Hints\r\n\r\n${answer}`, `HTTP/1.1 103 Early Hints\r\n\r\n${answer}`],
  ['what is no HTTP', 'hello', 'hello'],
  ['a status that begins alike', 'HTTP/1.1 1000 Odd\r\n', 'HTTP/1.1 1000 Odd\r\n'],
  ['a head without an end', `HTTP/1.1 100 ${'x'.repeat(9_000)}`, `HTTP/1.1 100 ${'x'.repeat(9_000)}`],
];

for (const [says, bytes, rest] of cases) test(`before an answer: ${says}`, () => assert.equal(passed([bytes]), rest));

test('however it is cut into pieces, the answer is what is left', () => {
  const bytes = go + go + answer;
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, (unsorted) => {
      const at = [0, ...unsorted.toSorted((a, b) => a - b), bytes.length];
      assert.equal(passed(at.slice(1).map((end, index) => bytes.slice(at[index], end))), answer);
    }),
    { numRuns: 200 },
  );
});

test('outside of a request nothing is passed over', () => assert.equal(passed([go], 0), go));
