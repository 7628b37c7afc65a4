/** A stream can be taken up again by its id, and called off; only with the key that made it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const mine = { authorization: 'Bearer team-a-secret-key-0001' };
const theirs = { authorization: 'Bearer team-b-secret-key-0002' };

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.silent);
  gateway = await startGateway({
    keys: { 'team-a': { key: 'team-a-secret-key-0001' }, 'team-b': { key: 'team-b-secret-key-0002' } },
    lostClient: '30s',
    upstreams: { one: { url: upstream.url } },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => gateway.forgive('one'));

const streamOf = (response: Response): string => response.headers.get('good-gateway-stream') ?? '';

const again = (
  id: string,
  more: { query?: string; headers?: Record<string, string>; method?: string } = {},
): Promise<Response> =>
  fetch(`${gateway.url}/streams/${id}${more.query ?? ''}`, {
    method: more.method ?? 'GET',
    headers: { ...mine, ...more.headers },
  });

test('a finished stream is replayed byte for byte, from any event on', async () => {
  upstream.act(say.stream(say.chatStream('a', 'b', 'c')));
  const response = await post(gateway.url, askStream, { headers: mine });
  const whole = await response.text();
  const id = streamOf(response);
  assert.equal(await (await again(id)).text(), whole);
  for (let seen = 0; seen <= 6; seen++) {
    const rest = whole.slice(seen === 6 ? whole.length : whole.indexOf(`id: ${id}:${seen + 1}\n`));
    assert.equal(await (await again(id, { query: `?after=${seen}` })).text(), rest, `after ${seen}`);
    assert.equal(await (await again(id, { headers: { 'last-event-id': `${id}:${seen}` } })).text(), rest);
  }
  assert.equal(await (await again(id, { query: '?after=1000' })).text(), '', 'beyond the end there is nothing');
});

test('a reader who lost the line comes back to the running stream and misses nothing', async () => {
  const { promise: held, resolve } = Promise.withResolvers<Parameters<typeof say.silent>[0]>();
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('one'));
    resolve(answer);
  });
  const response = await post(gateway.url, askStream, { headers: mine });
  const reader = new StreamReader(response);
  await reader.until('one');
  const answer = await held;
  await reader.leave();
  const back = new StreamReader(
    await again(streamOf(response), { headers: { 'last-event-id': `${streamOf(response)}:2` } }),
  );
  answer.write(say.chunk('two'));
  await back.until('two');
  answer.end(say.chunk(null) + say.done);
  const { text } = await back.toEnd();
  assert.deepEqual(
    idsOf(text),
    [3, 4, 5].map((n) => `${streamOf(response)}:${n}`),
  );
  assert.equal(dataOf(text).at(-1), '[DONE]');
});

test('DELETE calls a stream off: the upstream sees it, the reader is told, no [DONE]', async () => {
  upstream.act(say.begin(say.chunk('one')));
  const response = await post(gateway.url, askStream, { headers: mine });
  const reader = new StreamReader(response);
  await reader.until('one');
  assert.equal((await again(streamOf(response), { method: 'DELETE' })).status, 200);
  assert.ok((await upstream.last.over) > 0);
  const { text } = await reader.toEnd();
  assert.ok(!text.includes('[DONE]') && text.includes('"code":"cancelled"'), text);
  assert.equal((await gateway.ended(response.headers.get('x-request-id'))).outcome, 'cancelled');
});

test('another key’s stream and one that never was are both 404', async () => {
  upstream.act(say.begin(say.chunk('one')));
  const response = await post(gateway.url, askStream, { headers: mine });
  const reader = new StreamReader(response);
  await reader.until('one');
  const id = streamOf(response);
  for (const method of ['GET', 'DELETE']) {
    assert.equal((await again(id, { method, headers: theirs })).status, 404);
    assert.equal((await again('0'.repeat(32), { method })).status, 404);
    assert.equal((await fetch(`${gateway.url}/streams/${id}`, { method })).status, 401);
  }
  assert.equal((await again(id, { query: '?after=x' })).status, 400);
  assert.equal((await again(id, { method: 'PUT' })).status, 405);
  await again(id, { method: 'DELETE' });
  await reader.toEnd();
});
