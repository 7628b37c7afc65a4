import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../domain/settings.ts';
import type { Overrides } from './cross-check.ts';
import { type Discovered, discover, modelIds } from './discover.ts';
import { formatError } from './problem.ts';

interface Given {
  readonly env?: Record<string, string>;
  /** Answers by URL; others are `null`, as when nothing listens there. */
  readonly answers?: Record<string, unknown>;
  readonly overrides?: Overrides;
}

const look = async ({ env = {}, answers = {}, overrides }: Given) => {
  const asked: string[] = [];
  let demosStarted = 0;
  const found = await discover({
    env,
    probe: async (url) => {
      asked.push(url);
      return answers[url] ?? null;
    },
    demo: async () => {
      demosStarted += 1;
      return [
        { name: 'demo-a', url: 'http://127.0.0.1:40001/v1', models: ['demo-small'] },
        { name: 'demo-b', url: 'http://127.0.0.1:40002/v1', models: ['demo-large'] },
      ];
    },
    baseFolder: '/srv/gateway',
    signal: new AbortController().signal,
    ...(overrides === undefined ? {} : { overrides }),
  });
  return { found, asked, demosStarted };
};

const good = (found: Discovered): { settings: Settings; lines: readonly string[]; isDemo: boolean } => {
  if (found.kind === 'bad') assert.fail(found.errors.map(formatError).join('\n'));
  return { settings: found.settings, lines: found.found, isDemo: found.isDemo };
};

const ladder = ({ routes }: Settings): [string, number][] =>
  [...(routes.get('*')?.targets ?? [])].map(({ upstream, tier }) => [upstream.name, tier]);

test('keys of the environment become upstreams, the first of them tier 1', async () => {
  const { found, demosStarted } = await look({
    env: {
      GROQ_API_KEY: 'gsk-1',
      OPENAI_API_KEY: ' sk-1\n',
      ANTHROPIC_API_KEY: 'sk-ant-1',
      MISTRAL_API_KEY: '',
      HOME: '/root',
    },
  });
  const { settings, lines, isDemo } = good(found);
  assert.deepEqual(ladder(settings), [
    ['openai', 1],
    ['anthropic', 2],
    ['groq', 2],
  ]);
  assert.deepEqual(
    settings.upstreams.map(({ url, dialect, key }) => [url, dialect, key.kind === 'own' ? key.value : null]),
    [
      ['https://api.openai.com/v1', 'openai', 'sk-1'],
      ['https://api.anthropic.com/v1', 'anthropic', 'sk-ant-1'],
      ['https://api.groq.com/openai/v1', 'openai', 'gsk-1'],
    ],
  );
  assert.deepEqual(lines, [
    'openai: https://api.openai.com/v1 (OPENAI_API_KEY)',
    'anthropic: https://api.anthropic.com/v1 (ANTHROPIC_API_KEY)',
    'groq: https://api.groq.com/openai/v1 (GROQ_API_KEY)',
  ]);
  assert.deepEqual([isDemo, demosStarted], [false, 0]);
  assert.ok(
    settings.upstreams.every(({ models }) => models === null),
    'model names are learned',
  );
});

test('base URLs move a provider as its own SDK would be moved', async () => {
  const { found } = await look({
    env: {
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: 'http://10.0.0.5:8000/v1/',
      OPENAI_ORG_ID: 'org-1',
      ANTHROPIC_API_KEY: 'sk-2',
      ANTHROPIC_BASE_URL: 'https://proxy.example.org/anthropic',
    },
  });
  const { settings, lines } = good(found);
  assert.deepEqual(
    settings.upstreams.map(({ url }) => url),
    ['http://10.0.0.5:8000/v1', 'https://proxy.example.org/anthropic/v1'],
  );
  assert.deepEqual(settings.upstreams[0]?.headers, { 'openai-organization': 'org-1' });
  assert.equal(lines[0], 'openai: http://10.0.0.5:8000/v1 (OPENAI_API_KEY, OPENAI_BASE_URL)');
});

test('a base URL that is this gateway itself is not followed in a circle', async () => {
  const env = { OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://localhost:5020/v1' };
  const { settings, lines } = good((await look({ env })).found);
  assert.equal(settings.upstreams[0]?.url, 'https://api.openai.com/v1');
  assert.deepEqual(lines, [
    'openai: https://api.openai.com/v1 (OPENAI_API_KEY; OPENAI_BASE_URL is this gateway itself)',
  ]);
  const elsewhere = good(
    (await look({ env, overrides: { listen: { host: '127.0.0.1', port: 6000 }, admin: null } })).found,
  );
  assert.equal(elsewhere.settings.upstreams[0]?.url, 'http://localhost:5020/v1');
});

test('an unusable key or base URL is left out and said so, without its value', async () => {
  const { found } = await look({
    env: {
      OPENAI_API_KEY: 'two words',
      ANTHROPIC_API_KEY: 'sk-1',
      ANTHROPIC_BASE_URL: 'https://me:hunter2@x',
      XAI_API_KEY: 'xai-1',
    },
  });
  const { settings, lines } = good(found);
  assert.deepEqual(ladder(settings), [['xai', 1]]);
  assert.deepEqual(lines.slice(0, 2), [
    'openai: left out (OPENAI_API_KEY): key: expected a secret of visible ASCII characters, without spaces or line breaks, got a text that is not shown here',
    'anthropic: left out (ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL): url: expected a URL without user name and password, got a text that is not shown here',
  ]);
  assert.ok(!JSON.stringify(lines).includes('hunter2'));
});

test('local servers count only when their model list has the right shape', async () => {
  const { found, asked } = await look({
    answers: {
      'http://127.0.0.1:11434/v1/models': { object: 'list', data: [{ id: 'llama3.1:8b' }] },
      'http://127.0.0.1:8080/v1/models': '<html>a printer</html>',
      'http://127.0.0.1:8000/v1/models': { data: [{ name: 'no id' }] },
      'http://127.0.0.1:1234/v1/models': { object: 'list', data: [] },
    },
  });
  assert.deepEqual(asked.toSorted(), [
    'http://127.0.0.1:11434/v1/models',
    'http://127.0.0.1:1234/v1/models',
    'http://127.0.0.1:8000/v1/models',
    'http://127.0.0.1:8080/v1/models',
  ]);
  const { settings, lines } = good(found);
  assert.deepEqual(ladder(settings), [
    ['ollama', 1],
    ['lm-studio', 2],
  ]);
  assert.deepEqual(lines, [
    'ollama: Ollama at http://127.0.0.1:11434/v1 (1 model)',
    'lm-studio: LM Studio at http://127.0.0.1:1234/v1 (0 models)',
  ]);
});

test('the gateway does not find itself on a port of a local server', async () => {
  const { asked } = await look({ overrides: { listen: { host: '127.0.0.1', port: 8080 }, admin: null } });
  assert.ok(!asked.some((url) => url.includes(':8080/')));
});

test('with nothing found the demo models answer, and that is said', async () => {
  const { found, demosStarted } = await look({ env: { OPENAI_BASE_URL: 'http://x/v1' } });
  const { settings, lines, isDemo } = good(found);
  assert.deepEqual([isDemo, demosStarted], [true, 1]);
  assert.deepEqual(ladder(settings), [
    ['demo-a', 1],
    ['demo-b', 2],
  ]);
  assert.deepEqual(
    settings.upstreams.map(({ models }) => models),
    [['demo-small'], ['demo-large']],
  );
  assert.deepEqual(lines, [
    'no provider key in the environment and no model server on this machine: the demo models answer',
    'demo-a: a demo, not an AI (demo-small)',
    'demo-b: a demo, not an AI (demo-large)',
  ]);
});

test('without keys there is no listening on an open address, found upstreams or not', async () => {
  const { found } = await look({
    env: { OPENAI_API_KEY: 'sk-1' },
    overrides: { listen: { host: '0.0.0.0', port: 80 }, admin: null },
  });
  assert.deepEqual(found.kind === 'bad' ? found.errors.map(formatError) : [], [
    'listen: expected a loopback address while there are no "keys", got 0.0.0.0:80 from --listen: anybody who reaches it could use your providers at your cost; add "keys"',
  ]);
});

test('a model list is told from anything else', () => {
  const cases: [unknown, readonly string[] | null][] = [
    [{ object: 'list', data: [{ id: 'a' }, { id: 'b', owned_by: 'x' }] }, ['a', 'b']],
    [{ data: [] }, []],
    [{ data: [{ id: 1 }] }, null],
    [{ data: [null] }, null],
    [{ data: {} }, null],
    [[{ id: 'a' }], null],
    ['data', null],
    [null, null],
    [undefined, null],
  ];
  for (const [answer, ids] of cases) assert.deepEqual(modelIds(answer), ids, JSON.stringify(answer));
});
