/** What the doctor measures a line to the gateway with: timed events, bytes, an echo, and what the gateway says of itself. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { request } from 'undici';
import type { About } from '../../../src/advice/doctor/about.ts';
import type { Echo } from '../../../src/http/doctor/echo.ts';
import { startGateway, type TestGateway } from '../../fakes/gateway.ts';
import { startUpstream, type FakeUpstream } from '../../fakes/upstream.ts';
import { until } from '../../fakes/patience.ts';

let gateway: TestGateway;
let upstream: FakeUpstream;

before(async () => {
  upstream = await startUpstream((answer) => answer.writeHead(503).end());
  gateway = await startGateway({
    upstreams: { primary: { url: upstream.url } },
    support: { email: 'help@example.org' },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const eventsIn = (text: string): readonly { n: number; of: number; sentMs: number }[] =>
  text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => JSON.parse(part.replace('data: ', '')) as { n: number; of: number; sentMs: number });

test('events come one by one at the times they name', async () => {
  const answer = await fetch(`${gateway.origin}/doctor/events?n=4&every=60`);
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const pieces: string[] = [];
  for await (const piece of answer.body ?? []) pieces.push(Buffer.from(piece).toString());
  assert.ok(pieces.length >= 3, `${pieces.length} pieces`);
  const events = eventsIn(pieces.join(''));
  assert.deepEqual(
    events.map(({ n, of }) => [n, of]),
    [
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ],
  );
  assert.ok((events.at(-1)?.sentMs ?? 0) >= 170);
});

test('compressed events come one by one as well', async () => {
  const { body, headers } = await request(`${gateway.origin}/doctor/events?n=4&every=60&gzip=1`);
  assert.equal(headers['content-encoding'], 'gzip');
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(piece as Buffer);
  assert.ok(pieces.length >= 4, `${pieces.length} pieces`);
  assert.equal(eventsIn(gunzipSync(Buffer.concat(pieces)).toString()).length, 4);
});

const bounded = [
  ['n=9999&every=20', 40],
  ['n=-1&every=20', 2],
  ['n=x&every=20', 12],
] as const;

for (const [query, count] of bounded)
  test(`a stream of ${query} has ${count} events`, async () => {
    const text = await (await fetch(`${gateway.origin}/doctor/events?${query}`)).text();
    assert.equal(eventsIn(text).length, count);
  });

test('no more than sixteen streams run at once, and whoever leaves makes room', async () => {
  const leave = new AbortController();
  const open = (): Promise<Response> =>
    fetch(`${gateway.origin}/doctor/events?n=40&every=500`, { signal: leave.signal });
  const answers = await Promise.all(Array.from({ length: 16 }, open));
  assert.ok(answers.every(({ status }) => status === 200));
  const refused = await fetch(`${gateway.origin}/doctor/events`);
  assert.equal(refused.status, 503);
  assert.ok(refused.headers.has('retry-after'));
  leave.abort();
  await until('room for another stream', async () => {
    const again = await fetch(`${gateway.origin}/doctor/events?n=2&every=20`);
    await again.body?.cancel();
    return again.status === 200;
  });
});

test('bytes to time a line with are as many as asked for, and never more than a megabyte', async () => {
  const some = await fetch(`${gateway.origin}/doctor/bytes?n=100000`);
  assert.equal((await some.bytes()).length, 100_000);
  const many = await fetch(`${gateway.origin}/doctor/bytes?n=99999999`);
  assert.equal((await many.bytes()).length, 1024 * 1024);
  const sent = await fetch(`${gateway.origin}/doctor/bytes`, { method: 'POST', body: Buffer.alloc(70_000) });
  assert.deepEqual(await sent.json(), { bytes: 70_000 });
  const tooMany = await fetch(`${gateway.origin}/doctor/bytes`, { method: 'POST', body: Buffer.alloc(1_100_000) });
  assert.equal(tooMany.status, 413);
});

test('the echo tells sizes and counts, and no value', async () => {
  const cookie = `a=${'x'.repeat(3_000)}; b=secret-value`;
  const answer = await fetch(`${gateway.origin}/doctor/echo?nonce=n-1`, {
    headers: { cookie, authorization: 'Bearer sk-secret', 'x-forwarded-for': '203.0.113.9' },
  });
  const text = await answer.text();
  const echo = JSON.parse(text) as Echo;
  assert.equal(echo.nonce, 'n-1');
  assert.equal(echo.cookies, 2);
  assert.equal(echo.cookieBytes, cookie.length);
  assert.ok(echo.headerBytes > cookie.length && echo.headerBytes < cookie.length + 600);
  assert.equal(echo.family, 'this device');
  assert.equal(echo.isProxied, true);
  assert.doesNotMatch(text, /secret|203\.0|127\.0/);
  const odd = (await (await fetch(`${gateway.origin}/doctor/echo?nonce=<script>`)).json()) as Echo;
  assert.equal(odd.nonce, null);
});

test('the gateway says how it and its upstreams are, without addresses', async () => {
  const call = await fetch(`${gateway.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"model":"m","messages":[]}',
  });
  assert.equal(call.ok, false);
  await gateway.ended(call.headers.get('x-request-id'));
  const text = await (await fetch(`${gateway.origin}/doctor/facts`)).text();
  const about = JSON.parse(text) as About;
  assert.equal(about.gateway, 'good-gateway');
  assert.equal(about.state, 'ready');
  assert.equal(about.support, 'help@example.org');
  assert.deepEqual(
    about.upstreams.map(({ name }) => name),
    ['primary'],
  );
  assert.equal(about.lately.calls, 1);
  assert.equal(about.lately.failed, 1);
  assert.deepEqual(about.lately.callers, { affected: 1, of: 1 });
  assert.doesNotMatch(text, new RegExp(String(upstream.port)));
});

const refusals = [
  ['GET', '/doctor/nothing', 404],
  ['DELETE', '/doctor/echo', 405],
  ['POST', '/doctor/events', 405],
] as const;

for (const [method, path, status] of refusals)
  test(`${method} ${path} is refused with ${status}`, async () => {
    assert.equal((await fetch(`${gateway.origin}${path}`, { method })).status, status);
  });

test('a report that is not here says where it can be had', async () => {
  const url = `${gateway.origin}/why/rep_${'0'.repeat(32)}`;
  for (const accept of ['application/json', 'text/html']) {
    const answer = await fetch(url, { headers: { accept } });
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /good-gateway doctor --last --report support/);
  }
});

test('a page of another site cannot make a browser load the gateway', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' };
  for (const path of ['/doctor/bytes', '/doctor/events', '/doctor/facts'])
    assert.equal((await request(`${gateway.origin}${path}`, { headers })).statusCode, 403);
});
