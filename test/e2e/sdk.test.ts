/** Unchanged SDKs against the gateway, as if it were the provider. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import * as say from '../fakes/answers.ts';
import { marker, prompt } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let openaiUpstream: FakeUpstream;
let anthropicUpstream: FakeUpstream;
let gateway: TestGateway;
let openai: OpenAI;
let anthropic: Anthropic;

before(async () => {
  openaiUpstream = await startUpstream(say.healthy('Hello', ' there'));
  anthropicUpstream = await startUpstream(say.json(say.messageBody('Hello there')));
  gateway = await startGateway({
    upstreams: {
      one: { url: openaiUpstream.url, key: 'sk-upstream-one' },
      two: { url: anthropicUpstream.url, dialect: 'anthropic', key: 'sk-ant-upstream', models: ['claude'] },
      gone: { url: 'http://127.0.0.1:9/v1', models: ['lost'] },
    },
    models: {
      m: { targets: [{ upstream: 'one' }] },
      renamed: { targets: [{ upstream: 'one', model: 'm' }] },
      claude: { targets: [{ upstream: 'two' }] },
      elsewhere: { targets: [{ upstream: 'one' }] },
    },
  });
  openai = new OpenAI({ apiKey: 'sk-callers-own', baseURL: gateway.url, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'sk-callers-own', baseURL: gateway.origin, maxRetries: 0 });
});

after(async () => {
  await gateway.stop();
  await Promise.all([openaiUpstream.close(), anthropicUpstream.close()]);
});

test('a chat completion comes back as the upstream wrote it', async () => {
  openaiUpstream.act(say.json(say.chatBody('Hello there')));
  const { data, response } = await openai.chat.completions
    .create({ model: 'm', messages: [{ role: 'user', content: marker }] })
    .withResponse();
  assert.equal(data.choices[0]?.message.content, 'Hello there');
  assert.equal(response.headers.get('good-gateway-upstream'), 'one');
  assert.equal(response.headers.get('good-gateway-attempts'), '1');
  assert.match(response.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/);
  const { headers, body, url } = openaiUpstream.last;
  assert.equal(url, '/v1/chat/completions');
  assert.equal(headers.authorization, 'Bearer sk-upstream-one');
  assert.deepEqual((JSON.parse(body.toString()) as { messages: unknown }).messages, prompt);
});

test('the bytes of a body that is not streamed are the upstream’s own', async () => {
  const odd = `{ "choices" : [ {"message":{"content":"\\u00e4 ä 🎈"},  "finish_reason":"stop"} ] ,"x":1.50 }\n`;
  openaiUpstream.act(say.json(odd));
  const body = `{"messages":[],  "temperature":1.10,"model":"m","stream" :false}`;
  const answer = await fetch(`${gateway.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  assert.equal(await answer.text(), odd);
  assert.equal(openaiUpstream.last.body.toString(), body);
});

test('a target’s own name for the model replaces the caller’s and nothing else', async () => {
  openaiUpstream.act(say.json(say.chatBody('x')));
  await fetch(`${gateway.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"messages":[{"model":"renamed"}], "model" : "renamed", "seed":1.0}',
  });
  assert.equal(openaiUpstream.last.body.toString(), '{"messages":[{"model":"renamed"}], "model" : "m", "seed":1.0}');
});

test('a chat stream arrives whole through the SDK', async () => {
  openaiUpstream.act(say.stream(say.chatStream('Hello', ' there')));
  const words: string[] = [];
  const stream = await openai.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: marker }],
    stream: true,
  });
  for await (const piece of stream) words.push(piece.choices[0]?.delta.content ?? '');
  assert.equal(words.join(''), 'Hello there');
});

const call = (delta: unknown, reason: string | null = null): string =>
  say.event({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 7,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });

test('the SDK’s stream helper with tools assembles a tool call', async () => {
  openaiUpstream.act(
    say.stream(
      [
        call({
          role: 'assistant',
          content: null,
          tool_calls: [{ index: 0, id: 't1', type: 'function', function: { name: 'add', arguments: '' } }],
        }),
        call({ tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] }),
        call({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
        call({}, 'tool_calls'),
        say.done,
      ].join(''),
    ),
  );
  const runner = openai.chat.completions.stream({ model: 'm', messages: [{ role: 'user', content: 'x' }] });
  const final = await runner.finalChatCompletion();
  const [tool] = final.choices[0]?.message.tool_calls ?? [];
  assert.ok(tool?.type === 'function');
  assert.deepEqual(tool.function, { name: 'add', arguments: '{"a":1}' });
});

const choice = (text: string, reason: string | null): object => ({
  id: 'cmpl-1',
  object: 'text_completion',
  created: 7,
  model: 'm',
  choices: [{ index: 0, text, logprobs: null, finish_reason: reason }],
});

test('legacy completions work, streamed and not', async () => {
  openaiUpstream.act(say.json(JSON.stringify(choice('Hello', 'stop'))));
  const whole = await openai.completions.create({ model: 'm', prompt: marker });
  assert.equal(whole.choices[0]?.text, 'Hello');
  assert.equal(openaiUpstream.last.url, '/v1/completions');
  openaiUpstream.act(say.stream([say.event(choice('Hel', null)), say.event(choice('lo', 'stop')), say.done].join('')));
  let text = '';
  for await (const piece of await openai.completions.create({ model: 'm', prompt: marker, stream: true }))
    text += piece.choices[0]?.text ?? '';
  assert.equal(text, 'Hello');
});

test('embeddings come as the SDK asks for them, in base64', async () => {
  const vector = Float32Array.of(0.5, -0.25, 1);
  const embedding = Buffer.from(vector.buffer).toString('base64');
  openaiUpstream.act(
    say.json(
      JSON.stringify({
        object: 'list',
        model: 'm',
        data: [{ object: 'embedding', index: 0, embedding }],
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    ),
  );
  const found = await openai.embeddings.create({ model: 'm', input: marker });
  assert.deepEqual(found.data[0]?.embedding, [0.5, -0.25, 1]);
  assert.equal(
    (JSON.parse(openaiUpstream.last.body.toString()) as { encoding_format: string }).encoding_format,
    'base64',
  );
});

test('the Responses API works, streamed and not', async () => {
  openaiUpstream.act(say.json(say.responseBody('Hello there')));
  const whole = await openai.responses.create({ model: 'm', input: marker });
  assert.equal(whole.output_text, 'Hello there');
  openaiUpstream.act(say.stream(say.responseCreated + say.responseDelta('Hello') + say.responseCompleted('Hello')));
  const types: string[] = [];
  for await (const one of await openai.responses.create({ model: 'm', input: marker, stream: true }))
    types.push(one.type);
  assert.deepEqual(types, ['response.created', 'response.output_text.delta', 'response.completed']);
});

test('Anthropic’s SDK gets a message from an upstream of its dialect', async () => {
  anthropicUpstream.act(say.json(say.messageBody('Hello there')));
  const message = await anthropic.messages.create({
    model: 'claude',
    max_tokens: 9,
    messages: [{ role: 'user', content: marker }],
  });
  assert.deepEqual(message.content, [{ type: 'text', text: 'Hello there' }]);
  const { headers, url } = anthropicUpstream.last;
  assert.equal(url, '/v1/messages');
  assert.equal(headers['x-api-key'], 'sk-ant-upstream');
  assert.match(String(headers['anthropic-version']), /^20\d\d-\d\d-\d\d$/);
});

test('Anthropic’s SDK streams a message to its end', async () => {
  anthropicUpstream.act(
    say.stream(say.messageStart + say.messageDelta('Hello') + say.messageDelta(' there') + say.messageStop),
  );
  const stream = anthropic.messages.stream({
    model: 'claude',
    max_tokens: 9,
    messages: [{ role: 'user', content: marker }],
  });
  const message = await stream.finalMessage();
  assert.equal(message.content[0]?.type === 'text' ? message.content[0].text : '', 'Hello there');
});

test('Anthropic’s SDK is told of a failure in its own shape', async () => {
  anthropicUpstream.act(say.json('{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 529));
  const failure = await anthropic.messages
    .create({ model: 'claude', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] })
    .then(
      () => null,
      (error: unknown) => error,
    );
  assert.ok(failure instanceof Anthropic.APIError);
  assert.equal(failure.status, 503);
  const body = failure.error as {
    type: string;
    error: { type: string; family: string; who: string; why: string };
    request_id: string;
  };
  assert.equal(body.type, 'error');
  assert.equal(body.error.type, 'overloaded_error');
  assert.equal(body.error.family, 'overload');
  assert.equal(body.error.who, 'provider');
  assert.equal(body.error.why, `/why/${body.request_id}`);
  assert.equal(failure.requestID, body.request_id);
});

test('the model list is the union of what the upstreams have, and marks what cannot be had', async () => {
  const models: Record<string, unknown>[] = [];
  for await (const model of openai.models.list()) models.push({ ...model });
  const byName = new Map(models.map((model) => [model['id'], model['available']]));
  assert.deepEqual(Object.fromEntries(byName), { m: true, renamed: true, claude: true, elsewhere: false });
});

test('OpenAI’s SDK reads our errors: status, code, type, param and request id', async () => {
  const failure = await openai.chat.completions.create({ model: 'nowhere', messages: [] }).then(
    () => null,
    (error: unknown) => error,
  );
  assert.ok(failure instanceof OpenAI.NotFoundError);
  assert.equal(failure.code, 'unknown_model');
  assert.equal(failure.param, 'model');
  assert.equal(failure.type, 'invalid_request_error');
  assert.match(failure.requestID ?? '', /^req_/);
});
