import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Loaded, loadSettings } from '../config/load.ts';
import type { Log } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { reloadOnChange } from './reload.ts';

const load = (text: string): Loaded => loadSettings({ text, file: 'g.yaml', env: {}, baseFolder: '/srv' });

const settingsOf = (text: string): Settings => {
  const loaded = load(text);
  assert.equal(loaded.kind, 'ok');
  return loaded.kind === 'ok' ? loaded.settings : assert.fail();
};

const first = 'upstreams: { a: { url: "http://127.0.0.1:1" } }\n';

/** Feeds the loop one file after the other; a function stands for a file that cannot be read. */
const run = async (files: readonly (string | (() => never))[], failure: Error | null = null, poisonMs = -1) => {
  const lines: string[] = [];
  const line = (level: string) => (_fields: unknown, message: string) => void lines.push(`${level}: ${message}`);
  const log: Log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  const used = [settingsOf(first)];
  let turn = -1;
  const changes = async function* () {
    for (const _ of files) {
      turn += 1;
      yield 'SIGHUP';
    }
    if (failure !== null) throw failure;
  };
  await reloadOnChange({
    changes: changes(),
    load: () => {
      const file = files[turn] ?? assert.fail();
      return typeof file === 'string' ? load(file) : file();
    },
    current: () => used.at(-1) ?? assert.fail(),
    apply: (settings) => {
      if (settings.drainMs === poisonMs) throw new TypeError('broken apply');
      used.push(settings);
    },
    log,
  });
  return { lines, used };
};

test('a good file is applied and what changed is said', async () => {
  const { lines, used } = await run([
    `${first}drain: 1s\n`,
    'upstreams: { a: { url: "http://127.0.0.1:1" }, b: { url: "http://127.0.0.1:2" } }\n',
  ]);
  assert.deepEqual(lines, [
    'info: config reloaded: drainMs changed',
    'info: config reloaded: upstream b added, model * changed, drainMs changed',
  ]);
  assert.deepEqual(
    used.map(({ upstreams }) => upstreams.length),
    [1, 1, 2],
  );
});

test('a bad file is refused as a whole, and the next good one is used', async () => {
  const { lines, used } = await run(['upstreams: {}\ndrain: x\n', `${first}drain: 2s\n`]);
  assert.deepEqual(lines, [
    'error: config refused, the old one stays: g.yaml:1:12: upstreams: expected at least one upstream, got none | g.yaml:2:8: drain: expected a duration such as "60s", got "x"',
    'info: config reloaded: drainMs changed',
  ]);
  assert.deepEqual(
    used.map(({ drainMs }) => drainMs),
    [25_000, 2_000],
  );
});

test('of very many errors the first are logged', async () => {
  const { lines } = await run([
    `${first}${Array.from({ length: 14 }, (_, index) => `zz${'z'.repeat(index)}: 1\n`).join('')}`,
  ]);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', / \| and 4 more$/);
});

test('an apply that fails is logged, and the loop goes on', async () => {
  const { lines } = await run([`${first}drain: 9s\n`, `${first}drain: 1s\n`], null, 9_000);
  assert.deepEqual(lines, [
    'error: config refused, the old one stays: could not be read or applied (TypeError)',
    'info: config reloaded: drainMs changed',
  ]);
});

test('what needs a restart is said and not applied', async () => {
  const { lines, used } = await run([
    `${first}listen: 127.0.0.1:6000\n`,
    `${first}listen: 127.0.0.1:6000\ndrain: 3s\n`,
  ]);
  assert.deepEqual(lines, [
    'warn: needs a restart to change: listen',
    'info: config read again: nothing to change now',
    'warn: needs a restart to change: listen',
    'info: config reloaded: drainMs changed',
  ]);
  assert.deepEqual(
    used.map(({ listen, drainMs }) => [listen.port, drainMs]),
    [
      [5020, 25_000],
      [5020, 3_000],
    ],
  );
});

const gone = (): never => {
  throw Object.assign(new Error('ENOENT: no such file, open /secret/path'), { code: 'ENOENT' });
};

test('a file that cannot be read is refused, and the loop goes on', async () => {
  const { lines } = await run([gone, `${first}drain: 1s\n`]);
  assert.deepEqual(lines, [
    'error: config refused, the old one stays: could not be read or applied (ENOENT)',
    'info: config reloaded: drainMs changed',
  ]);
});

test('warnings of a good file are logged', async () => {
  const { lines } = await run([`${first}adminToken: short\n`]);
  assert.deepEqual(lines, [
    'warn: g.yaml:2:13: adminToken: shorter than 16 characters: it can be guessed',
    'info: config reloaded: adminToken changed',
  ]);
});

test('the loop ends with its source, and a source that fails is no crash', async () => {
  const { lines } = await run([], new Error('watch failed'));
  assert.deepEqual(lines, ['error: config is no longer watched: restart to bring in changes']);
});
