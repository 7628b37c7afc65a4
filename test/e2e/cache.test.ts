/** Kept answers: the very same request asked again, at the same time, and when nobody else can answer. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import OpenAI from 'openai';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { inTime, until } from '../fakes/patience.ts';
import { dataOf, idsOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;
let openai: OpenAI;
let question = 0;

const keys = { a: { key: 'a-key-of-sixteen-or-more' }, b: { key: 'b-key-of-sixteen-or-more' } };
const models = ['m', 'shared', 'brief', 'plain'];

before(async () => {
  upstream = await startUpstream(say.healthy('Hello', ' there'));
  const targets = [{ upstream: 'one' }];
  gateway = await startGateway({
    keys,
    limits: { cache: '48kb' },
    upstreams: { one: { url: upstream.url, models } },
    models: {
      m: { targets, cache: { ttl: '10m' } },
      shared: { targets, cache: { shareAcrossKeys: true } },
      brief: { targets, cache: { ttl: '0s', staleOnError: '1h' } },
      plain: { targets },
    },
  });
  openai = new OpenAI({ apiKey: keys.a.key, baseURL: gateway.url, maxRetries: 0 });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(async () => {
  await gateway.forgive('one');
  upstream.act(say.healthy('Hello', ' there'));
  question++;
});

const by = (name: 'a' | 'b', more: Readonly<Record<string, string>> = {}): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${keys[name].key}`, ...more },
});
/** A request no other test has made. */
const fresh = (more: object = {}): object => ({ ...ask, ...more, user: `test ${question}` });
const resultOf = (response: Response): string | null => response.headers.get('good-gateway-cache');
const asked = async (body: object, who = by('a')): Promise<{ result: string | null; text: string; head: Headers }> => {
  const response = await post(gateway.url, body, who);
  return { result: resultOf(response), text: await response.text(), head: response.headers };
};

const create = () =>
  openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'twice' }] }).withResponse();

test('through the SDK the second of two identical calls is answered by what was kept of the first', async () => {
  const calls = upstream.seen.length;
  const first = await create();
  const second = await create();
  assert.deepEqual(second.data, first.data);
  assert.equal(upstream.seen.length, calls + 1);
  assert.equal(resultOf(first.response), 'miss');
  assert.equal(first.response.headers.get('age'), null);
  const { headers } = second.response;
  assert.equal(resultOf(second.response), 'hit');
  assert.match(headers.get('age') ?? '', /^\d+$/);
  assert.equal(headers.get('cache-control'), 'private, max-age=600');
  assert.equal(headers.get('good-gateway-attempts'), '0');
  assert.equal(headers.get('good-gateway-upstream'), 'one');
  assert.notEqual(headers.get('x-request-id'), first.response.headers.get('x-request-id'));
  const why = await gateway.ended(headers.get('x-request-id'));
  assert.equal(why.outcome, 'ok');
  assert.match(why.summary, /an answer that was kept/);
});

test('what differs in one byte, in its model or in a header that changes the answer is another request', async () => {
  const calls = upstream.seen.length;
  await asked(fresh());
  assert.equal((await asked(fresh({ temperature: 1 }))).result, 'miss');
  assert.equal((await asked(fresh({ model: 'shared' }))).result, 'miss');
  assert.equal((await asked(fresh(), by('a', { 'openai-beta': 'x=1' }))).result, 'miss');
  assert.equal(upstream.seen.length, calls + 4);
});

test('a model without a cache asks each time and says nothing of one', async () => {
  const calls = upstream.seen.length;
  for (let n = 0; n < 2; n++) assert.equal((await asked(fresh({ model: 'plain' }))).result, null);
  assert.equal(upstream.seen.length, calls + 2);
});

test('fifty identical calls at once are one call upstream', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const calls = upstream.seen.length;
  const all = Array.from({ length: 50 }, () => asked(fresh()));
  say.json(say.chatBody('for all'))(await inTime('a call at the upstream', held), upstream.last);
  const answers = await Promise.all(all);
  assert.equal(upstream.seen.length, calls + 1);
  for (const { text } of answers) assert.equal(text, say.chatBody('for all'));
  const results = answers.map(({ result }) => result);
  assert.equal(results.filter((result) => result === 'miss').length, 1);
  assert.equal(results.filter((result) => result === 'shared' || result === 'hit').length, 49);
  const metrics = await gateway.metrics();
  assert.match(metrics, /good_gateway_cache_total\{result="miss"\} \d+/);
});

test('identical streams are told at the same time, each under its own id, and told again from what was kept', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const calls = upstream.seen.length;
  const streams = [1, 2, 3].map(() => post(gateway.url, fresh(askStream), by('a')));
  const open = await inTime('a call at the upstream', held);
  open.writeHead(200, say.eventStream).write(say.opening + say.chunk('half'));
  const responses = await Promise.all(streams);
  open.end(say.chunk(' and half') + say.chunk(null) + say.done);
  const texts = await Promise.all(responses.map((response) => response.text()));
  const again = await post(gateway.url, fresh(askStream), by('a'));
  const told = await again.text();
  assert.equal(upstream.seen.length, calls + 1);
  assert.equal(resultOf(again), 'hit');
  for (const text of [...texts, told]) assert.deepEqual(dataOf(text), dataOf(texts[0] ?? ''));
  assert.equal(dataOf(told).at(-1), '[DONE]');
  const ids = [...responses, again].map((response) => response.headers.get('good-gateway-stream'));
  assert.equal(new Set(ids).size, 4);
  assert.deepEqual(
    idsOf(told),
    dataOf(told).map((_, index) => `${ids[3]}:${index + 1}`),
  );
  const back = await fetch(`${gateway.url}/streams/${ids[3]}?after=2`, by('a'));
  assert.deepEqual(dataOf(await back.text()), dataOf(told).slice(2));
});

test('a stream’s answer is not given to a call that is not streamed, nor the other way round', async () => {
  assert.equal((await asked(fresh(askStream))).result, 'miss');
  assert.equal((await asked(fresh())).result, 'miss');
  assert.equal((await asked(fresh())).result, 'hit');
  assert.equal((await asked(fresh(askStream))).result, 'hit');
});

test('answers of one key are not given to another, unless the model’s are shared', async () => {
  await asked(fresh());
  assert.equal((await asked(fresh(), by('b'))).result, 'miss');
  await asked(fresh({ model: 'shared' }));
  assert.equal((await asked(fresh({ model: 'shared' }), by('b'))).result, 'hit');
});

test('Cache-Control of the request is obeyed', async () => {
  const obeying = (control: string) => asked(fresh(), by('a', { 'cache-control': control }));
  assert.equal((await obeying('no-store')).result, 'bypass');
  assert.equal((await asked(fresh())).result, 'miss', 'nothing was kept of it');
  assert.equal((await obeying('max-age=60')).result, 'hit');
  const calls = upstream.seen.length;
  upstream.act(say.healthy('Newer'));
  assert.equal((await obeying('no-cache')).result, 'bypass');
  assert.equal(upstream.seen.length, calls + 1);
  const { result, text } = await asked(fresh());
  assert.equal(result, 'hit');
  assert.match(text, /Newer/, 'the new answer took the place of the old one');
});

test('when nobody can answer, an old answer stands in and says so; without one the failure is told', async () => {
  const body = fresh({ model: 'brief' });
  const good = await asked(body);
  assert.equal(good.result, 'miss');
  upstream.act(say.json('{"error":{"message":"x","type":"server_error"}}', 500));
  const stale = await asked(body);
  assert.equal(stale.result, 'stale');
  assert.equal(stale.text, good.text);
  assert.equal(stale.head.get('cache-control'), 'private, max-age=0');
  const why = await gateway.ended(stale.head.get('x-request-id'));
  assert.equal(why.outcome, 'ok');
  assert.equal(why.code, 'upstream_error');
  assert.match(why.summary, /stood in for one that failed/);
  assert.ok(why.attempts.length > 0);
  const none = await post(gateway.url, fresh({ model: 'brief', n: 1 }), by('a'));
  await assertFailure(none, { status: 503, code: 'upstream_error', family: 'backend', who: 'provider' });
  const unwanted = await asked(body, by('a', { 'cache-control': 'no-cache' }));
  assert.equal(unwanted.result, null, 'who wants a new one gets no old one');
});

test('an old stream stands in for one that fails before its first word', async () => {
  const body = fresh({ ...askStream, model: 'brief' });
  const good = await asked(body);
  upstream.act(say.cut);
  const stale = await asked(body);
  assert.equal(stale.result, 'stale');
  assert.deepEqual(dataOf(stale.text), dataOf(good.text));
});

test('a request that the provider calls wrong is not answered with what was once right', async () => {
  const body = fresh({ model: 'brief' });
  await asked(body);
  upstream.act(say.json('{"error":{"message":"no","type":"invalid_request_error"}}', 400));
  assert.equal((await post(gateway.url, body, by('a'))).status, 400);
});

test('a failure is told to all who waited for it, each with their own request id, and is not kept', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const calls = upstream.seen.length;
  const all = Array.from({ length: 10 }, () => post(gateway.url, fresh(), by('a')));
  // One that comes after the failure was told is a new call.
  await until('ten calls that wait', async () => /^good_gateway_in_flight 10$/m.test(await gateway.metrics()));
  say.json('{"error":{"message":"too long","type":"invalid_request_error"}}', 400)(
    await inTime('a call at the upstream', held),
    upstream.last,
  );
  const responses = await Promise.all(all);
  assert.deepEqual(
    responses.map(({ status }) => status),
    responses.map(() => 400),
  );
  assert.equal(upstream.seen.length, calls + 1);
  assert.equal(new Set(responses.map(({ headers }) => headers.get('x-request-id'))).size, 10);
  upstream.act(say.healthy('well again'));
  assert.equal((await asked(fresh())).result, 'miss');
});

test('the first caller’s own deadline ends nobody else’s call', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(say.silent);
  const calls = upstream.seen.length;
  const hasty = post(gateway.url, fresh(), by('a', { 'good-gateway-timeout': '1s' }));
  await upstream.met(calls + 1);
  upstream.act(hold);
  const patient = asked(fresh());
  assert.equal((await hasty).status, 504);
  say.json(say.chatBody('in time'))(await inTime('a call at the upstream', held), upstream.last);
  assert.match((await patient).text, /in time/);
  assert.equal(upstream.seen.length, calls + 2);
});

test('who waits beside another has a deadline of their own', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const patient = asked(fresh());
  const open = await inTime('a call at the upstream', held);
  const hasty = await post(gateway.url, fresh(), by('a', { 'good-gateway-timeout': '1s' }));
  await assertFailure(hasty, { status: 504, code: 'deadline_exceeded', family: 'timeout', who: 'caller' });
  say.json(say.chatBody('in time'))(open, upstream.last);
  assert.equal((await patient).result, 'miss');
});

test('the first caller leaves, and the answer is made for the others all the same', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const calls = upstream.seen.length;
  const leaving = new AbortController();
  const first = post(gateway.url, fresh(askStream), { ...by('a'), signal: leaving.signal });
  const open = await inTime('a call at the upstream', held);
  const second = post(gateway.url, fresh(askStream), by('a'));
  open.writeHead(200, say.eventStream).write(say.opening + say.chunk('half'));
  await first;
  const reader = await second;
  leaving.abort();
  open.end(say.chunk(' and half') + say.chunk(null) + say.done);
  assert.match(await reader.text(), /and half[^]*\[DONE\]/);
  assert.equal(upstream.seen.length, calls + 1);
});

test('the first caller cancels a stream that others read too: for them it is gone on with', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const first = post(gateway.url, fresh(askStream), by('a'));
  const open = await inTime('a call at the upstream', held);
  const second = post(gateway.url, fresh(askStream), by('a'));
  open.writeHead(200, say.eventStream).write(say.opening + say.chunk('half'));
  const streamId = (await first).headers.get('good-gateway-stream');
  const reader = new StreamReader(await second);
  await reader.until('half');
  upstream.act(say.healthy('half', ' and half'));
  await fetch(`${gateway.url}/streams/${streamId}`, { method: 'DELETE', ...by('a') });
  assert.match(await (await first).text(), /"code":"cancelled"/);
  const { text } = await reader.toEnd();
  assert.match(text, /half[^]* and half[^]*\[DONE\]/);
  assert.equal(dataOf(text).filter((data) => data.includes('"half"')).length, 1);
});

test('when all who waited have left, the upstream is called off', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act(hold);
  const leaving = new AbortController();
  const both = [1, 2].map(() => post(gateway.url, fresh(), { ...by('a'), signal: leaving.signal }));
  await inTime('a call at the upstream', held);
  const { over } = upstream.last;
  leaving.abort();
  await Promise.allSettled(both);
  await over;
});

test('what is kept stays within its bound, and the oldest goes first', async () => {
  upstream.act(say.json(say.chatBody('x'.repeat(10_000))));
  const bodies = Array.from({ length: 8 }, (_, n) => fresh({ seed: n }));
  for (const body of bodies) await asked(body);
  assert.equal((await asked(bodies[7] ?? {})).result, 'hit');
  const metrics = await gateway.metrics();
  const bytes = Number(/good_gateway_cache_bytes (\d+)/.exec(metrics)?.[1]);
  assert.ok(bytes > 10_000 && bytes <= 48 * 1024, `${bytes} bytes`);
  assert.equal((await asked(bodies[0] ?? {})).result, 'miss');
});

const respond = async (more: object): Promise<string | null> =>
  resultOf(await post(gateway.url, { model: 'm', input: `${question}`, ...more }, { ...by('a'), path: '/responses' }));

test('what is stored or has effects at the provider is asked each time', async () => {
  upstream.act((answer, seen) =>
    seen.url.endsWith('/responses')
      ? say.json(say.responseBody('stored'))(answer, seen)
      : say.healthy('x')(answer, seen),
  );
  assert.deepEqual([await respond({}), await respond({})], [null, null]);
  assert.deepEqual([await respond({ store: false }), await respond({ store: false })], ['miss', 'hit']);
  const tools = [{ type: 'web_search_20250305', name: 'web_search' }];
  assert.equal((await asked(fresh({ tools }))).result, null);
});
