/** A stream over a line that breaks at any byte is the stream without the break. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../client/client.ts';
import { Line, recordedStreams } from '../fakes/forgetful-line.ts';

const lengthOf = (events: readonly string[]): number =>
  events.reduce(
    (length, event, index) => length + Buffer.byteLength(`id: ${'0'.repeat(32)}:${index + 1}\n${event}`),
    0,
  );

const ask = (line: Line): Promise<Response> =>
  createClient({}, line.world).fetch('http://gateway.test/v1/chat/completions', {
    method: 'POST',
    body: '{"model":"m","stream":true}',
  });

for (const [name, events] of Object.entries(recordedStreams))
  for (const how of ['error', 'end', 'silent'] as const)
    test(`${name}, cut at every byte by ${how}: every event once, byte for byte, made once`, async () => {
      const cut = async (bytes: number): Promise<void> => {
        const line = new Line(events);
        line.passages = [{ bytes, how, pieceBytes: 64 }];
        assert.equal(await (await ask(line)).text(), events.join(''), `cut after ${bytes} bytes`);
        assert.equal(line.generations, 1);
        assert.equal(line.made.filter(({ method }) => method === 'POST').length, 1);
      };
      await Promise.all(Array.from({ length: lengthOf(events) + 1 }, (_, bytes) => cut(bytes)));
    });
