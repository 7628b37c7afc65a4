/** A failure is explained wherever it is found: in a Response, in an SDK's error, behind a wrapper. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../test/fakes/forgetful-line.ts';
import { connectionLost, explain } from './gateway-error.ts';

const error = {
  message: 'The provider is overloaded.',
  type: 'overloaded_error',
  code: 'overloaded',
  family: 'overload',
  who: 'provider',
  retryable: true,
  retry_after_ms: 4_000,
  request_id: 'req_1',
  why: '/why/req_1',
};

for (const [what, thrown] of [
  ['an OpenAI SDK’s error', { status: 503, error }],
  ['an Anthropic SDK’s error', { status: 503, error: { type: 'error', error, request_id: 'req_1' } }],
  ['a wrapper around one', { cause: { lastError: 1, cause: { status: 503, error } } }],
] as const)
  test(`${what} is read`, async () => {
    const said = await explain(thrown, 'https://ai.example.org/v1');
    assert.ok(said !== null);
    const { message, family, who, code, retryable, retryAfterMs, requestId, why, status } = said;
    assert.deepEqual(
      { message, family, who, code, retryable, retryAfterMs, requestId, why, status },
      {
        message: error.message,
        family: 'overload',
        who: 'provider',
        code: 'overloaded',
        retryable: true,
        retryAfterMs: 4_000,
        requestId: 'req_1',
        why: 'https://ai.example.org/why/req_1',
        status: 503,
      },
    );
  });

test('a Response is read and stays readable', async () => {
  const response = refusal({ status: 503, code: 'no_target', retryable: true, wait: '2' });
  const said = await explain(response, 'http://gateway.test/v1/chat/completions');
  assert.equal(said?.code, 'no_target');
  assert.equal(said?.status, 503);
  assert.match(said?.why ?? '', /^http:\/\/gateway\.test\/why\/req_/);
  assert.match(await response.text(), /no_target/);
});

test('the client’s own errors are found behind an SDK’s connection error', async () => {
  const own = connectionLost(60_000, null);
  assert.equal(await explain({ message: 'Connection error.', cause: own }), own);
});

test('what no gateway explained is not explained', async () => {
  const loop: { cause?: unknown } = {};
  loop.cause = loop;
  for (const other of [
    null,
    'text',
    new TypeError('fetch failed'),
    loop,
    { status: 500, error: { message: 'a provider’s own' } },
    new Response('<h1>502</h1>', { status: 502 }),
    Response.json({ error }, { status: 200 }),
  ])
    assert.equal(await explain(other), null);
});
