/** The drill's own reading of server-sent events. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readSse, type HeardEvent } from './sse.ts';

const readIn = (text: string, size: number): readonly HeardEvent[] => {
  const reader = readSse();
  const bytes = Buffer.from(text);
  const events: HeardEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
  return events;
};

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['one event', 'data: a\n\n', ['a']],
  ['lines that end with CR LF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
  ['lines that end with CR', 'data: a\r\rdata: b\r\r\n', ['a', 'b']],
  ['a byte order mark', '\uFEFFdata: a\n\n', ['a']],
  ['comments', ': hello\n\ndata: a\n: again\n\n', ['a']],
  ['data in several lines', 'data: a\ndata: b\n\n', ['a\nb']],
  ['no space after the colon, or two', 'data:a\n\ndata:  b\n\n', ['a', ' b']],
  ['an event that never ends', 'data: a\n\ndata: b', ['a']],
  ['characters of several bytes', 'data: naïve 好 🙂\n\n', ['naïve 好 🙂']],
];

for (const [name, text, data] of cases) {
  test(`it reads ${name}, in pieces of any size`, () => {
    for (const size of [1, 2, 3, 7, 1000])
      assert.deepEqual(
        readIn(text, size).map((event) => event.data),
        data,
        `pieces of ${size}`,
      );
  });
}

test('it reads names and ids', () => {
  assert.deepEqual(readIn('id: s:1\nevent: ping\ndata: {}\n\n', 4), [{ event: 'ping', id: 's:1', data: '{}' }]);
});
