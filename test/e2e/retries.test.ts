/** How often, how soon and where a failed call is tried again, and when never. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, assertFailure, type ErrorBody, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.silent);
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url, key: 'sk-ours' }, own: { url: upstream.url, key: 'caller' } },
    models: { m: { targets: [{ upstream: 'one' }] }, own: { targets: [{ upstream: 'own', model: 'm' }] } },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => Promise.all([gateway.forgive('one'), gateway.forgive('own')]));

const limit = '{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}';
const forms: readonly (readonly [string, () => Record<string, string>, number])[] = [
  ['seconds', () => ({ 'retry-after': '1' }), 1000],
  ['milliseconds', () => ({ 'retry-after-ms': '700', 'retry-after': '30' }), 700],
  // HTTP dates have whole seconds.
  ['a date', () => ({ 'retry-after': new Date(Date.now() + 2000).toUTCString() }), 900],
];

for (const [name, headers, floorMs] of forms) {
  test(`Retry-After in ${name} is a floor for the next attempt at the only upstream`, async () => {
    const earlier = upstream.seen.length;
    upstream.act((answer, seen) => {
      if (upstream.seen.length === earlier + 1) return say.json(limit, 429, headers())(answer, seen);
      return say.json(say.chatBody('at last'))(answer, seen);
    });
    const response = await post(gateway.url, ask);
    assert.equal(response.status, 200, await response.text());
    const [first, second] = upstream.seen.slice(earlier);
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(upstream.seen.length - earlier, 2);
    assert.ok(second.at - first.at >= floorMs, `after ${second.at - first.at} ms`);
  });
}

test('a wait that is longer than a caller has is not waited for, but told', async () => {
  const earlier = upstream.seen.length;
  upstream.act(say.json(limit, 429, { 'retry-after': '120' }));
  const startedAt = performance.now();
  const response = await post(gateway.url, ask);
  const { error } = await assertFailure(response, {
    status: 429,
    code: 'rate_limited',
    family: 'throttling',
    who: 'operator',
  });
  assert.equal(upstream.seen.length, earlier + 1);
  const leastMs = 120_000 - (performance.now() - startedAt);
  assert.ok(Number(response.headers.get('retry-after')) * 1000 >= leastMs, JSON.stringify(error));
  const again = await post(gateway.url, ask);
  assert.equal(again.status, 429);
  assert.equal(upstream.seen.length, earlier + 1, 'and nobody else asks before the time is over');
});

test('attempts are bounded', async () => {
  const earlier = upstream.seen.length;
  upstream.act(say.json('{"error":{"message":"x","type":"server_error"}}', 500));
  const response = await post(gateway.url, ask);
  assert.equal(response.status, 503);
  assert.ok(upstream.seen.length - earlier <= 3, `${upstream.seen.length - earlier} attempts`);
  assert.equal(response.headers.get('good-gateway-attempts'), String(upstream.seen.length - earlier));
});

const own = (status: number, error: Readonly<Record<string, string | null>>): readonly [number, string] => [
  status,
  JSON.stringify({ error }),
];
const final: readonly (readonly [string, readonly [number, string], string])[] = [
  [
    'a bad request',
    own(400, {
      message: 'Unknown parameter: foo',
      type: 'invalid_request_error',
      code: 'unknown_parameter',
      param: 'foo',
    }),
    'invalid_request',
  ],
  [
    'a prompt that is too long',
    own(400, {
      message: 'This model’s maximum context length is 8192',
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
      param: 'messages',
    }),
    'context_length_exceeded',
  ],
  [
    'a content filter',
    own(400, {
      message: 'Rejected by the safety system',
      type: 'invalid_request_error',
      code: 'content_policy_violation',
      param: null,
    }),
    'content_filtered',
  ],
  [
    'what cannot be processed',
    own(422, {
      message: 'temperature must be below 2',
      type: 'invalid_request_error',
      code: null,
      param: 'temperature',
    }),
    'unprocessable_request',
  ],
];

for (const [name, [status, body], cause] of final) {
  test(`${name} is asked once, and the provider’s own words stay as they are with ours beside them`, async () => {
    const earlier = upstream.seen.length;
    upstream.act(say.json(body, status));
    const response = await post(gateway.url, ask);
    assert.equal(response.status, status);
    assert.equal(upstream.seen.length, earlier + 1);
    const { error } = (await response.json()) as ErrorBody;
    const { message, type, code, param, family, who, retryable, request_id: id } = error;
    assert.deepEqual({ message, type, code, param }, (JSON.parse(body) as { error: unknown }).error);
    assert.deepEqual([family, who, retryable, id], ['client', 'caller', false, response.headers.get('x-request-id')]);
    assert.equal(response.headers.get('x-should-retry'), 'false');
    assert.equal((await gateway.ended(id)).code, cause);
  });
}

test('the caller’s faults hurt no upstream’s health', async () => {
  upstream.act(say.json('{"error":{"message":"bad","type":"invalid_request_error"}}', 400));
  for (let n = 0; n < 6; n++) await (await post(gateway.url, ask)).text();
  upstream.act(say.healthy('fine'));
  assert.equal((await post(gateway.url, ask)).status, 200);
});

for (const status of [401, 403]) {
  test(`our key refused with ${status} is asked once and is 503, not the caller’s fault`, async () => {
    const earlier = upstream.seen.length;
    upstream.act(
      say.json('{"error":{"message":"Incorrect API key provided: sk-ours","code":"invalid_api_key"}}', status),
    );
    const response = await post(gateway.url, ask);
    const { error } = await assertFailure(response, {
      status: 503,
      code: 'key_refused',
      family: 'misconfiguration',
      who: 'operator',
    });
    assert.equal(upstream.seen.length, earlier + 1);
    assert.ok(!error.message.includes('sk-ours'));
  });
}

test('the caller’s own key refused is the caller’s 401', async () => {
  upstream.act(say.json('{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}', 401));
  const response = await post(gateway.url, { ...ask, model: 'own' }, { headers: { authorization: 'Bearer x' } });
  await assertFailure(response, { status: 401, code: 'unauthorized', family: 'client', who: 'caller' });
});
