/** What must hold for every way a stream can be cut into pieces, and for every JSON an SDK can send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memberSpans, withMember } from '../../src/dialect/json-span.ts';
import { type SseEvent, SseFramer } from '../../src/dialect/sse.ts';

const framed = (pieces: readonly Buffer[]): readonly SseEvent[] => {
  const framer = new SseFramer();
  const events: SseEvent[] = [];
  for (const piece of [...pieces, null]) {
    const framing = piece === null ? framer.end() : framer.push(piece);
    assert.equal(framing.kind, 'events');
    if (framing.kind === 'events') events.push(...framing.events);
  }
  return events;
};

const plain = (events: readonly SseEvent[]): unknown =>
  events.map(({ raw, name, data }) => [raw.toString(), name, data]);

/** Pieces between the cuts, which may fall anywhere, several times in one place too. */
const cutAt = (bytes: Buffer, cuts: readonly number[]): readonly Buffer[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
};

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.replaceAll(/[\r\n\uD800-\uDFFF]/g, '·'));

const line = fc.oneof(
  text.map((value) => `data: ${value}`),
  text.map((value) => `data:${value}`),
  text.map((value) => `event: ${value}`),
  text.map((value) => `: ${value}`),
  fc.constantFrom('id: 7', 'retry: 10', 'data', 'id', ''),
);

const block = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join('\n')}\n\n`);

const recorded = fc
  .record({ blocks: fc.array(block, { maxLength: 6 }), ending: fc.constantFrom('\n', '\r\n'), mark: fc.boolean() })
  .map(({ blocks, ending, mark }) => Buffer.from((mark ? '\uFEFF' : '') + blocks.join('').replaceAll('\n', ending)));

test('however a stream is cut into pieces, its events and their bytes are the same', () => {
  fc.assert(
    fc.property(recorded, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
      assert.deepEqual(plain(framed(cutAt(bytes, cuts))), plain(framed([bytes])));
      const single = Array.from(bytes, (byte) => Buffer.of(byte));
      assert.deepEqual(plain(framed(single)), plain(framed([bytes])));
    }),
    { numRuns: 500 },
  );
});

test('CRLF or LF, with a byte order mark or without, the events are the same', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const joined = blocks.join('');
      const expected = plain(framed([Buffer.from(joined)]));
      assert.deepEqual(plain(framed([Buffer.from(joined.replaceAll('\n', '\r\n'))])), expected);
      assert.deepEqual(plain(framed([Buffer.from(`\uFEFF${joined}`)])), expected);
    }),
    { numRuns: 300 },
  );
});

test('what is sent on reads as the same events again, and holds neither ids nor comments', () => {
  fc.assert(
    fc.property(recorded, (bytes) => {
      const events = framed([bytes]);
      const raw = events.map((event) => event.raw);
      assert.deepEqual(plain(framed([Buffer.concat(raw)])), plain(events));
      for (const one of raw) assert.doesNotMatch(one.toString(), /^(?:id(?::|$)|:)/m);
    }),
    { numRuns: 300 },
  );
});

/** Objects with a good chance of a member of that name, at the top and below. */
const object = fc.dictionary(
  fc.oneof(fc.constantFrom('model', 'mod\u0065l', 'models', '"model"', '\\'), fc.string()),
  fc.jsonValue(),
);

const spaced = fc.constantFrom(undefined, 1, '\t', '\r\n ');

test('setting a member changes that member at the top and nothing else, whatever the JSON', () => {
  fc.assert(
    fc.property(object, spaced, fc.string(), (value, space, name) => {
      const bytes = Buffer.from(JSON.stringify(value, null, space as string | undefined));
      const changed = Buffer.from(withMember(bytes, 'model', name));
      const expected = 'model' in value ? { ...value, model: name } : value;
      assert.deepEqual(JSON.parse(changed.toString()), JSON.parse(JSON.stringify(expected)));
    }),
    { numRuns: 500 },
  );
});

test('the span of a member is exactly its value', () => {
  fc.assert(
    fc.property(object, spaced, (value, space) => {
      const bytes = Buffer.from(JSON.stringify(value, null, space as string | undefined));
      const spans = memberSpans(bytes, 'model');
      assert.equal(spans.length, Object.hasOwn(value, 'model') ? 1 : 0);
      for (const { start, end } of spans)
        assert.deepEqual(JSON.parse(bytes.subarray(start, end).toString()), JSON.parse(JSON.stringify(value['model'])));
    }),
    { numRuns: 500 },
  );
});

test('a member that is there twice, or spelt with escapes, is set wherever it stands', () => {
  const bytes = Buffer.from(String.raw`{"model":"a","x":{"model":"b"},"mod\u0065l" : [1,"}"], "y":"\"model\":"}`);
  assert.equal(
    Buffer.from(withMember(bytes, 'model', 'é"')).toString(),
    String.raw`{"model":"é\"","x":{"model":"b"},"mod\u0065l" : "é\"", "y":"\"model\":"}`,
  );
});
