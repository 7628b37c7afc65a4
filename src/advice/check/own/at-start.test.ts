import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { startNotes } from './at-start.ts';

const notes = (text: string): readonly string[] => {
  const file = 'good-gateway.yaml';
  const loaded = loadSettings({ text, file, env: {}, baseFolder: '/' });
  assert.ok(loaded.kind === 'ok');
  return startNotes(loaded.settings, { file, text });
};

const upstreams = 'upstreams:\n  a: { url: "https://a.example/v1" }\n  b: { url: "https://b.example/v1" }\n';

test('a good config starts without a word, and so does one with nothing but advice', () => {
  assert.deepEqual(notes(upstreams), []);
  assert.deepEqual(notes(upstreams.replace(/ {2}b.*\n/, '')), []);
});

test('what will fail is said with its place, the fix and the rule', () => {
  assert.deepEqual(notes(`${upstreams}timeouts: { connect: 20s }\n`), [
    'warning: good-gateway.yaml:4: a host that does not answer is waited for 20 s; timeouts: { connect: 2s } [GG-5]',
  ]);
  assert.deepEqual(notes(`${upstreams}# check-ignore GG-5: far away\ntimeouts: { connect: 20s }\n`), []);
});

test('five lines at the most', () => {
  const bad =
    'timeouts: { connect: 20s, idle: 5s, total: 10s, answer: 20s }\nretries: { attempts: 1 }\nlimits: { body: 1kb }\ndrain: 1s\n';
  const said = notes(upstreams + bad);
  assert.equal(said.length, 6);
  assert.match(said[5] ?? '', /^and \d more: good-gateway check good-gateway\.yaml$/);
});
