/** The body a stream is put together to has all the members that the body of the same call has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../reading.ts';
import { readings } from '../index.ts';
import { eventOf } from '../rescue/seam.ts';
import { speak } from '../../../test/dialect/recorded.ts';
import type { Assembled } from './index.ts';
import { assemblers, isAboutStream, isAssembled, streamedBody } from './index.ts';

const bodyOf = (operation: Assembled, events: readonly JsonObject[]): unknown => {
  const assembler = assemblers[operation]();
  for (const event of events) assembler.take(eventOf(event, ''));
  return assembler.body();
};

const base = {
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  service_tier: null,
  system_fingerprint: 'fp',
};
const piece = (delta: object, more: object = {}): JsonObject => ({
  ...base,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  usage: null,
});
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12, prompt_tokens_details: { cached_tokens: 4 } };
const last = (reason: string): readonly JsonObject[] => [
  piece({}, { finish_reason: reason }),
  { ...base, service_tier: 'default', choices: [], usage },
];
const whole = (message: object, more: object = {}): JsonObject => ({
  ...base,
  object: 'chat.completion',
  service_tier: 'default',
  choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop', ...more }],
  usage,
});
const token = (text: string): JsonObject => ({
  token: text,
  logprob: -0.5,
  bytes: [...Buffer.from(text)],
  top_logprobs: [],
});

const message = { id: 'm1', type: 'message', role: 'assistant', model: 'c', stop_sequence: null };
const started = {
  ...message,
  content: [],
  stop_reason: null,
  usage: { input_tokens: 9, output_tokens: 1, service_tier: 'standard' },
};
const block = (index: number, content: object, deltas: readonly object[]): readonly JsonObject[] => [
  { type: 'content_block_start', index, content_block: content },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];

const rows: readonly (readonly [
  says: string,
  operation: Assembled,
  events: readonly JsonObject[],
  body: JsonObject,
])[] = [
  [
    'text',
    'chat',
    [
      piece({ role: 'assistant', content: '', refusal: null }),
      piece({ content: 'Hel' }),
      piece({ content: 'lo' }),
      ...last('stop'),
    ],
    whole({ role: 'assistant', content: 'Hello', refusal: null }),
  ],
  [
    'a refusal',
    'chat',
    [
      piece({ role: 'assistant', content: null, refusal: '' }),
      piece({ refusal: 'I ' }),
      piece({ refusal: 'won’t' }),
      ...last('stop'),
    ],
    whole({ role: 'assistant', content: null, refusal: 'I won’t' }),
  ],
  [
    'log probabilities',
    'chat',
    [
      piece({ role: 'assistant', content: '' }, { logprobs: { content: [], refusal: null } }),
      piece({ content: 'a' }, { logprobs: { content: [token('a')], refusal: null } }),
      piece({ content: 'b' }, { logprobs: { content: [token('b')], refusal: null } }),
      ...last('stop'),
    ],
    whole({ role: 'assistant', content: 'ab' }, { logprobs: { content: [token('a'), token('b')], refusal: null } }),
  ],
  [
    'two tool calls at once, pieces mixed',
    'chat',
    [
      piece({
        role: 'assistant',
        content: null,
        tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '' } }],
      }),
      piece({ tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] }),
      piece({ tool_calls: [{ index: 1, id: 'y', type: 'function', function: { name: 'g', arguments: '{}' } }] }),
      piece({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      ...last('tool_calls'),
    ],
    whole(
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'x', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
          { id: 'y', type: 'function', function: { name: 'g', arguments: '{}' } },
        ],
      },
      { finish_reason: 'tool_calls' },
    ),
  ],
  [
    'a tool call of a server that begins with an empty text and repeats name and id',
    'chat',
    [
      piece({ role: 'assistant', content: '' }),
      piece({ tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '{' } }] }),
      piece({ tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '}' } }] }),
      ...last('tool_calls'),
    ],
    whole(
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'x', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { finish_reason: 'tool_calls' },
    ),
  ],
  [
    'the older function call',
    'chat',
    [
      piece({ role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }),
      piece({ function_call: { arguments: '{}' } }),
      ...last('function_call'),
    ],
    whole(
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { finish_reason: 'function_call' },
    ),
  ],
  [
    'reasoning, annotations and what only some servers say',
    'chat',
    [
      piece({ role: 'assistant', content: '', reasoning_content: 'so ' }),
      piece({ reasoning_content: 'then', reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'so ' }] }),
      piece({ content: 'x', reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'then' }] }),
      piece({ annotations: [{ type: 'url_citation' }] }),
      { ...piece({}, { finish_reason: 'stop', stop_reason: 42 }), timings: { predicted_ms: 5 } },
      { ...base, service_tier: 'default', choices: [], usage },
    ],
    {
      ...whole(
        {
          role: 'assistant',
          content: 'x',
          reasoning_content: 'so then',
          reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'so then' }],
          annotations: [{ type: 'url_citation' }],
        },
        { stop_reason: 42 },
      ),
      timings: { predicted_ms: 5 },
    },
  ],
  [
    'two choices, mixed',
    'chat',
    [
      piece({ role: 'assistant', content: 'a' }, { index: 1 }),
      piece({ role: 'assistant', content: 'b' }),
      piece({ content: 'A' }, { index: 1 }),
      piece({}, { index: 1, finish_reason: 'length' }),
      ...last('stop'),
    ],
    {
      ...whole({}),
      choices: [
        { index: 0, message: { role: 'assistant', content: 'b' }, logprobs: null, finish_reason: 'stop' },
        { index: 1, message: { role: 'assistant', content: 'aA' }, logprobs: null, finish_reason: 'length' },
      ],
    },
  ],
  [
    'completions with log probabilities',
    'completions',
    [
      {
        id: 'c',
        object: 'text_completion',
        created: 7,
        model: 'm',
        choices: [{ index: 0, text: 'a', logprobs: { tokens: ['a'], token_logprobs: [-1] }, finish_reason: null }],
      },
      {
        id: 'c',
        object: 'text_completion',
        created: 7,
        model: 'm',
        choices: [{ index: 0, text: 'b', logprobs: { tokens: ['b'], token_logprobs: [-2] }, finish_reason: 'stop' }],
        usage,
      },
    ],
    {
      id: 'c',
      object: 'text_completion',
      created: 7,
      model: 'm',
      choices: [
        { index: 0, text: 'ab', logprobs: { tokens: ['a', 'b'], token_logprobs: [-1, -2] }, finish_reason: 'stop' },
      ],
      usage,
    },
  ],
  [
    'thinking, text with a citation and a tool call',
    'messages',
    [
      { type: 'message_start', message: started },
      ...block(0, { type: 'thinking', thinking: '', signature: '' }, [
        { type: 'thinking_delta', thinking: 'so ' },
        { type: 'thinking_delta', thinking: 'then' },
        { type: 'signature_delta', signature: 'sig' },
      ]),
      { type: 'ping' },
      ...block(1, { type: 'text', text: '' }, [
        { type: 'text_delta', text: 'He' },
        { type: 'text_delta', text: 'llo' },
        { type: 'citations_delta', citation: { cited_text: 'x' } },
      ]),
      ...block(2, { type: 'tool_use', id: 't', name: 'f', input: {} }, [
        { type: 'input_json_delta', partial_json: '' },
        { type: 'input_json_delta', partial_json: '{"a":' },
        { type: 'input_json_delta', partial_json: '1}' },
      ]),
      ...block(3, { type: 'tool_use', id: 'u', name: 'g', input: {} }, [
        { type: 'input_json_delta', partial_json: '' },
      ]),
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 30 } },
      { type: 'message_stop' },
    ],
    {
      ...message,
      stop_reason: 'tool_use',
      usage: { input_tokens: 9, output_tokens: 30, service_tier: 'standard' },
      content: [
        { type: 'thinking', thinking: 'so then', signature: 'sig' },
        { type: 'text', text: 'Hello', citations: [{ cited_text: 'x' }] },
        { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
        { type: 'tool_use', id: 'u', name: 'g', input: {} },
      ],
    },
  ],
  [
    'an incomplete response',
    'responses',
    [
      { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } },
      { type: 'response.output_text.delta', delta: 'response.completed' },
      {
        type: 'response.incomplete',
        response: { id: 'r', status: 'incomplete', output: [{ type: 'message' }], usage },
      },
    ],
    { id: 'r', status: 'incomplete', output: [{ type: 'message' }], usage },
  ],
];

for (const [says, operation, events, body] of rows)
  test(`${says}: ${operation}`, () => {
    const made = bodyOf(operation, events);
    assert.deepEqual(made, body);
    assert.equal(readings[operation].body(made).kind, 'whole');
  });

test('a tool call whose input broke off is no body', () => {
  const cut = block(0, { type: 'tool_use', id: 't', name: 'f', input: {} }, [
    { type: 'input_json_delta', partial_json: '{"a"' },
  ]);
  assert.equal(bodyOf('messages', [{ type: 'message_start', message: started }, ...cut]), null);
  assert.equal(bodyOf('chat', []), null);
  assert.equal(bodyOf('responses', []), null);
});

test('however text and tool calls are cut into pieces, the body holds them whole', () => {
  const pieces = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 });
  const args = fc.json().map((json) => JSON.stringify({ json }).match(/.{1,3}/gsu) ?? []);
  fc.assert(
    fc.property(fc.constantFrom('chat', 'messages', 'responses'), pieces, args, (operation, text, json) => {
      const events = speak[operation](
        { text, tools: [{ name: 'f', pieces: json }] },
        { id: 'x', model: 'm', inputTokens: 3 },
      );
      const assembler = assemblers[operation]();
      for (const event of events) assembler.take(event);
      const said = JSON.stringify(assembler.body());
      assert.ok(said.includes(JSON.stringify(text.join('')).slice(1, -1)));
      const input = json.join('');
      assert.ok(
        operation === 'messages'
          ? said.includes(JSON.stringify(JSON.parse(input)))
          : said.includes(JSON.stringify(input)),
      );
    }),
  );
});

const asked: readonly (readonly [operation: Assembled, body: string, streamed: string | null])[] = [
  [
    'chat',
    '{ "model":"m",  "n":1.0 }',
    '{"stream_options":{"include_usage":true},"stream":true, "model":"m",  "n":1.0 }',
  ],
  ['chat', '{"stream": false,"model":"m"}', '{"stream_options":{"include_usage":true},"stream": true,"model":"m"}'],
  ['messages', '{"model":"m","stream":null}', '{"model":"m","stream":true}'],
  ['responses', '{"model":"m"}', '{"stream":true,"model":"m"}'],
  ['responses', '{"model":"m","background":true}', null],
  ['chat', '{"model":"m","modalities":["text","audio"]}', null],
  ['chat', '{"model":"m","stream_options":{"include_usage":true}}', null],
  ['chat', '{"model":"m","stream":"yes"}', null],
  ['completions', '{"model":"m","best_of":3}', null],
];

for (const [operation, body, streamed] of asked)
  test(`${operation} ${body} is ${streamed === null ? 'asked for whole' : 'asked for as a stream'}`, () => {
    const made = streamedBody(operation, Buffer.from(body), 'on');
    assert.equal(made === null ? null : Buffer.from(made).toString(), streamed);
  });

test('embeddings are never streamed; only a complaint about the stream is about the stream', () => {
  assert.equal(isAssembled('embeddings'), false);
  assert.equal(isAboutStream({ message: 'Unknown parameter', param: 'stream_options' }), true);
  assert.equal(isAboutStream({ message: 'streaming is not supported', param: null }), true);
  assert.equal(isAboutStream({ message: 'messages is empty', param: 'messages' }), false);
  assert.equal(isAboutStream(null), false);
});
