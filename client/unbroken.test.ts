/** A stream over a line that breaks anywhere is the stream without the breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Line, recordedStreams } from '../test/fakes/forgetful-line.ts';
import { createClient } from './client.ts';

const url = 'http://gateway.test/v1/chat/completions';

const ask = (fetch: typeof globalThis.fetch, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: '{"model":"m","stream":true}', ...init });

const read = async (line: Line): Promise<string> => {
  const { fetch } = createClient({}, line.world);
  return (await ask(fetch)).text();
};

test('cut again and again, in pieces of any size, on the way back too: still every event once', async () => {
  const passage = fc.record({
    bytes: fc.nat(900),
    how: fc.constantFrom('error', 'end', 'silent'),
    pieceBytes: fc.integer({ min: 1, max: 200 }),
  });
  const cases = fc.record({
    name: fc.constantFrom(...Object.keys(recordedStreams)),
    passages: fc.array(passage, { maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ name, passages }) => {
      const events = recordedStreams[name] ?? [];
      const line = new Line(events);
      line.passages = passages;
      assert.equal(await read(line), events.join(''));
      assert.equal(line.generations, 1);
    }),
    { numRuns: 200 },
  );
});
