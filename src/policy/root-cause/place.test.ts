import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, programOf } from './place.ts';

test('a provider is the registered name behind an address', () => {
  const cases: Readonly<Record<string, string | null>> = {
    'https://api.example.com/v1': 'example.com',
    'https://eu.api.example.co.uk/v1': 'example.co.uk',
    'https://example.com': 'example.com',
    'http://127.0.0.1:9000/v1': null,
    'http://[::1]:9000/v1': null,
    'http://localhost:1': null,
    'http://model.localhost:1': null,
    'http://vllm:8000/v1': null,
    'not a url': null,
  };
  for (const [url, provider] of Object.entries(cases))
    assert.deepEqual(placeOf({ url, zone: null }), { zone: null, provider });
});

test('a client program is known by its name without its version', () => {
  const cases: Readonly<Record<string, string | null>> = {
    'OpenAI/Python 1.52.0': 'openai-python',
    'OpenAI/JS 7.57.0': 'openai-js',
    'Anthropic/JS 1.12.0': 'anthropic-js',
    'python-httpx/0.27.0': 'python-httpx',
    node: 'node',
    'curl/8.5.0': 'curl',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36': 'chrome',
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0':
      'edge',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0': 'firefox',
    '<script>': 'other',
    '': null,
  };
  for (const [agent, program] of Object.entries(cases)) assert.equal(programOf(agent), program, agent);
});
