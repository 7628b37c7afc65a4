import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Known } from './capabilities.ts';
import type { Prefix, Streamed, Way } from './index.ts';
import { capabilitiesOf, requestBody, rescues, ways } from './index.ts';
import type { Told } from '../../../test/dialect/recorded.ts';
import { heard, speak } from '../../../test/dialect/recorded.ts';
import { eventOf } from './seam.ts';

const first = { id: 'a', model: 'm-one', inputTokens: 11 };
const second = { id: 'bbb', model: 'm-two', inputTokens: 20 };
const fox: Told = { text: ['The', ' quick', ' brown', ' fox', ' jumps'] };

const sentOf = (operation: Streamed, told: Told, events: number): Prefix =>
  rescues[operation].assemble(speak[operation](told, first).slice(0, events));

const jsonOf = (bytes: Uint8Array): JsonObject => objectOf(Buffer.from(bytes).toString('utf8')) ?? {};

const ask = (content: string): JsonObject => ({ messages: [{ role: 'user', content }] });

test('what a target can do is read off its kind, its model and who owns that', () => {
  const cases: readonly (readonly [Partial<Known>, string | null])[] = [
    [{ ownedBy: 'vllm' }, 'continue_final_message'],
    [{ ownedBy: 'llamacpp' }, 'plain'],
    [{ ownedBy: 'library' }, 'plain'],
    [{ ownedBy: 'openai' }, null],
    [{ model: 'deepseek-chat' }, 'assistant_prefix'],
    [{ model: 'mistral-large-latest' }, 'assistant_prefix'],
    [{ dialect: 'anthropic', model: 'claude-3-5-haiku-20241022' }, 'anthropic'],
    [{ dialect: 'anthropic', model: 'claude-sonnet-4-5-20250929' }, 'anthropic'],
    [{ dialect: 'anthropic', model: 'claude-opus-4-20250514' }, 'anthropic'],
    [{ dialect: 'anthropic', model: 'claude-opus-4-6' }, null],
    [{ dialect: 'anthropic', model: 'claude-opus-5-5' }, null],
    [{ dialect: 'azure', ownedBy: 'vllm' }, null],
  ];
  for (const [known, prefill] of cases)
    assert.equal(
      capabilitiesOf({ dialect: 'openai', model: 'x', ownedBy: null, ...known }).prefill,
      prefill,
      JSON.stringify(known),
    );
});

const how = (prefix: Prefix, request: JsonObject): string =>
  ways(prefix, request, { prefill: 'plain' })
    .map((way) => way.how)
    .join(' ');

test('what cannot be told apart or verified has no way, what is no prose is only told again', () => {
  const text = sentOf('chat', fox, 4);
  assert.equal(how(text, ask('Why?')), 'prefill restart continue');
  assert.equal(how(text, { ...ask('Why?'), response_format: { type: 'json_schema' } }), 'restart');
  assert.equal(how(text, { ...ask('Why?'), n: 2 }), '');
  assert.equal(how(sentOf('chat', { text: [], tools: [{ name: 'f', pieces: ['{'] }] }, 3), ask('Why?')), 'restart');
  assert.equal(how(sentOf('chat', { text: [], reasoning: ['I think'] }, 2), ask('Why?')), 'restart');
  assert.equal(how(sentOf('chat', { text: [' '] }, 2), ask('Why?')), 'restart');
  assert.equal(how(sentOf('chat', fox, 1), ask('Why?')), 'restart');
  const completion = sentOf('completions', fox, 3);
  assert.equal(how(completion, { prompt: 'Why?' }), 'prefill restart');
  assert.equal(how(completion, { prompt: 'Why?', echo: true }), 'restart');
  assert.equal(how(completion, { prompt: ['Why?', 'How?'] }), 'restart');
  const ended: JsonObject = {
    messages: [
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: 'Once' },
    ],
  };
  assert.equal(how(text, ended), 'prefill restart');
  assert.equal(how(sentOf('messages', fox, 5), { ...ask('Why?'), thinking: { type: 'enabled' } }), 'restart continue');
  assert.equal(how(sentOf('messages', fox, 9), ask('Why?')), 'restart');
  const refused = rescues.chat.assemble([eventOf({ choices: [{ index: 0, delta: { refusal: 'I cannot' } }] }, '')]);
  assert.equal(how(refused, ask('Why?')), '');
  const two = [0, 1].map((index) => eventOf({ choices: [{ index, delta: { content: 'a' } }] }, ''));
  assert.equal(how(rescues.chat.assemble(two), ask('Why?')), '');
});

const thought: readonly SseEvent[] = [
  ['content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }] as const,
  ['content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } }] as const,
].map(([type, members]) => eventOf({ type, ...members }, type));

test('thoughts that need the signature of their own run have no way', () => {
  const prefix = rescues.messages.assemble([...speak.messages(fox, first).slice(0, 2), ...thought]);
  assert.equal(prefix.kind, 'reasoning');
  assert.deepEqual(ways(prefix, ask('Why?'), { prefill: 'anthropic' }), []);
});

test('a request keeps its bytes but for what the way needs', () => {
  const original = Buffer.from(
    '{"model":"m", "seed":12345678901234567890,"messages":[{"role":"user","content":"Hi"}],"max_tokens":100}',
  );
  const prefix = sentOf('chat', { text: ['The', ' quick', ' '] }, 4);
  const way: Way = { how: 'prefill', style: 'continue_final_message' };
  const body = Buffer.from(requestBody(way, original, prefix)).toString('utf8');
  assert.ok(body.includes('"seed":12345678901234567890'));
  assert.deepEqual(
    { ...jsonOf(Buffer.from(body)), seed: 0 },
    {
      model: 'm',
      seed: 0,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'The quick' },
      ],
      max_tokens: 97,
      continue_final_message: true,
      add_generation_prompt: false,
    },
  );
  assert.equal(requestBody({ how: 'restart' }, original, prefix), original);
  const marked = jsonOf(requestBody({ how: 'prefill', style: 'assistant_prefix' }, original, prefix))['messages'];
  assert.deepEqual(Array.isArray(marked) && marked.at(-1), { role: 'assistant', content: 'The quick', prefix: true });
});

test("a caller's own prefill is gone on with in its place", () => {
  const turns = [
    { role: 'user', content: 'Go' },
    { role: 'assistant', content: 'Once ' },
  ];
  const original = Buffer.from(JSON.stringify({ messages: turns }));
  const body = jsonOf(
    requestBody({ how: 'prefill', style: 'plain' }, original, sentOf('chat', { text: ['upon', ' a'] }, 3)),
  );
  assert.deepEqual(body['messages'], [turns[0], { role: 'assistant', content: 'Once upon a' }]);
});

const asked = (question: string): string => {
  const body = jsonOf(
    requestBody({ how: 'continue' }, Buffer.from(JSON.stringify(ask(question))), sentOf('chat', fox, 5)),
  );
  const turn: unknown = Array.isArray(body['messages']) ? body['messages'].at(-1) : null;
  return isObject(turn) ? String(turn['content']) : '';
};

test('the rest is asked for in the language of the question', () => {
  const cases = [
    ['Why is the sky blue?', 'Continue your'],
    ['Warum ist der Himmel blau?', 'Setze'],
    ['Pourquoi le ciel est-il bleu ?', 'Continue ton'],
    ['¿Por qué el cielo es azul?', 'Continúa tu'],
    ['Por que o céu é azul?', 'Continue a sua'],
    ['Perché il cielo è blu?', 'Continua il'],
    ['Waarom is de lucht blauw?', 'Ga verder'],
    ['Почему небо голубое и как это работает?', 'Продолжи'],
    ['Чому небо блакитне і що це?', 'Продовж'],
    ['天空为什么是蓝色的？', '请接着'],
    ['空はなぜ青いのですか？', '直前'],
    ['하늘은 왜 파란가요?', '바로'],
    ['لماذا السماء زرقاء؟', 'أكمل'],
  ] as const;
  for (const [question, start] of cases)
    assert.ok(asked(question).startsWith(start), `${question} → ${asked(question)}`);
  assert.equal(asked('Fibonacci 10'), 'The quick brown fox…');
  assert.ok(asked('Why is the sky blue?').endsWith('\n\nThe quick brown fox'));
});

const goOn = (operation: Streamed, way: Way, at: { told: Told; sent: number; next: Told }): readonly JsonObject[] => {
  const prefix = sentOf(operation, at.told, at.sent);
  const seam = rescues[operation].seam({ prefix, way, isStructured: false });
  const passages = speak[operation](at.next, second).map((event) => seam.take(event));
  return heard(passages.flatMap((passage) => (passage.kind === 'pass' ? passage.events : [])));
};

const usageOf = (said: readonly JsonObject[]): unknown => said.findLast((each) => isObject(each['usage']))?.['usage'];

test('usage counts the question once and the answer as it was told over all attempts', () => {
  const chat = goOn('chat', { how: 'restart' }, { told: fox, sent: 4, next: fox });
  assert.deepEqual(usageOf(chat), { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 });
  const prefilled = goOn(
    'chat',
    { how: 'prefill', style: 'plain' },
    { told: fox, sent: 4, next: { text: [' fox', ' jumps'] } },
  );
  assert.deepEqual(usageOf(prefilled), { prompt_tokens: 17, completion_tokens: 5, total_tokens: 22 });
  const messages = goOn('messages', { how: 'restart' }, { told: fox, sent: 6, next: fox });
  assert.deepEqual(usageOf(messages), { output_tokens: 8 });
});

test('a reason to stop is told once, however often the upstream tells it', () => {
  const events = speak.chat(fox, second);
  const finish = events.findIndex((event) => event.data.includes('"stop"'));
  const seam = rescues.chat.seam({ prefix: sentOf('chat', fox, 4), way: { how: 'restart' }, isStructured: false });
  const doubled = events.toSpliced(finish, 0, ...events.slice(finish, finish + 1));
  const passages = [...doubled.map((event) => seam.take(event)), seam.end()];
  const said = passages.flatMap((passage) => (passage.kind === 'pass' ? passage.events : []));
  assert.equal(said.filter((event) => event.data.includes('"stop"')).length, 1);
  assert.equal(said.at(-1)?.data, '[DONE]');
});

test('reasoning of another run is never glued to what the caller has, and the answer behind it is whole', () => {
  const next: Told = { reasoning: ['Another', ' thought'], text: fox.text };
  const said = goOn(
    'chat',
    { how: 'restart' },
    { told: { reasoning: ['I', ' think'], text: fox.text }, sent: 3, next },
  );
  assert.ok(!JSON.stringify(said).includes('thought'));
  assert.ok(JSON.stringify(said).includes('" jumps"'));
});

test('an answer that only thinks where the text was to go on is no rest', () => {
  const prefix = sentOf('chat', fox, 4);
  const way: Way = { how: 'prefill', style: 'continue_final_message' };
  const seam = rescues.chat.seam({ prefix, way, isStructured: false });
  const kinds = speak.chat({ reasoning: [' fox jumps'], text: [] }, second).map((event) => seam.take(event).kind);
  assert.ok(kinds.includes('diverged') && !kinds.includes('pass'));
});

test('structured output may differ in white space and in nothing else', () => {
  const sent = rescues.chat.assemble(speak.chat({ text: ['{"a": ', '"X'] }, first).slice(0, 3));
  for (const [told, kind] of [
    ['{"a":"X"}', 'pass'],
    ['{"a":"x"}', 'diverged'],
  ] as const) {
    const seam = rescues.chat.seam({ prefix: sent, way: { how: 'restart' }, isStructured: true });
    const kinds = speak.chat({ text: [told] }, second).map((event) => seam.take(event).kind);
    assert.equal(kinds[1], kind);
  }
});

test('a call that comes where the text was to go on closes the text first', () => {
  const next: Told = { text: [], tools: [{ name: 'search', pieces: ['{}'] }] };
  const said = goOn('messages', { how: 'prefill', style: 'anthropic' }, { told: fox, sent: 6, next });
  assert.deepEqual(
    said.map((each) => [each['type'], each['index']]),
    [
      ['content_block_stop', 0],
      ['content_block_start', 1],
      ['content_block_delta', 1],
      ['content_block_stop', 1],
      ['message_delta', undefined],
      ['message_stop', undefined],
    ],
  );
});
