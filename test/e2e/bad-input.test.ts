/** What no good client sends: the right status in the contract's shape, nothing forwarded, and a gateway that lives on. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as say from '../fakes/answers.ts';
import { ask, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { inTime } from '../fakes/patience.ts';
import { openIdle, talk, type Talk } from '../fakes/raw.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, limits: { body: '1mb' } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

/** What a test of bad input must leave behind: no trace upstream, a gateway that answers, no fault of ours. */
const assertUnharmed = async (): Promise<void> => {
  assert.deepEqual(
    upstream.seen.map(({ url }) => url),
    [],
    'something bad was forwarded',
  );
  assert.equal((await fetch(`${gateway.origin}/healthz`)).status, 200);
  assert.deepEqual(
    gateway.said.filter((line) => line.includes('fault in the gateway')),
    [],
  );
};

afterEach(assertUnharmed);

const badRequest = { status: 400, code: 'invalid_request', family: 'client', who: 'caller' } as const;

const bodies: readonly (readonly [string, string | Buffer])[] = [
  ['broken JSON', '{"model":"m"'],
  ['nothing at all', ''],
  ['a list', '[]'],
  ['a string', '"m"'],
  ['null', 'null'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a number for a model', '{"model":7}'],
  ['an empty model', '{"model":""}'],
  ['no model', '{"messages":[]}'],
  ['a model with a line end in its name', '{"model":"m\\nx"}'],
  ['a model with a very long name', `{"model":"${'m'.repeat(300)}"}`],
  ['JSON nested too deep for anybody', `{"model":"m","x":${'['.repeat(200_000)}`],
];

for (const [name, body] of bodies) {
  test(`a body that is ${name} is refused`, async () => {
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { error } = await assertFailure(response, badRequest);
    assert.equal(error.param, name.includes('model') ? 'model' : null);
    assert.equal(error.retryable, false);
    assert.equal((await gateway.ended(error.request_id)).code, 'invalid_request');
  });
}

test('a model that nobody has is 404 and says which field', async () => {
  const { error } = await assertFailure(await post(gateway.url, { ...ask, model: 'nowhere' }), {
    status: 404,
    code: 'unknown_model',
    family: 'client',
    who: 'caller',
  });
  assert.equal(error.param, 'model');
});

for (const type of [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/jsonp',
  '',
]) {
  test(`a body of type "${type}" is refused`, async () => {
    const response = await post(gateway.url, ask, { headers: { 'content-type': type } });
    await assertFailure(response, { status: 415, code: 'unsupported_media_type', family: 'client', who: 'caller' });
  });
}

test('a packed body is refused, and the caller is told to unpack it', async () => {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(ask)),
  });
  const expected = { status: 415, code: 'unsupported_media_type', family: 'client', who: 'caller' };
  assert.match((await assertFailure(response, expected)).error.message, /^Send the body unpacked/);
});

for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
  test(`${method} on a path that takes POST is 405 and says so`, async () => {
    const response = await fetch(`${gateway.url}/chat/completions`, { method });
    assert.equal(response.headers.get('allow'), 'POST');
    await assertFailure(response, { status: 405, code: 'method_not_allowed', family: 'client', who: 'caller' });
  });
}

test('a path that is not there is 404, in JSON for programs and a page for people', async () => {
  const response = await fetch(`${gateway.origin}/nothing/here`);
  assert.deepEqual([response.status, response.headers.get('good-gateway-cause')], [404, 'client']);
  const page = await fetch(`${gateway.origin}/nothing/here`, { headers: { accept: 'text/html' } });
  assert.equal(page.status, 404);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
});

const unknown = { status: 404, code: 'not_found', family: 'client', who: 'caller' } as const;

for (const path of [`/why/req_${'0'.repeat(32)}`, '/why/nothing', '/causes/nothing'])
  test(`${path} is a failure as any other, and can be explained itself`, async () => {
    const { error } = await assertFailure(await fetch(`${gateway.origin}${path}`), unknown);
    const why = (await (await fetch(`${gateway.origin}${error.why}`)).json()) as { code: string };
    assert.equal(why.code, 'not_found');
  });

test('/v1 itself is 404 and not passed on', async () => {
  const response = await fetch(`${gateway.origin}/v1`);
  assert.equal(response.status, 404);
});

const tooLarge = { status: 413, code: 'request_too_large', family: 'client', who: 'caller' } as const;
const big = JSON.stringify({ model: 'm', x: 'x'.repeat(3 * 1024 * 1024) });

test('a body over the limit that says its length is 413', async () => {
  await assertFailure(await post(gateway.url, big), tooLarge);
});

test('a body over the limit that does not say its length is 413', async () => {
  const chunks = new ReadableStream({
    start: (controller) => {
      controller.enqueue(Buffer.from(big));
      controller.close();
    },
  });
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: chunks,
    duplex: 'half' as const,
  };
  await assertFailure(await fetch(`${gateway.url}/chat/completions`, init), tooLarge);
});

test('a client that asks first is not invited to send a body over the limit', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': 3_000_000, expect: '100-continue' };
  const sent = request({
    host: '127.0.0.1',
    port: gateway.port,
    method: 'POST',
    path: '/v1/chat/completions',
    headers,
  });
  sent.on('error', () => {});
  let invited = false;
  sent.on('continue', () => (invited = true));
  sent.flushHeaders();
  const head = new Promise((resolve) => sent.once('response', (answer) => resolve(answer.statusCode)));
  const status = await inTime('the answer to a client that asked first', head);
  sent.destroy();
  assert.deepEqual([status, invited], [413, false]);
});

const host = 'host: localhost\r\n';
const post200 = `POST /v1/chat/completions HTTP/1.1\r\n${host}content-type: application/json\r\n`;
const json = JSON.stringify(ask);
const sized = `content-length: ${json.length}\r\n`;

/** Refused with an answer of the contract, and the connection closed. */
const assertRefused = (heard: Talk, status: number): void => {
  assert.deepEqual(heard.statuses, [status], heard.text);
  assert.match(heard.text, /x-request-id: req_[0-9a-f]{32}/i);
  assert.match(heard.text, /good-gateway-cause: client/i);
  assert.match(heard.text, /"error":\{"message":/);
  assert.ok(heard.isClosed, 'the connection is closed');
};

const smuggling: readonly (readonly [string, number, string])[] = [
  [
    'both Content-Length and Transfer-Encoding',
    400,
    `${post200}${sized}transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/x HTTP/1.1\r\n${host}\r\n`,
  ],
  ['two different Content-Lengths', 400, `${post200}content-length: 1\r\ncontent-length: 5\r\n\r\nabcde`],
  ['two equal Content-Lengths', 400, `${post200}${sized}${sized}\r\n${json}`],
  ['a Content-Length that is a list', 400, `${post200}content-length: 5, 5\r\n\r\nabcde`],
  ['a negative Content-Length', 400, `${post200}content-length: -1\r\n\r\n`],
  ['a Content-Length with a plus', 400, `${post200}content-length: +5\r\n\r\nabcde`],
  ['an unknown Transfer-Encoding', 400, `${post200}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ['chunked not last', 400, `${post200}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
  ['chunked behind another coding', 400, `${post200}transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n`],
  [
    'chunked behind another coding, in a line of its own',
    400,
    `${post200}transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/x HTTP/1.1\r\n${host}\r\n`,
  ],
  ['chunked twice', 400, `${post200}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n`],
  ['a chunk size that is no number', 400, `${post200}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`],
  ['a folded header', 400, `${post200}x-folded: a\r\n b\r\n${sized}\r\n${json}`],
  ['a space before the colon', 400, `${post200}content-length : 5\r\n\r\nabcde`],
  [
    'a bare line feed between headers',
    400,
    `POST /v1/chat/completions HTTP/1.1\nhost: localhost\ncontent-type: application/json\n${sized.replace('\r', '')}\n${json}`,
  ],
  ['a bare carriage return in a header', 400, `${post200}x-odd: a\rb\r\n${sized}\r\n${json}`],
  ['a null byte in a header', 400, `${post200}x-odd: a\0b\r\n${sized}\r\n${json}`],
  ['a null byte in the path', 400, `POST /v1/chat\0/completions HTTP/1.1\r\n${host}\r\n`],
  ['no Host', 400, `GET /v1/models HTTP/1.1\r\n\r\n`],
  ['two Hosts', 400, `GET /v1/models HTTP/1.1\r\n${host}host: evil.example.com\r\n\r\n`],
  ['a head that is no HTTP', 400, `\x16\x03\x01\x02\x00\x01\x00`],
  ['an unknown method', 400, `BREW /v1/chat/completions HTTP/1.1\r\n${host}\r\n`],
  ['headers larger than anybody needs', 431, `GET /v1/models HTTP/1.1\r\n${host}x-big: ${'x'.repeat(100_000)}\r\n\r\n`],
];

for (const [name, status, send] of smuggling) {
  test(`a request with ${name} is refused and its connection closed`, async () => {
    assertRefused(await talk(gateway.port, { send: Buffer.from(send, 'latin1') }), status);
  });
}

const oneBody = { mark: '}', times: 1 };

const oddTargets = [
  'http://evil.example.com/v1/chat/completions',
  '/v1/../v1/chat/completions',
  '/v1/%2e%2e/admin',
  '/v1/files/%2E%2e/%2e%2e/secret',
  '/v1/./files',
  '/v1/files/..',
  '/v1/files/..%2f..%2fsecret',
  '/v1/files\\..\\x',
  '/v1/files/%00',
  '/v1/files/%zz',
  '/v1/%c0%ae%c0%ae/x',
  '*',
];

for (const target of oddTargets) {
  test(`the target ${target} is refused`, async () => {
    const heard = await talk(gateway.port, { send: `POST ${target} HTTP/1.1\r\n${host}content-length: 0\r\n\r\n` });
    assertRefused(heard, 400);
  });
}

test('an upgrade and a CONNECT get no tunnel', async () => {
  const upgrade = `GET /v1/chat/completions HTTP/1.1\r\n${host}connection: upgrade, close\r\nupgrade: websocket\r\n\r\n`;
  const heard = await talk(gateway.port, { send: upgrade });
  assert.ok(!heard.text.includes(' 101 '), heard.text);
  const connect = await talk(gateway.port, { send: `CONNECT evil.example.com:443 HTTP/1.1\r\n${host}\r\n` });
  assert.ok(!/ 2\d\d /.test(connect.text), connect.text);
});

test('TRACE, whose echo would show the key of an upstream, is not passed on', async () => {
  const heard = await talk(gateway.port, { send: `TRACE /v1/files HTTP/1.1\r\n${host}\r\n`, until: oneBody });
  assert.deepEqual(heard.statuses, [405]);
});

test('an expectation nobody knows is no reason to refuse', async () => {
  const send = `GET /healthz HTTP/1.1\r\n${host}expect: the-unexpected\r\n\r\n`;
  assert.deepEqual((await talk(gateway.port, { send, until: oneBody })).statuses, [200]);
});

test('HTTP/1.0 is answered and its connection closed', async () => {
  const heard = await talk(gateway.port, { send: `GET /v1/models HTTP/1.0\r\n${host}\r\n` });
  assert.deepEqual([heard.statuses, heard.isClosed], [[200], true]);
});

const get = (path: string): string => `GET ${path} HTTP/1.1\r\n${host}\r\n`;

test('pipelined requests are answered in order', async () => {
  const until = { mark: 'HTTP/1.1 ', times: 3 };
  const heard = await talk(gateway.port, { send: get('/healthz') + get('/v1/models') + get('/nothing'), until });
  assert.deepEqual(heard.statuses, [200, 200, 404]);
});

test('garbage behind a good request never gets into its answer', async () => {
  const heard = await talk(gateway.port, { send: `GET /v1/models HTTP/1.1\r\n${host}\r\nno such thing\r\n\r\n` });
  assert.ok(heard.isClosed);
  assert.ok(
    heard.statuses.length <= 2 &&
      !heard.text
        .slice(12)
        .replace(/^[^]*?\]\}/, '')
        .includes('"data"'),
    heard.text,
  );
  const [first = '', second] = heard.text.split(/(?=HTTP\/1\.1 400)/);
  const length = Number(/content-length: (\d+)/i.exec(first)?.[1] ?? -1);
  if (first !== '' && second !== undefined) assert.equal(first.split('\r\n\r\n')[1]?.length, length, heard.text);
});

test('2,000 idle connections keep nobody out', async () => {
  const idle: Socket[] = [];
  try {
    for (let n = 0; n < 20; n++)
      idle.push(...(await Promise.all(Array.from({ length: 100 }, () => openIdle(gateway.port)))));
    const response = await fetch(`${gateway.url}/models`);
    assert.equal(response.status, 200);
  } finally {
    for (const socket of idle) socket.destroy();
  }
});
