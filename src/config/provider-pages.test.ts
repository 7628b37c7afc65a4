import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from './load.ts';

const pagesOf = (config: object): readonly object[] | string => {
  const loaded = loadSettings({ text: JSON.stringify(config), file: 'x.yaml', env: {}, baseFolder: '/' });
  return loaded.kind === 'bad'
    ? loaded.errors.map(({ message }) => message).join()
    : loaded.settings.incidents.providers;
};

const openai = { url: 'https://api.openai.com/v1' };
const own = {
  url: 'http://models.test/v1',
  statusPage: { url: 'http://status.test/', components: ['Claude API (eu)'] },
};

test('those of OpenAI and Anthropic are known, where they are upstreams', () => {
  const upstreams = {
    a: openai,
    b: openai,
    c: { url: 'https://api.anthropic.com' },
    d: { url: 'http://models.test/v1' },
  };
  assert.deepEqual(pagesOf({ upstreams }), [
    {
      url: 'https://status.openai.com',
      components: ['Chat Completions', 'Responses', 'Embeddings'],
      upstreams: ['a', 'b'],
    },
    { url: 'https://status.claude.com', components: ['Claude API'], upstreams: ['c'] },
  ]);
});

test('one of your own', () => {
  assert.deepEqual(pagesOf({ upstreams: { own } }), [
    { url: 'http://status.test', components: ['Claude API (eu)'], upstreams: ['own'] },
  ]);
});

test('off for one, and for all', () => {
  assert.deepEqual(pagesOf({ upstreams: { a: { ...openai, statusPage: 'off' } } }), []);
  assert.deepEqual(pagesOf({ upstreams: { a: openai, own }, incidents: { providerPages: 'off' } }), []);
});

test('what is no page is refused', () => {
  assert.match(JSON.stringify(pagesOf({ upstreams: { a: { ...openai, statusPage: 'yes' } } })), /auto|off/);
});
