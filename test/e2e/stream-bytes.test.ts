/** A stream reaches the caller with its data lines byte for byte, event by event, at once. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.silent);
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

/** What the caller gets of an upstream that sends these bytes and ends. */
const relayed = async (bytes: string | Buffer): Promise<{ text: string; id: string }> => {
  upstream.act((answer) => answer.writeHead(200, say.eventStream).end(bytes));
  const response = await post(gateway.url, askStream);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  return { text, id: response.headers.get('good-gateway-stream') ?? '' };
};

const expected = (id: string, events: readonly string[]): string =>
  events.map((event, index) => `id: ${id}:${index + 1}\n${event}`).join('');

const odd =
  'data: {"choices" : [ { "index":0,"delta":{"content":"\\u00e4 ä 日本 🎈\\n"} , "finish_reason":null } ],"n":1.50}\n\n';
const tight = 'data:{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n';

test('odd spacing, escapes and characters of any width stay as they were, and only id lines are added', async () => {
  const { text, id } = await relayed(odd + tight + say.done);
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.equal(text, expected(id, [odd, tight, say.done]));
});

test('CRLF and a byte order mark are the line’s dress, not its content', async () => {
  const { text, id } = await relayed(`\uFEFF${odd}${tight}${say.done}`.replaceAll('\n', '\r\n'));
  assert.equal(text, expected(id, [odd, tight, say.done]));
});

test('comments and id lines of the upstream are dropped, event names and unknown fields are kept', async () => {
  const { text, id } = await relayed(
    `: ping\n\nid: 7\nevent: chunk\nretry: 10\n${odd}:x\nid\n${tight}: done\n${say.done}`,
  );
  assert.equal(text, expected(id, [`event: chunk\nretry: 10\n${odd}`, tight, say.done]));
});

test('data of several lines stays several lines', async () => {
  const split = tight.replace('[{', '[\ndata: {');
  const { text, id } = await relayed(split + say.done);
  assert.equal(text, expected(id, [split, say.done]));
});

test('ids count every event from one, without a gap', async () => {
  const words = Array.from({ length: 300 }, (_, index) => `w${index} `);
  const { text, id } = await relayed(say.chatStream(...words));
  assert.deepEqual(
    idsOf(text),
    dataOf(text).map((_, index) => `${id}:${index + 1}`),
  );
  assert.equal(dataOf(text).length, 303);
});

test('an event reaches the caller while the upstream still holds the next one back', async () => {
  const { promise: held, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('one'));
    resolve(answer);
  });
  const reader = new StreamReader(await post(gateway.url, askStream));
  assert.ok(await reader.until('one'));
  const answer = await held;
  for (const word of ['two', 'three', 'four']) {
    answer.write(say.chunk(word));
    assert.ok(await reader.until(word), 'the next event is not written before this one was read');
  }
  answer.end(say.chunk(null) + say.done);
  const { text, isWhole } = await reader.toEnd();
  assert.ok(isWhole);
  assert.ok(text.endsWith(say.done));
});

test('an event cut inside a character and inside its name arrives as one', async () => {
  const bytes = Buffer.from(odd + tight + say.done);
  upstream.act(async (answer) => {
    answer.writeHead(200, say.eventStream);
    for (const byte of bytes) await new Promise((resolve) => answer.write(Uint8Array.of(byte), resolve));
    answer.end();
  });
  const response = await post(gateway.url, askStream);
  const id = response.headers.get('good-gateway-stream') ?? '';
  assert.equal(await response.text(), expected(id, [odd, tight, say.done]));
});

test('what comes compressed although nobody asked is decoded before it is passed on', async () => {
  const { gzipSync } = await import('node:zlib');
  upstream.act((answer) =>
    answer.writeHead(200, { ...say.eventStream, 'content-encoding': 'gzip' }).end(gzipSync(odd + tight + say.done)),
  );
  const response = await post(gateway.url, askStream);
  assert.equal(response.headers.get('content-encoding'), null);
  assert.deepEqual(dataOf(await response.text()), dataOf(odd + tight + say.done));
  assert.equal(upstream.last.headers['accept-encoding'], 'identity');
});

test('a stream that finishes but never says [DONE] is whole, and ends within seconds although the upstream hangs', async () => {
  upstream.act(say.begin(say.opening + say.chunk('x') + say.chunk(null)));
  const response = await post(gateway.url, askStream);
  const { text, isWhole } = await new StreamReader(response).toEnd();
  assert.ok(isWhole);
  assert.ok(!text.includes('"error"'));
  assert.equal((await gateway.ended(response.headers.get('x-request-id'))).outcome, 'ok');
});
