/** Limits of a key: what SDKs are told, whom they bind, and that waiting as told is enough. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import OpenAI from 'openai';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway, writeConfig } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

const secret = (name: string): string => `secret-of-${name}-00001`;
const as = (name: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${secret(name)}` });

const limits = {
  slow: { requestsPerMinute: 2 },
  other: { requestsPerMinute: 2 },
  told: { requestsPerMinute: 2 },
  sdk: { requestsPerMinute: 60 },
  spender: { tokensPerMinute: 10_000 },
  replays: { requestsPerMinute: 2 },
  narrow: { concurrency: 1 },
  reloaded: { requestsPerMinute: 2 },
  free: {},
};

const config = (more: Readonly<Record<string, object>> = {}): Readonly<Record<string, unknown>> => ({
  upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } },
  keys: Object.fromEntries(
    Object.entries({ ...limits, ...more }).map(([name, limit]) => [name, { key: secret(name), ...limit }]),
  ),
});

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway(config());
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const throttled = { status: 429, code: 'throttled', family: 'throttling', who: 'caller' } as const;

test('every answer tells how the limits stand, and the provider’s own are not shown beside them', async () => {
  const theirs = {
    'x-ratelimit-limit-requests': '9999',
    'anthropic-ratelimit-tokens-limit': '1',
    ratelimit: '"x";r=1',
  };
  upstream.act(say.json(say.chatBody('fine'), 200, theirs));
  const startedAt = performance.now();
  const limited = await post(gateway.url, ask, { headers: as('told') });
  assert.equal(limited.headers.get('ratelimit-policy'), '"requests";q=2;w=60');
  const [, seconds] = /^"requests";r=1;t=(\d+)$/.exec(limited.headers.get('ratelimit') ?? '') ?? [];
  assert.ok(Number(seconds) * 1000 >= 30_000 - (performance.now() - startedAt) && Number(seconds) <= 30);
  assert.equal(limited.headers.get('x-ratelimit-limit-requests'), '2');
  assert.equal(limited.headers.get('x-ratelimit-remaining-requests'), '1');
  assert.equal(limited.headers.get('anthropic-ratelimit-tokens-limit'), null);
  const free = await post(gateway.url, ask, { headers: as('free') });
  assert.equal(free.headers.get('ratelimit-policy'), null);
  assert.equal(free.headers.get('x-ratelimit-limit-requests'), '9999');
  upstream.act(say.healthy('fine'));
});

test('the refusal says that it is our limit of this key, and other keys go on', async () => {
  const startedAt = performance.now();
  for (const request of [ask, askStream])
    assert.equal((await post(gateway.url, request, { headers: as('slow') })).status, 200);
  const seen = upstream.seen.length;
  const refused = await post(gateway.url, ask, { headers: as('slow') });
  const { error } = await assertFailure(refused, throttled);
  assert.equal(upstream.seen.length, seen);
  const waitMs = error.retry_after_ms ?? 0;
  const seconds = Math.ceil(waitMs / 1000);
  assert.ok(waitMs >= 30_000 - (performance.now() - startedAt) && waitMs <= 30_000, String(waitMs));
  const [, says = ''] =
    /"slow".*2 requests a minute.*free again in (\d+) seconds.*not a limit of the AI service/.exec(error.message) ?? [];
  assert.equal(says, String(seconds), error.message);
  assert.equal(refused.headers.get('retry-after'), String(seconds));
  assert.equal(refused.headers.get('retry-after-ms'), String(waitMs));
  assert.equal(refused.headers.get('ratelimit'), `"requests";r=0;t=${seconds}`);
  assert.equal((await post(gateway.url, ask, { headers: as('other') })).status, 200);
  assert.equal((await fetch(`${gateway.url}/models`, { headers: as('slow') })).status, 200);
});

test('the OpenAI SDK sees its own error class, waits as told and then gets its answer', async () => {
  const client = new OpenAI({ apiKey: secret('sdk'), baseURL: gateway.url, maxRetries: 0 });
  const chat = (): Promise<unknown> => client.chat.completions.create({ model: 'm', messages: [] });
  const burst = await Promise.allSettled(Array.from({ length: 100 }, chat));
  const refusal = burst.find((one) => one.status === 'rejected')?.reason as unknown;
  assert.ok(refusal instanceof OpenAI.RateLimitError);
  assert.equal(refusal.code, 'throttled');
  const patient = new OpenAI({ apiKey: secret('sdk'), baseURL: gateway.url, maxRetries: 5 });
  // All at once: one after another they may be slower than the limit.
  await until('a limit that is used up', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(gateway.url, ask, { headers: as('sdk') })));
    return answers.some(({ status }) => status === 429);
  });
  const answer = await patient.chat.completions.create({ model: 'm', messages: [] });
  assert.equal(answer.choices[0]?.message.content, 'fine');
});

const left = (response: Response): number => Number(response.headers.get('x-ratelimit-remaining-tokens'));

test('tokens are charged by what the provider counted', async () => {
  const usage = { prompt_tokens: 3_600, completion_tokens: 2_400, total_tokens: 6_000 };
  upstream.act(say.json(JSON.stringify({ ...(JSON.parse(say.chatBody('fine')) as object), usage })));
  const first = await post(gateway.url, ask, { headers: as('spender') });
  await first.arrayBuffer();
  await gateway.ended(first.headers.get('x-request-id'));
  assert.ok(left(first) > 9_000, String(left(first)));
  const second = await post(gateway.url, ask, { headers: as('spender') });
  await second.arrayBuffer();
  await gateway.ended(second.headers.get('x-request-id'));
  assert.ok(left(second) > 3_000 && left(second) < 5_500, String(left(second)));
  const { error } = await assertFailure(await post(gateway.url, ask, { headers: as('spender') }), throttled);
  assert.match(error.message, /10000 tokens a minute/);
  upstream.act(say.healthy('fine'));
});

test('an answer that is read a second time is no second call', async () => {
  const headers = { ...as('replays'), 'idempotency-key': 'the-same-call' };
  for (let sent = 0; sent < 5; sent++) {
    const answer = await post(gateway.url, ask, { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-ratelimit-remaining-requests'), '1');
    await answer.arrayBuffer();
  }
});

test('a key with all its calls running is told to wait for one of them', async () => {
  upstream.act(say.begin(say.opening + say.chunk('so')));
  const gone = new AbortController();
  const running = await post(gateway.url, askStream, { headers: as('narrow'), signal: gone.signal });
  assert.equal(running.status, 200);
  assert.match(running.headers.get('ratelimit') ?? '', /"concurrency";r=0/);
  const { error } = await assertFailure(await post(gateway.url, ask, { headers: as('narrow') }), throttled);
  assert.match(error.message, /1 calls at the same time.*as soon as one of them has ended/);
  gone.abort();
  await gateway.ended(running.headers.get('x-request-id'));
  upstream.act(say.healthy('fine'));
  assert.equal((await post(gateway.url, ask, { headers: as('narrow') })).status, 200);
});

test('a reload keeps what a key has used', async () => {
  await (await post(gateway.url, ask, { headers: as('reloaded') })).arrayBuffer();
  await writeConfig(gateway.folder, { store: 'sqlite:./calls.db', ...config({ fresh: {} }) });
  await until('the new key', async () => (await post(gateway.url, ask, { headers: as('fresh') })).status !== 401);
  const second = await post(gateway.url, ask, { headers: as('reloaded') });
  assert.equal(second.headers.get('x-ratelimit-remaining-requests'), '0');
  await assertFailure(await post(gateway.url, ask, { headers: as('reloaded') }), throttled);
});
