/** A caller who waits for one body gets what a stream gets: its clocks, its rescue, its honesty. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import * as say from '../fakes/answers.ts';
import { ask, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let first: FakeUpstream;
let second: FakeUpstream;
let gateway: TestGateway;
let openai: OpenAI;

before(async () => {
  [first, second] = await Promise.all([startUpstream(say.silent), startUpstream(say.silent)]);
  const targets = [{ upstream: 'first' }, { upstream: 'second', tier: 2 }];
  const named = targets.map((target) => ({ ...target, model: 'm' }));
  gateway = await startGateway({
    upstreams: { first: { url: first.url }, second: { url: second.url } },
    models: {
      m: { targets, assemble: 'on' },
      auto: { targets: named, assemble: 'auto' },
      quick: { targets: named, assemble: 'on', timeouts: { idle: '200ms' } },
      short: { targets: named, assemble: 'on', timeouts: { total: '300ms' } },
      kept: { targets: named, assemble: 'on', cache: {} },
    },
  });
  openai = new OpenAI({ apiKey: 'x', baseURL: gateway.url, maxRetries: 0 });
});

beforeEach(async () => {
  await Promise.all([gateway.forgive('first'), gateway.forgive('second')]);
  first.act(usageStream('Hello', ' there'));
  second.act(say.silent);
});

after(async () => {
  await gateway.stop();
  await Promise.all([first.close(), second.close()]);
});

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const lastWords =
  say.chunk(null) +
  say.event({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7, model: 'm', choices: [], usage }) +
  say.done;
const usageStream = (...words: readonly string[]): Act =>
  say.stream(say.opening + words.map((word) => say.chunk(word)).join('') + lastWords);

/** Says some words, and breaks off once they are on their way. */
const broken =
  (...words: readonly string[]): Act =>
  (answer) => {
    answer.writeHead(200, say.eventStream);
    answer.write(say.opening + words.map((word) => say.chunk(word)).join(''), () => answer.destroy());
  };

const asked = ({ last }: FakeUpstream): Readonly<Record<string, unknown>> =>
  JSON.parse(last.body.toString()) as Record<string, unknown>;

test('the body is the one the upstream would have sent, and the upstream was asked to stream', async () => {
  const { data, response } = await openai.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    .withResponse();
  assert.deepEqual(JSON.parse(JSON.stringify(data)), JSON.parse(say.chatBody('Hello there')));
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(response.headers.get('good-gateway-stream'), null);
  assert.equal(asked(first)['stream'], true);
  assert.deepEqual(asked(first)['stream_options'], { include_usage: true });
});

test('an answer that breaks in the middle is gone on with, and nobody notices', async () => {
  first.act(broken('one ', 'two '));
  second.act(usageStream('one ', 'two ', 'three'));
  const response = await post(gateway.url, ask);
  const body = (await response.json()) as OpenAI.ChatCompletion;
  assert.equal(body.choices[0]?.message.content, 'one two three');
  assert.equal(response.headers.get('good-gateway-attempts'), '2');
  const why = await gateway.ended(response.headers.get('x-request-id'));
  assert.deepEqual(
    why.attempts.map(({ retry }) => retry),
    ['first', 'rescue'],
  );
});

test('one that falls silent is noticed after the idle time, not after the time for a whole answer', async () => {
  first.act(say.begin(say.opening + say.chunk('one ')));
  second.act(usageStream('one ', 'two'));
  const response = await post(gateway.url, { ...ask, model: 'quick' });
  assert.equal(((await response.json()) as OpenAI.ChatCompletion).choices[0]?.message.content, 'one two');
});

test('with nobody to go on the failure is explained, and no half of an answer is given', async () => {
  first.act(broken('one ', 'two '));
  second.act(say.json('{"error":{"message":"x","type":"server_error"}}', 500));
  const response = await post(gateway.url, ask);
  await assertFailure(response, { status: 502, code: 'http_response_incomplete', family: 'backend', who: 'provider' });
});

test('the deadline holds for the whole body', async () => {
  first.act(say.begin(say.opening + say.chunk('one ')));
  const response = await post(gateway.url, { ...ask, model: 'short' });
  await assertFailure(response, { status: 504, code: 'deadline_exceeded', family: 'timeout', who: 'provider' });
  const { over } = first.last;
  await over;
});

test('an upstream that does not stream is taken as it is', async () => {
  const odd = '{ "choices":[{"message":{"content":"x"}, "finish_reason":"stop"}], "n":1.50 }';
  first.act(say.json(odd));
  assert.equal(await (await post(gateway.url, ask)).text(), odd);
});

const complaint = (param: string): string =>
  JSON.stringify({ error: { message: 'Unknown parameter', type: 'invalid_request_error', code: null, param } });

test('one that refuses to stream is asked for a body; other complaints are the caller’s', async () => {
  const calls = first.seen.length;
  first.act((answer, seen) =>
    seen.body.includes('stream_options')
      ? say.json(complaint('stream_options'), 400)(answer, seen)
      : say.json(say.chatBody('plain'))(answer, seen),
  );
  const response = await post(gateway.url, ask);
  assert.equal(response.status, 200);
  assert.deepEqual(asked(first), ask);
  assert.equal(first.seen.length, calls + 2);
  first.act(say.json(complaint('messages'), 400));
  assert.equal((await post(gateway.url, ask)).status, 400);
  assert.equal(first.seen.length, calls + 3);
});

test('tool calls, messages and responses come whole', async () => {
  const call = { index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } };
  first.act(
    say.stream(
      say.event({
        id: 'c',
        model: 'm',
        created: 7,
        choices: [{ index: 0, delta: { role: 'assistant', content: null, tool_calls: [call] } }],
      }) +
        say.event({
          id: 'c',
          model: 'm',
          created: 7,
          choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }],
        }) +
        say.done,
    ),
  );
  const made = await openai.chat.completions.create({ model: 'm', messages: [], tools: [] });
  const { index: _index, ...plain } = call;
  assert.deepEqual(made.choices[0]?.message.tool_calls, [plain]);
  first.act(say.stream(say.messageStart + say.messageDelta('Hel') + say.messageDelta('lo') + say.messageStop));
  const anthropic = new Anthropic({ apiKey: 'x', baseURL: gateway.origin, maxRetries: 0 });
  const message = await anthropic.messages.create({
    model: 'm',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'x' }],
  });
  assert.deepEqual(message.content, [{ type: 'text', text: 'Hello' }]);
  assert.equal(message.stop_reason, 'end_turn');
  first.act(say.stream(say.responseCreated + say.responseDelta('Hello') + say.responseCompleted('Hello')));
  const response = await openai.responses.create({ model: 'm', input: 'x' });
  assert.equal(response.output_text, 'Hello');
});

test('auto streams what may take long, and leaves tools and short answers as they are', async () => {
  first.act(say.healthy('x'));
  const isStreamed = async (more: object): Promise<boolean> => {
    const response = await post(gateway.url, { ...ask, model: 'auto', ...more });
    assert.equal(response.status, 200, await response.text());
    return asked(first)['stream'] === true;
  };
  assert.equal(await isStreamed({}), true);
  assert.equal(await isStreamed({ max_tokens: 4_000 }), true);
  assert.equal(await isStreamed({ max_tokens: 100 }), false);
  assert.equal(await isStreamed({ tools: [{ type: 'function', function: { name: 'f' } }] }), false);
});

test('a caller who leaves ends it upstream, and what was put together is kept where answers are', async () => {
  first.act(say.begin(say.opening + say.chunk('one ')));
  const calls = first.seen.length;
  const leaving = new AbortController();
  const gone = post(gateway.url, ask, { signal: leaving.signal });
  await first.met(calls + 1);
  const { over } = first.last;
  leaving.abort();
  await assert.rejects(gone);
  await over;
  first.act(usageStream('kept'));
  const kept = { ...ask, model: 'kept' };
  const made = await (await post(gateway.url, kept)).text();
  const again = await post(gateway.url, kept);
  assert.equal(again.headers.get('good-gateway-cache'), 'hit');
  assert.equal(await again.text(), made);
});
