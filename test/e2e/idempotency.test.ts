/** The same call made twice is one call: by `Idempotency-Key`, running or answered. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { ask, askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { inTime } from '../fakes/patience.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const body = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'once' }, finish_reason: 'stop' }],
});
const answer = (response: ServerResponse): unknown => response.setHeader('content-type', 'application/json').end(body);
const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(answer);
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const keyed = (key: string): { headers: Record<string, string> } => ({ headers: { 'idempotency-key': key } });

/** The upstream begins a stream and waits; the rest is written by hand. */
const halfOfAStream = (): Promise<ServerResponse> => {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ content: 'half' }));
    resolve(response);
  });
  return promise;
};

test('an answered call is replayed under its key, with its own request id and a mark', async () => {
  upstream.act(answer);
  const first = await post(gateway.url, ask, keyed('a'));
  const calls = upstream.seen.length;
  const second = await post(gateway.url, ask, keyed('a'));
  assert.equal(await second.text(), await first.text());
  assert.equal(upstream.seen.length, calls);
  assert.equal(first.headers.get('good-gateway-replayed'), null);
  assert.equal(second.headers.get('good-gateway-replayed'), 'true');
  assert.notEqual(second.headers.get('x-request-id'), first.headers.get('x-request-id'));
});

test('another body under the same key is refused with 422', async () => {
  await (await post(gateway.url, ask, keyed('b'))).text();
  const other = await post(gateway.url, { ...ask, temperature: 1 }, keyed('b'));
  assert.equal(other.status, 422);
  const { error } = (await other.json()) as { error: { code: string; who: string } };
  assert.equal(error.code, 'unprocessable_request');
  assert.equal(error.who, 'caller');
});

test('a call that failed is made anew', async () => {
  upstream.act((response) =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"error":{"message":"no","type":"invalid_request_error"}}'),
  );
  assert.equal((await post(gateway.url, ask, keyed('c'))).status, 400);
  upstream.act(answer);
  assert.equal((await post(gateway.url, ask, keyed('c'))).status, 200);
});

test('a running stream is joined: one call upstream, the same events and stream id for both readers', async () => {
  const held = halfOfAStream();
  const calls = upstream.seen.length;
  const first = await post(gateway.url, askStream, keyed('d'));
  const second = await post(gateway.url, askStream, keyed('d'));
  const open = await inTime('a call at the upstream', held);
  open.end(chunk({ content: ' and half' }) + chunk({}, 'stop') + 'data: [DONE]\n\n');
  const [one, two] = await Promise.all([first.text(), second.text()]);
  assert.equal(one, two);
  assert.match(one, /and half/);
  assert.equal(upstream.seen.length, calls + 1);
  assert.equal(first.headers.get('good-gateway-stream'), second.headers.get('good-gateway-stream'));
});

test('who leaves and comes back with the key gets the answer that went on without them', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const leaving = new AbortController();
  const calls = upstream.seen.length;
  const first = post(gateway.url, ask, { ...keyed('e'), signal: leaving.signal });
  const open = await inTime('a call at the upstream', held);
  leaving.abort();
  await assert.rejects(first);
  const second = post(gateway.url, ask, keyed('e'));
  answer(open);
  assert.equal(((await (await second).json()) as { id: string }).id, 'c1');
  assert.equal(upstream.seen.length, calls + 1);
});

test('a stream under a key outlives one reader after another, and a finished one says how long it is', async () => {
  const held = halfOfAStream();
  const calls = upstream.seen.length;
  const first = await post(gateway.url, askStream, keyed('f'));
  const open = await inTime('a call at the upstream', held);
  const stream = `${gateway.url}/streams/${first.headers.get('good-gateway-stream')}`;
  await first.body?.cancel();
  for (let reader = 0; reader < 2; reader++) {
    const back = await fetch(stream);
    assert.equal(back.headers.get('good-gateway-events'), null, 'it is not over');
    await back.body?.cancel();
  }
  const last = await fetch(stream);
  open.end(chunk({ content: ' and half' }) + chunk({}, 'stop') + 'data: [DONE]\n\n');
  assert.match(await last.text(), /and half[^]*\[DONE\]/);
  const over = await fetch(`${stream}?after=4`);
  assert.equal(await over.text(), '');
  assert.equal(over.headers.get('good-gateway-events'), '4');
  assert.equal(upstream.seen.length, calls + 1);
});

test('a call is called off by its key, before its stream has a name', async () => {
  upstream.act(() => {});
  for (const asked of [ask, askStream]) {
    const key = keyed(`g ${'stream' in asked}`);
    const met = upstream.met(upstream.seen.length + 1);
    const call = post(gateway.url, asked, key);
    await met;
    const off = await fetch(`${gateway.url}/streams`, { method: 'DELETE', ...key });
    assert.deepEqual(await off.json(), { cancelled: true });
    assert.ok((await upstream.last.over) > 0);
    const response = await call;
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'cancelled');
  }
  assert.equal((await fetch(`${gateway.url}/streams`, { method: 'DELETE', ...keyed('never') })).status, 404);
  assert.equal((await fetch(`${gateway.url}/streams`, { method: 'DELETE' })).status, 405);
});
