import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Settings } from '../domain/settings.ts';
import { compareSettings, keepFixed } from './compare.ts';
import { loadSettings } from './load.ts';
import { formatError } from './problem.ts';

const settingsOf = (text: string): Settings => {
  const loaded = loadSettings({ text, file: 'g.yaml', env: {}, baseFolder: '/srv' });
  if (loaded.kind === 'bad') assert.fail(loaded.errors.map(formatError).join('\n'));
  return loaded.settings;
};

const one = 'upstreams: { a: { url: "http://127.0.0.1:1" } }\n';
const models = 'models: { m: { targets: [ { upstream: a } ] } }\n';
const before = settingsOf(one + models);

test('what was added, removed and changed is named, without values', () => {
  const after = settingsOf(`
upstreams: { b: { url: "http://127.0.0.1:2", key: hunter2 } }
models: { n: { targets: [ { upstream: b } ] } }
keys: { team: { key: hunter2hunter2hunter2 } }
drain: 5s
adminToken: hunter2hunter2hunter2
`);
  const { changes, restart } = compareSettings(before, after);
  assert.deepEqual(changes, [
    'upstream a removed',
    'upstream b added',
    'key team added',
    'model m removed',
    'model n added',
    'drainMs changed',
    'adminToken changed',
  ]);
  assert.deepEqual(restart, []);
  assert.ok(!JSON.stringify(changes).includes('hunter2'));
});

test('an upstream that changed changes the models that lead to it', () => {
  const after = settingsOf(one.replace(':1"', ':9"') + models);
  assert.deepEqual(compareSettings(before, after).changes, ['upstream a changed', 'model m changed']);
});

test('sockets and stores wait for a restart, and keep their old values until then', () => {
  const after = settingsOf(`${one}${models}listen: 127.0.0.1:6000\nstore: sqlite:x.db\nrescue: any\n`);
  const { changes, restart } = compareSettings(before, after);
  assert.deepEqual([changes, restart], [['rescue changed'], ['listen', 'store']]);
  const used = keepFixed(before, after);
  assert.deepEqual([used.listen, used.store, used.rescue], [before.listen, before.store, 'any']);
});

test('the same file changes nothing', () => {
  assert.deepEqual(compareSettings(before, settingsOf(one + models)), { changes: [], restart: [] });
});
