import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyStreams } from './streams.ts';

const streams: readonly string[] = [
  '/v1/',
  '/v1',
  '^/v1/',
  '^/v1/(chat/completions|embeddings)$',
  '/v1/messages',
  '/openai/v1/chat/completions',
  '/api/chat/',
  '/api/generate',
  '/generate_stream',
  '/events/sse',
  'vllm',
  'gpu-llm',
  'llm_backend',
  'api.openai.com',
  'api.mistral.ai',
  '10.0.0.5:11434',
  '127.0.0.1:5020',
  'ai-backend',
];

const others: readonly string[] = [
  '/',
  '/api/v1/',
  '/api/v1/orders',
  '/v1/orders',
  '/v1beta',
  '/api/messages',
  '/static/',
  'app.company.ai',
  'mail',
  'web:3000',
  '/main/',
  'remodel',
  'upstream_app',
];

test('paths and names of model calls are taken for streams, with a reason', () => {
  for (const text of streams) assert.match(whyStreams([text], null) ?? 'none', new RegExp(`: (?:a |named|the )`), text);
});

test('other paths and names are not', () => {
  for (const text of others) assert.equal(whyStreams([text], null), null, text);
});

test('the bare root of an API is not taken for that of models where its server is named after something else', () => {
  for (const other of ['vault', 'orders', 'user-service', 'shop.example.org', 'http://payments:8080'])
    assert.equal(whyStreams(['/v1/', other], null), null, other);
  for (const other of ['backend', 'api', 'app_servers', '10.0.0.5:8000', 'api.example.org', 'restore'])
    assert.equal(whyStreams(['/v1/', other], null), '/v1/: a path of model calls', other);
  assert.equal(whyStreams(['/v1/', 'orders', 'vllm'], null), 'vllm: a model server');
});

test('a pattern says of any path that it streams', () => {
  assert.equal(whyStreams(['/reports/live'], /live/), '/reports/live matches --streaming');
});
