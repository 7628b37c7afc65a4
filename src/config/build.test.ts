import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../domain/settings.ts';
import type { Route } from '../domain/upstream.ts';
import { loadSettings } from './load.ts';
import { formatError } from './problem.ts';

const settingsOf = (text: string, env: Record<string, string> = {}): Settings => {
  const loaded = loadSettings({ text, file: 'g.yaml', env, baseFolder: '/srv/gateway' });
  if (loaded.kind === 'bad') assert.fail(loaded.errors.map(formatError).join('\n'));
  return loaded.settings;
};

const routeOf = (settings: Settings, model: string): Route => {
  const route = settings.routes.get(model);
  assert.ok(route !== undefined, `no route ${model}`);
  return route;
};

const one = 'upstreams: { a: { url: "http://127.0.0.1:9001/v1/" } }\n';

const ladder = (settings: Settings, model: string): [string, number, number, string | null][] =>
  routeOf(settings, model).targets.map(({ upstream, tier, weight, model: name }) => [
    upstream.name,
    tier,
    weight,
    name,
  ]);

test('a file with one upstream has every default', () => {
  const { routes, ...rest } = settingsOf(one);
  const upstream = {
    name: 'a',
    url: 'http://127.0.0.1:9001/v1',
    dialect: 'openai',
    key: { kind: 'none' },
    headers: {},
    models: null,
    maxConcurrency: null,
    replicas: null,
    health: { path: null, complete: null, everyMs: 5_000 },
    zone: null,
  };
  const timeouts = { connectMs: 2_000, firstTokenMs: 'auto', idleMs: 60_000, answerMs: 600_000, totalMs: 900_000 };
  assert.deepEqual(rest, {
    listen: { host: '127.0.0.1', port: 5020 },
    admin: { host: '127.0.0.1', port: 5021 },
    publicUrl: null,
    zone: null,
    keys: [],
    upstreams: [upstream],
    timeouts,
    retries: { attempts: 3, budget: 0.2, hedge: 'auto' },
    rescue: 'same',
    hold: { maxMs: 300_000, defaultMs: 0 },
    lostClient: { waitMs: 0 },
    keepPrompts: 'memory',
    drainMs: 25_000,
    incidents: { publish: 'corroborated', providers: [], objective: null, partialWeight: 0.3 },
    alerts: [],
    telemetry: null,
    adminToken: null,
    cors: [],
    dns: { servers: [] },
    store: { kind: 'sqlite', path: '/srv/gateway/data/good-gateway.db' },
    shared: { kind: 'memory' },
    support: { url: null, email: null },
    limits: {
      bodyBytes: 33_554_432,
      answerBytes: 67_108_864,
      cacheBytes: 67_108_864,
      calls: 10_000,
      queue: 1_000,
      connections: 20_000,
    },
    log: { level: 'info' },
  });
  assert.deepEqual(
    [...routes],
    [
      [
        '*',
        {
          model: '*',
          totalMs: 900_000,
          targets: [{ upstream, model: null, tier: 1, weight: 1, contextWindow: null, timeouts }],
          sticky: 'off',
          replay: 'safe',
          assemble: 'off',
          cache: null,
        },
      ],
    ],
  );
});

test('every key of a full file arrives', () => {
  const settings = settingsOf(
    `
listen: 0.0.0.0:80
admin: "[::]:81"
publicUrl: https://ai.example.org/
keys:
  team-a: { key: "\${TEAM_A_KEY}", requestsPerMinute: 600, tokensPerMinute: 200000, concurrency: 50, priority: batch }
upstreams:
  primary:
    url: https://api.example.com/v1
    dialect: anthropic
    key: caller
    headers: { X-Team: "a b" }
    models: [claude, "meta/llama:free"]
    maxConcurrency: 7
    replicas: { perReplica: 8, max: 4 }
    health: off
    zone: eu-1
rescue: never
hold: { max: 0s }
lostClient: never
keepPrompts: durable
drain: 0s
incidents: { publish: draft }
adminToken: "\${ADMIN_TOKEN}"
cors: ["https://App.example.org/"]
store: postgres://gateway@db/gateway
shared: rediss://cache:6379
support: { url: "https://example.org/help?from=ai", email: help@example.org }
log: { level: debug }
`,
    { TEAM_A_KEY: 'a'.repeat(20), ADMIN_TOKEN: 'b'.repeat(20), GOOD_GATEWAY_SECRET: 'c'.repeat(20) },
  );
  assert.deepEqual(settings.keys, [
    {
      name: 'team-a',
      key: 'a'.repeat(20),
      requestsPerMinute: 600,
      tokensPerMinute: 200_000,
      concurrency: 50,
      priority: 'batch',
    },
  ]);
  assert.deepEqual(settings.upstreams, [
    {
      name: 'primary',
      url: 'https://api.example.com/v1',
      dialect: 'anthropic',
      key: { kind: 'caller' },
      headers: { 'x-team': 'a b' },
      models: ['claude', 'meta/llama:free'],
      maxConcurrency: 7,
      replicas: { perReplica: 8, min: 1, max: 4 },
      health: null,
      zone: 'eu-1',
    },
  ]);
  const { listen, admin, publicUrl, lostClient, store, shared, cors, support, adminToken } = settings;
  assert.deepEqual(
    [listen, admin],
    [
      { host: '0.0.0.0', port: 80 },
      { host: '::', port: 81 },
    ],
  );
  assert.deepEqual(
    [publicUrl, lostClient, adminToken],
    ['https://ai.example.org', { waitMs: Infinity }, 'b'.repeat(20)],
  );
  assert.deepEqual(store, { kind: 'postgres', url: 'postgres://gateway@db/gateway' });
  assert.deepEqual(shared, { kind: 'redis', url: 'rediss://cache:6379' });
  assert.deepEqual(cors, ['https://app.example.org']);
  assert.deepEqual(support, { url: 'https://example.org/help?from=ai', email: 'help@example.org' });
  assert.deepEqual([settings.hold.maxMs, settings.drainMs, settings.rescue], [0, 0, 'never']);
});

test('the most specific clock wins, and total is a clock of the call', () => {
  const settings = settingsOf(`
upstreams:
  a: { url: "http://127.0.0.1:1", timeouts: { idle: 1s, total: 4s } }
  b: { url: "http://127.0.0.1:2" }
models:
  m: { targets: [ { upstream: a }, { upstream: b } ], timeouts: { idle: 2s, answer: 3s, total: 5s } }
  "*": { targets: [ { upstream: a }, { upstream: b } ] }
timeouts: { connect: 10s, firstToken: 9s, total: 6s }
`);
  const clocks = (model: string): unknown[] =>
    routeOf(settings, model).targets.map(({ timeouts }) => Object.values(timeouts) as unknown[]);
  assert.deepEqual(clocks('m'), [
    [10_000, 9_000, 1_000, 3_000, 4_000],
    [10_000, 9_000, 2_000, 3_000, 5_000],
  ]);
  assert.deepEqual(clocks('*'), [
    [10_000, 9_000, 1_000, 600_000, 4_000],
    [10_000, 9_000, 60_000, 600_000, 6_000],
  ]);
  assert.deepEqual([routeOf(settings, 'm').totalMs, routeOf(settings, '*').totalMs], [5_000, 6_000]);
});

test('without models the first upstream is tier 1 and the rest tier 2', () => {
  const urls = ['a', 'b', 'c'].map((name, index) => `  ${name}: { url: "http://127.0.0.1:${index + 1}" }`);
  const settings = settingsOf(`upstreams:\n${urls.join('\n')}\n`);
  assert.deepEqual(ladder(settings, '*'), [
    ['a', 1, 1, null],
    ['b', 2, 1, null],
    ['c', 2, 1, null],
  ]);
});

test('targets are in the order of their tiers, and inside a tier in that of the file', () => {
  const settings = settingsOf(`
upstreams: { a: { url: "http://127.0.0.1:1" }, b: { url: "http://127.0.0.1:2" } }
models: { m: { targets: [ { upstream: b, tier: 2, model: x }, { upstream: b, weight: 0.5 }, { upstream: a, weight: 3 } ] } }
`);
  assert.deepEqual(ladder(settings, 'm'), [
    ['b', 1, 0.5, null],
    ['a', 1, 3, null],
    ['b', 2, 1, 'x'],
  ]);
});

test('paths of a store are relative to the file, wherever it is', () => {
  assert.deepEqual(settingsOf(`${one}store: sqlite:/var/lib/g.db`).store, { kind: 'sqlite', path: '/var/lib/g.db' });
  assert.deepEqual(settingsOf(`${one}store: sqlite:../g.db`).store, { kind: 'sqlite', path: '/srv/g.db' });
});

test('no settings can be changed through a name that every object has', () => {
  const settings = settingsOf(
    'upstreams: { constructor: { url: "http://127.0.0.1:1" }, toString: { url: "http://127.0.0.1:2" } }',
  );
  assert.deepEqual(ladder(settings, '*'), [
    ['constructor', 1, 1, null],
    ['toString', 2, 1, null],
  ]);
});
