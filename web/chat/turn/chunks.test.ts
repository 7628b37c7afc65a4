/** Streams as they reach the page: cut anywhere, in any line ends, with errors in them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as say from '../../../test/fakes/answers.ts';
import type { Piece } from './chunks.ts';
import { pieces } from './chunks.ts';

const streamOf = (text: string, cuts: readonly number[]): ReadableStream<Uint8Array> => {
  const bytes = new TextEncoder().encode(text);
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((one, other) => one - other),
    bytes.length,
  ];
  return new ReadableStream({
    start: (controller) => {
      for (const [at, place] of places.slice(1).entries()) controller.enqueue(bytes.slice(places[at], place));
      controller.close();
    },
  });
};

const read = async (text: string, cuts: readonly number[] = []): Promise<readonly Piece[]> =>
  Array.fromAsync(pieces(streamOf(text, cuts)));

const wordsOf = (all: readonly Piece[]): string =>
  all.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('');

test('cut at any bytes and with any line ends the words are the same, in order, and the end is seen', async () => {
  const words = ['Grüße ', '— “ok” ', '😀', '\n\ndata: x'];
  const cases = fc.record({ cuts: fc.array(fc.nat(2_000)), lineEnd: fc.constantFrom('\n', '\r\n') });
  await fc.assert(
    fc.asyncProperty(cases, async ({ cuts, lineEnd }) => {
      const all = await read(say.chatStream(...words).replaceAll('\n', lineEnd), cuts);
      assert.equal(wordsOf(all), words.join(''));
      assert.equal(all.at(-1)?.kind, 'end');
    }),
  );
});

test('a stream without its end mark has no end', async () => {
  const all = await read(say.chatStream('half').replace(say.done, ''));
  assert.equal(wordsOf(all), 'half');
  assert.ok(all.every(({ kind }) => kind === 'text'));
});

test('an error in a stream is told in the gateway’s words, and nothing after it counts', async () => {
  const error = { message: 'It broke.', family: 'backend', who: 'provider', code: 'incomplete', retryable: true };
  const all = await read(`${say.chunk('half')}${say.event({ error })}${say.chunk('more')}${say.done}`);
  const last = all.at(-1);
  assert.equal(wordsOf(all), 'half');
  assert.ok(last?.kind === 'trouble');
  assert.equal(last.error?.message, 'It broke.');
});
