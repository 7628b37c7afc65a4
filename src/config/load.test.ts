import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../domain/settings.ts';
import type { Overrides } from './cross-check.ts';
import { type Loaded, loadSettings } from './load.ts';
import { formatError } from './problem.ts';

interface Given {
  readonly env?: Record<string, string>;
  readonly overrides?: Overrides;
}

const load = (text: string, { env = {}, overrides }: Given = {}): Loaded =>
  loadSettings({
    text,
    file: 'g.yaml',
    env,
    baseFolder: '/srv/gateway',
    ...(overrides === undefined ? {} : { overrides }),
  });

const settingsOf = (text: string, given?: Given): Settings => {
  const loaded = load(text, given);
  if (loaded.kind === 'bad') assert.fail(loaded.errors.map(formatError).join('\n'));
  return loaded.settings;
};

const errorsOf = (text: string, given?: Given): string[] => {
  const loaded = load(text, given);
  return loaded.kind === 'bad' ? loaded.errors.map(formatError) : [];
};

const warningsOf = (text: string): string[] => {
  const loaded = load(text);
  return loaded.kind === 'ok' ? loaded.warnings.map(formatError) : ['rejected'];
};

/** A good file around the lines of a case, which begin on line 2. */
const up = 'upstreams: { a: { url: "http://127.0.0.1:9001/v1" }, b: { url: "http://127.0.0.1:9002/v1" } }\n';

const wrong: [string, string, string[], Given?][] = [
  ['an empty file', '', ['g.yaml:1:1: upstreams: missing: expected at least one upstream, as a mapping from its name']],
  [
    'only comments',
    '# x\n',
    ['g.yaml:1:1: upstreams: missing: expected at least one upstream, as a mapping from its name'],
  ],
  ['a text', 'hello', ['g.yaml:1:1: expected a mapping, got a text']],
  ['a list', '- a', ['g.yaml:1:1: expected a mapping, got a list']],
  ['no upstreams', 'upstreams: {}', ['g.yaml:1:12: upstreams: expected at least one upstream, got none']],
  [
    'upstreams left empty',
    'upstreams:\n',
    ['g.yaml:1:11: upstreams: expected at least one upstream, as a mapping from its name, got nothing'],
  ],
  [
    'a wrong duration',
    `${up}timeouts:\n  idle: sixty\n`,
    ['g.yaml:3:9: timeouts.idle: expected a duration such as "60s", got "sixty"'],
  ],
  ['a bare number', `${up}drain: 25`, ['g.yaml:2:8: drain: expected a duration such as "60s", got 25']],
  [
    'a clock of nought',
    `${up}timeouts: { connect: 0s }`,
    ['g.yaml:2:22: timeouts.connect: expected a duration above 0, such as "60s", got "0s"'],
  ],
  [
    'a clock too long for a timer',
    `${up}timeouts: { total: 900h }`,
    ['g.yaml:2:20: timeouts.total: expected a duration such as "60s", got "900h"'],
  ],
  [
    'a wrong first token',
    `${up}timeouts: { firstToken: never }`,
    ['g.yaml:2:25: timeouts.firstToken: expected "auto" or a duration such as "60s", got "never"'],
  ],
  [
    'a wrong patience',
    `${up}lostClient: off`,
    ['g.yaml:2:13: lostClient: expected "cancel", "never" or a duration such as "30s", got "off"'],
  ],
  [
    'a wrong share',
    `${up}retries: { budget: 0.2, attempts: 0 }`,
    [
      'g.yaml:2:20: retries.budget: expected a share from "0%" to "100%", got 0.2',
      'g.yaml:2:35: retries.attempts: expected a whole number from 1 to 20, got 0',
    ],
  ],
  [
    'a wrong size',
    `${up}limits: { body: 10, answer: 0kb }`,
    [
      'g.yaml:2:17: limits.body: expected a size such as "10mb", got 10',
      'g.yaml:2:29: limits.answer: expected a size above 0, such as "10mb", got "0kb"',
    ],
  ],
  ['a wrong word', `${up}rescue: always`, ['g.yaml:2:9: rescue: expected "same", "any" or "never", got "always"']],
  [
    'a wrong address',
    `${up}listen: 5020`,
    ['g.yaml:2:9: listen: expected an address such as "127.0.0.1:5020" or "[::1]:5020", got 5020'],
  ],
  [
    'an unknown key near a known one',
    `${up}timeout: { idle: 1s }`,
    ['g.yaml:2:1: timeout: expected a known key, got "timeout"; did you mean "timeouts"?'],
  ],
  [
    'an unknown inner key',
    `${up}hold: { maximum: 5m }`,
    ['g.yaml:2:9: hold.maximum: expected a known key, got "maximum"; did you mean "max"?'],
  ],
  [
    'an unknown key near none',
    `${up}log: { colour: red }`,
    ['g.yaml:2:8: log.colour: expected a known key, got "colour"; known here: "level"'],
  ],
  [
    'a space forgotten',
    'upstreams: { a: { url: "http://127.0.0.1:1", key:hunter2 } }',
    [
      'g.yaml:1:46: upstreams.a["key…"]: expected a known key, got "key…" with no space after its ":"; did you mean "key"?',
    ],
  ],
  ['a key twice', `${up}drain: 1s\ndrain: 2s`, ['g.yaml:3:1: drain: expected each key once; it is already on line 2']],
  [
    'a mapping where none belongs',
    `${up}drain: { a: 1 }`,
    ['g.yaml:2:8: drain: expected a duration such as "60s", got a mapping'],
  ],
  ['a text where a mapping belongs', `${up}timeouts: 60s`, ['g.yaml:2:11: timeouts: expected a mapping, got a text']],
  [
    'health switched off wrongly',
    'upstreams: { a: { url: "http://127.0.0.1:1", health: false } }',
    ['g.yaml:1:54: upstreams.a.health: expected "off" or a mapping, got false'],
  ],
  [
    'a wrong key of health',
    'upstreams: { a: { url: "http://127.0.0.1:1", health: { evry: 5s, path: health } } }',
    [
      'g.yaml:1:56: upstreams.a.health.evry: expected a known key, got "evry"; did you mean "every"?',
      'g.yaml:1:72: upstreams.a.health.path: expected a path such as "/health", got "health"',
    ],
  ],
  [
    'no url',
    'upstreams:\n  a: { dialect: openai }',
    ['g.yaml:2:3: upstreams.a.url: missing: expected an http or https URL such as "https://api.example.com/v1"'],
  ],
  [
    'a url of another scheme',
    'upstreams: { a: { url: "ftp://x/v1" } }',
    [
      'g.yaml:1:24: upstreams.a.url: expected an http or https URL such as "https://api.example.com/v1", got "ftp://x/v1"',
    ],
  ],
  [
    'a url with credentials',
    'upstreams: { a: { url: "https://me:hunter2@x/v1" } }',
    ['g.yaml:1:24: upstreams.a.url: expected a URL without user name and password, got a text that is not shown here'],
  ],
  [
    'a url with a query',
    'upstreams: { a: { url: "https://x/v1?api-key=hunter2" } }',
    ['g.yaml:1:24: upstreams.a.url: expected a URL without "?" and "#", got a text that is not shown here'],
  ],
  [
    'a url with a fragment',
    'upstreams: { a: { url: "https://x/v1#top" } }',
    ['g.yaml:1:24: upstreams.a.url: expected a URL without "?" and "#", got "https://x/v1#top"'],
  ],
  [
    'a url of a single API',
    'upstreams: { a: { url: "https://x/v1/chat/completions" } }',
    [
      'g.yaml:1:24: upstreams.a.url: expected a base URL such as "https://api.example.com/v1": leave out the path of a single API, got "https://x/v1/chat/completions"',
    ],
  ],
  [
    'a url of our own',
    'upstreams: { a: { url: "http://localhost:5020/v1" } }',
    [
      'g.yaml:1:24: upstreams.a.url: expected the address of an upstream, got the one this gateway listens on: calls would go round in a circle',
    ],
  ],
  [
    'a bad upstream name',
    'upstreams: { "a b": { url: "http://127.0.0.1:1" } }',
    ['g.yaml:1:14: upstreams["a…"]: expected a name of 1 to 64 letters, digits, ".", "_" or "-", got "a…"'],
  ],
  [
    'an empty upstream name',
    'upstreams: { "": { url: "http://127.0.0.1:1" } }',
    ['g.yaml:1:14: upstreams[""]: expected a name of 1 to 64 letters, digits, ".", "_" or "-", got ""'],
  ],
  [
    'an upstream name that would lose its place',
    'upstreams: { b: { url: "http://127.0.0.1:1" }, "1": { url: "http://127.0.0.1:2" } }',
    ['g.yaml:1:48: upstreams.1: expected a name of 1 to 64 letters, digits, ".", "_" or "-", not only digits, got "1"'],
  ],
  [
    'headers that are ours or break the head',
    'upstreams: { a: { url: "http://127.0.0.1:1", headers: { Host: x, "a b": y, x-c: "a\\nb" } } }',
    [
      'g.yaml:1:57: upstreams.a.headers.Host: expected a header that the gateway does not set itself, got "Host"',
      'g.yaml:1:66: upstreams.a.headers["a…"]: expected a header name such as "x-team" (RFC 9110 section 5.1), got "a…"',
      'g.yaml:1:81: upstreams.a.headers.x-c: expected a header value of visible ASCII characters, without line breaks, got a text that is not shown here',
    ],
  ],
  [
    'an unknown upstream',
    `${up}models: { m: { targets: [ { upstream: a }, { upstream: bb } ] } }`,
    ['g.yaml:2:56: models.m.targets[1].upstream: expected the name of one of "upstreams", got "bb"; did you mean "b"?'],
  ],
  [
    'an upstream like no other',
    `${up}models: { m.1: { targets: [ { upstream: elsewhere } ] } }`,
    [
      'g.yaml:2:41: models["m.1"].targets[0].upstream: expected the name of one of "upstreams", got "elsewhere"; known here: "a", "b"',
    ],
  ],
  [
    'answers kept that were paid for with the callers’ own keys',
    'upstreams: { a: { url: "http://a.test", key: caller } }\nmodels: { m: { targets: [ { upstream: a } ], cache: {} } }',
    [
      'g.yaml:2:39: models.m.targets[0].upstream: expected an upstream with a key of ours where answers are kept (cache), got "a"',
    ],
  ],
  [
    'a cache that is neither on nor off',
    'upstreams: { a: { url: "http://a.test" } }\nmodels: { m: { targets: [ { upstream: a } ], cache: { shareAcrossKeys: 1 } } }',
    ['g.yaml:2:72: models.m.cache.shareAcrossKeys: expected true or false, got 1'],
  ],
  [
    'no targets',
    `${up}models: { m: { targets: [] }, n: {} }`,
    [
      'g.yaml:2:25: models.m.targets: expected at least one target, got an empty list',
      'g.yaml:2:31: models.n.targets: missing: expected a list of targets',
    ],
  ],
  [
    'tiers and weights out of range',
    `${up}models: { m: { targets: [ { upstream: a, tier: 0, weight: 0 }, { upstream: b, tier: 1.5, weight: -1 } ] } }`,
    [
      'g.yaml:2:48: models.m.targets[0].tier: expected a whole number from 1 to 100, got 0',
      'g.yaml:2:59: models.m.targets[0].weight: expected a number above 0, got 0',
      'g.yaml:2:85: models.m.targets[1].tier: expected a whole number from 1 to 100, got 1.5',
      'g.yaml:2:98: models.m.targets[1].weight: expected a number above 0, got -1',
    ],
  ],
  [
    'weights that are no numbers',
    `${up}models: { m: { targets: [ { upstream: a, weight: .inf }, { upstream: b, weight: .nan } ] } }`,
    [
      'g.yaml:2:50: models.m.targets[0].weight: expected a number above 0, got Infinity',
      'g.yaml:2:81: models.m.targets[1].weight: expected a number above 0, got NaN',
    ],
  ],
  [
    'a missing name of the environment',
    'upstreams: { a: { url: "http://127.0.0.1:1", key: "${NOPE}" } }',
    ['g.yaml:1:51: upstreams.a.key: the environment has no NOPE: set it, or write "$${" for a plain "${"'],
  ],
  [
    'a missing name where a value is needed',
    'upstreams: { a: { url: "${NOPE}" } }',
    ['g.yaml:1:24: upstreams.a.url: the environment has no NOPE: set it, or write "$${" for a plain "${"'],
  ],
  [
    'an empty value of the environment',
    'upstreams: { a: { url: "http://127.0.0.1:1", key: "${K}" } }',
    [
      'g.yaml:1:51: upstreams.a.key: expected a secret of visible ASCII characters, without spaces or line breaks, got an empty value from ${K}',
    ],
    { env: { K: '' } },
  ],
  [
    'a key with a line break at its end',
    'upstreams: { a: { url: "http://127.0.0.1:1", key: "${K}" } }',
    [
      'g.yaml:1:51: upstreams.a.key: expected a secret of visible ASCII characters, without spaces or line breaks, got the value of ${K}',
    ],
    { env: { K: 'sk-1\n' } },
  ],
  [
    'durable prompts without the secret',
    `${up}keepPrompts: durable`,
    [
      'g.yaml:2:14: keepPrompts: expected GOOD_GATEWAY_SECRET in the environment for "durable": prompts are written to disk only encrypted with it',
    ],
  ],
  [
    'an open listener without keys',
    `${up}listen: 0.0.0.0:5020`,
    [
      'g.yaml:2:9: listen: expected a loopback address while there are no "keys", got 0.0.0.0:5020: anybody who reaches it could use your providers at your cost; add "keys"',
    ],
  ],
  [
    'an open listener by command line',
    up,
    [
      'g.yaml:1:1: listen: expected a loopback address while there are no "keys", got [::]:80 from --listen: anybody who reaches it could use your providers at your cost; add "keys"',
    ],
    { overrides: { listen: { host: '::', port: 80 }, admin: null } },
  ],
  [
    'an open admin without token',
    `${up}admin: 10.0.0.1:5021`,
    [
      'g.yaml:2:8: admin: expected a loopback address while there is no "adminToken", got 10.0.0.1:5021: anybody who reaches it could drain upstreams and read the record of calls',
    ],
  ],
  [
    'both listeners in one place',
    `${up}admin: 127.0.0.1:5020\nlisten: 127.0.0.1:5020`,
    ['g.yaml:2:8: admin: expected another address than "listen", got 127.0.0.1:5020 for both'],
  ],
  [
    'a secret twice',
    `${up}keys:\n  x: { key: hunter2hunter2hunter2 }\n  y: { key: hunter2hunter2hunter2 }`,
    ['g.yaml:4:13: keys.y.key: expected a secret of its own, got the same one as "x"'],
  ],
  [
    'a secret in the wrong place',
    `${up}keys: { x: hunter2, y: { kye: hunter2 }, z: { key: [hunter2] }, w: { key: 4711 } }`,
    [
      'g.yaml:2:12: keys.x: expected a mapping, got a text',
      'g.yaml:2:21: keys.y.key: missing: expected a secret of visible ASCII characters, without spaces or line breaks',
      'g.yaml:2:26: keys.y.kye: expected a known key, got "kye"; did you mean "key"?',
      'g.yaml:2:52: keys.z.key: expected a secret of visible ASCII characters, without spaces or line breaks, got a list',
      'g.yaml:2:75: keys.w.key: expected a secret of visible ASCII characters, without spaces or line breaks, got a number that is not shown here',
    ],
  ],
  [
    'an origin with a path',
    `${up}cors: ["https://x.org/app", "*"]`,
    [
      'g.yaml:2:8: cors[0]: expected an origin such as "https://app.example.org": scheme, host and port, no path, got "https://x.org/app"',
      'g.yaml:2:29: cors[1]: expected an http or https URL such as "https://app.example.org", got "*"',
    ],
  ],
  [
    'stores of unknown kinds',
    `${up}store: mysql://x\nshared: redis`,
    [
      'g.yaml:2:8: store: expected "sqlite:PATH" or "postgres://…", got "mysql://x"',
      'g.yaml:3:9: shared: expected "memory" or "redis://…", got "redis"',
    ],
  ],
  [
    'broken YAML',
    'upstreams:\n  a: { url: "x"\nlisten: 1',
    ['g.yaml:3:1: expected the same indentation as the lines around it, or a closing bracket before'],
  ],
  [
    'a reference without quotes in braces',
    'upstreams: { a: { url: ${URL} } }',
    [
      'g.yaml:1:25: expected the end of the value: put values that hold any of { } [ ] , # in quotes, such as "${NAME}"',
    ],
  ],
  ['a tab as indentation', 'upstreams:\n\ta: 1', ['g.yaml:2:1: expected spaces as indentation, got a tab']],
  ['two documents', `${up}---\n${up}`, ['g.yaml:2:1: expected one document: "---" begins a second one']],
  [
    'an alias of nothing',
    `${up}drain: *x`,
    ['g.yaml:2:8: drain: expected an alias of an anchor that stands before it'],
  ],
  ['a key that would reach into the program', `${up}__proto__: { listen: x }`, ['g.yaml:2:1: expected a name as key']],
  ['a mapping as key', `${up}? { a: 1 }\n: 2`, ['g.yaml:2:3: expected a name as key']],
  [
    'an alias inside its own anchor',
    `${up}x: &x [*x]`,
    [
      'g.yaml:2:1: x: expected a known key, got "x"',
      'g.yaml:2:8: expected at most 40 levels inside each other, aliases followed',
    ],
  ],
];

for (const [title, text, errors, given] of wrong) {
  test(`${title} is told with its place`, () => assert.deepEqual(errorsOf(text, given), errors));
}

test('all mistakes of a file are told at once, in the order of the file', () => {
  const text =
    'listen: x\nupstreams: { a: { url: nope } }\nmodels: { m: { targets: [ { upstream: z } ] } }\nrescue: yes\n';
  const places = errorsOf(text).map((line) => line.split(': ')[0]);
  assert.deepEqual(places, ['g.yaml:1:9', 'g.yaml:2:24', 'g.yaml:3:39', 'g.yaml:4:9']);
});

test('aliases cannot grow a small file into a huge one', () => {
  const levels = Array.from(
    { length: 30 },
    (_, index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}, *l${index}]`,
  );
  const errors = errorsOf(`${up}l0: &l0 lol\n${levels.join('\n')}\n`);
  assert.ok(
    errors.some((line) => line.includes('expected at most 20000 values, aliases followed')),
    errors.join('\n'),
  );
});

test('what a terminal would obey is never printed', () => {
  const errors = errorsOf(`${up}"\\u001b[31m\\u2028\\u009b\\u202e": "\\u007f"\nrescue: "\\u001b]0;x\\u0007"`);
  assert.deepEqual(errors, [
    'g.yaml:2:1: ["…"]: expected a known key, got "…"',
    'g.yaml:3:9: rescue: expected "same", "any" or "never", got "\\u001b]0;x\\u0007"',
  ]);
});

test('a file that is too large is refused unread', () => {
  assert.deepEqual(errorsOf('#'.repeat(250_001)), ['g.yaml:1:1: expected at most 250000 characters, got 250001']);
});

test('weak secrets and idle upstreams are only warnings', () => {
  const text = `${up}models: { m: { targets: [ { upstream: a } ] } }\nkeys: { x: { key: hunter2 } }\nadminToken: short`;
  assert.deepEqual(warningsOf(text), [
    'g.yaml:1:54: upstreams.b: no model has it as a target, so nothing is ever sent to it',
    'g.yaml:3:19: keys.x.key: shorter than 16 characters: it can be guessed',
    'g.yaml:4:13: adminToken: shorter than 16 characters: it can be guessed',
  ]);
});

test('anchors and aliases work as they should', () => {
  const settings = settingsOf('upstreams:\n  a: &a { url: "http://127.0.0.1:1/", timeouts: { idle: 3s } }\n  b: *a\n');
  assert.deepEqual(
    settings.upstreams.map(({ name, url }) => [name, url]),
    [
      ['a', 'http://127.0.0.1:1'],
      ['b', 'http://127.0.0.1:1'],
    ],
  );
});

test('a value of the environment never changes the structure', () => {
  const env = { K: 'a", dialect: "anthropic', M: 'x, y: {' };
  assert.deepEqual(errorsOf('upstreams: { a: { url: "http://127.0.0.1:1", headers: { x-a: "${M}" } } }', { env }), []);
  const settings = settingsOf('upstreams: { a: { url: "http://127.0.0.1:1", headers: { x-a: "${K} $${K}" } } }', {
    env,
  });
  assert.deepEqual(settings.upstreams[0]?.headers, { 'x-a': 'a", dialect: "anthropic ${K}' });
  assert.equal(settings.upstreams[0]?.dialect, 'openai');
});
