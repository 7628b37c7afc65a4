/** What the gateway does not understand passes through: bytes as they are, both ways, without being held, and never twice. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { cut, json } from '../fakes/answers.ts';
import { type ErrorBody, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Program, startProgram } from '../fakes/program.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const mega = 1024 * 1024;
/** Far more than what a runtime may leave uncollected for a while. */
const pieces = 200;
const piece = randomBytes(mega);

let upstream: FakeUpstream;
let spare: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(json('{}'));
  spare = await startUpstream(json('{}'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url, key: 'sk-ours' }, two: { url: spare.url } } });
});

after(async () => {
  await gateway.stop();
  await Promise.all([upstream.close(), spare.close()]);
});

test('a multipart upload arrives byte for byte', async () => {
  const bytes = Buffer.concat([
    Buffer.from('--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n'),
    randomBytes(5000),
    Buffer.from('\r\n--x--\r\n'),
  ]);
  upstream.act(json('{"id":"file-1"}'));
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const response = await fetch(`${gateway.url}/files?purpose=a%20b`, { method: 'POST', headers, body: bytes });
  assert.deepEqual(await response.json(), { id: 'file-1' });
  const { last } = upstream;
  assert.deepEqual(
    [last.method, last.url, last.headers['content-type']],
    ['POST', '/v1/files?purpose=a%20b', headers['content-type']],
  );
  assert.equal(last.headers['content-length'], String(bytes.length));
  assert.ok(last.body.equals(bytes));
});

test('a binary download arrives byte for byte, with its type and length, ranges included', async () => {
  const bytes = randomBytes(300_000);
  upstream.act((answer) =>
    answer
      .writeHead(206, { 'content-type': 'audio/mpeg', 'content-length': bytes.length, 'content-range': 'bytes 0-9/10' })
      .end(bytes),
  );
  const response = await fetch(`${gateway.url}/files/f/content`, { headers: { range: 'bytes=0-9' } });
  assert.equal(response.status, 206);
  assert.equal(response.headers.get('content-type'), 'audio/mpeg');
  assert.equal(response.headers.get('content-length'), String(bytes.length));
  assert.equal(upstream.last.headers.range, 'bytes=0-9');
  assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes));
});

test('a provider’s own failure there stays the provider’s', async () => {
  upstream.act(json('{"error":{"message":"no such file"}}', 404));
  const response = await fetch(`${gateway.url}/files/none`);
  assert.deepEqual([response.status, await response.text()], [404, '{"error":{"message":"no such file"}}']);
});

test('once sent it is never sent again, neither there nor elsewhere', async () => {
  const earlier = upstream.seen.length;
  upstream.act(cut);
  const response = await post(gateway.url, {}, { path: '/files' });
  const { error } = (await response.json()) as ErrorBody;
  assert.deepEqual([response.status, error.who], [503, 'provider'], error.message);
  assert.deepEqual([upstream.seen.length - earlier, spare.seen.length], [1, 0]);
});

test('a download that is cut breaks the connection, with a length and without', async () => {
  for (const head of [{ 'content-length': '1000' }, {}]) {
    upstream.act((answer) =>
      answer.writeHead(200, { 'content-type': 'audio/mpeg', ...head }).write('abc', () => answer.destroy()),
    );
    const response = await fetch(`${gateway.url}/files/f/content`);
    const id = response.headers.get('x-request-id');
    await assert.rejects(response.arrayBuffer());
    const why = await gateway.ended(id);
    assert.deepEqual([why.outcome, why.family], ['incomplete', 'backend']);
  }
});

test('a caller who leaves a download is seen upstream', async () => {
  upstream.act((answer) => answer.writeHead(200, { 'content-type': 'audio/mpeg' }).write('abc'));
  const response = await fetch(`${gateway.url}/files/f/content`);
  await response.body?.cancel();
  const { over } = upstream.last;
  assert.ok((await over) > 0);
});

const listenOn = async (server: Server): Promise<string> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
};

/** The most memory the program had while something ran. */
const peakWhile = async <T>(program: Program, running: Promise<T>): Promise<{ value: T; peak: number }> => {
  let peak = 0;
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      peak = Math.max(peak, await program.memory());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const watching = watch();
  const value = await running.finally(() => (isOver = true));
  await watching;
  return { value, peak };
};

const digestOf = (times: number): string => {
  const sum = createHash('sha256');
  for (let n = 0; n < times; n++) sum.update(piece);
  return sum.digest('hex');
};

const slowly = async (write: (bytes: Buffer) => boolean, drained: () => Promise<unknown>): Promise<void> => {
  for (let n = 0; n < pieces; n++) if (!write(piece)) await drained();
};

const serveLarge = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
  if (incoming.method === 'GET') {
    answer.writeHead(200, { 'content-type': 'application/octet-stream' });
    await slowly(
      (bytes) => answer.write(bytes),
      () => once(answer, 'drain'),
    );
    answer.end();
    return;
  }
  const sum = createHash('sha256');
  for await (const bytes of incoming as AsyncIterable<Buffer>) sum.update(bytes);
  answer.end(JSON.stringify({ sum: sum.digest('hex') }));
};

test('200 MB up and 200 MB down are streamed and not held', async () => {
  const server = createServer((incoming, answer) => void serveLarge(incoming, answer));
  const program = await startProgram({
    upstreams: { one: { url: await listenOn(server), health: 'off', models: ['m'] } },
  });
  const upload = async (): Promise<string> => {
    const sent = request(`${program.url}/files`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
    });
    const answered = once(sent, 'response') as Promise<[AsyncIterable<Buffer>]>;
    await slowly(
      (bytes) => sent.write(bytes),
      () => once(sent, 'drain'),
    );
    sent.end();
    const [answer] = await answered;
    let text = '';
    for await (const bytes of answer) text += bytes.toString();
    return (JSON.parse(text) as { sum: string }).sum;
  };
  const download = async (): Promise<string> => {
    const sum = createHash('sha256');
    const response = await fetch(`${program.url}/files/f/content`);
    if (response.body === null) throw new Error('no body');
    for await (const bytes of response.body as AsyncIterable<Uint8Array>) sum.update(bytes);
    return sum.digest('hex');
  };
  try {
    const earlier = await program.memory();
    for (const transfer of [upload, download]) {
      const { value, peak } = await peakWhile(program, transfer());
      assert.equal(value, digestOf(pieces));
      assert.ok(
        peak - earlier < 120 * mega,
        `${transfer.name}: memory grew by ${Math.round((peak - earlier) / mega)} MB`,
      );
    }
  } finally {
    await program.close();
    server.closeAllConnections();
    server.close();
  }
});
