import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import type { Documents } from '../domain/ports.ts';
import { sessionMs, Sessions } from './sessions.ts';

const shelves = (): Documents & { readonly texts: Map<string, string> } => {
  const texts = new Map<string, string>();
  return {
    texts,
    all: async () => [...texts.values()],
    keep: async (_, id, text) => void texts.set(id, text),
    drop: async (_, id) => void texts.delete(id),
  };
};

const stage = (documents: Documents = shelves()) => {
  const keys = new Map([['team-a', 'digest-of-a']]);
  const time = { now: 1_000 };
  let drawn = 0;
  const warned: string[] = [];
  const sessions = new Sessions({
    clock: { now: () => time.now },
    random: { hex: () => `token-${++drawn}` },
    door: { digestOf: (name) => keys.get(name) ?? null },
    documents,
    log: { warn: (_, message) => void warned.push(message) },
  });
  return { sessions, keys, time, warned };
};

const broken = async (): Promise<never> => {
  throw new Error('disk full');
};

test('a token is worth the name of its key until it expires', async () => {
  const { sessions, time } = stage();
  const { token, session } = await sessions.open('team-a');
  assert.equal(session.expiresAt, 1_000 + sessionMs);
  assert.equal(sessions.find(token)?.name, 'team-a');
  assert.equal(sessions.find('token-9'), null);
  time.now = session.expiresAt - 1;
  assert.equal(sessions.find(token)?.name, 'team-a');
  time.now++;
  assert.equal(sessions.find(token), null);
});

test('it is over when its key is taken out or changed, and when it is ended', async () => {
  const { sessions, keys } = stage();
  const [first, second] = [await sessions.open('team-a'), await sessions.open('team-a')];
  keys.set('team-a', 'digest-of-another');
  assert.equal(sessions.find(first.token), null);
  keys.delete('team-a');
  assert.equal(sessions.find(first.token), null);
  keys.set('team-a', 'digest-of-a');
  assert.equal(sessions.find(first.token)?.name, 'team-a');
  await sessions.end(first.token);
  assert.equal(sessions.find(first.token), null);
  assert.equal(sessions.find(second.token)?.name, 'team-a');
});

test('it outlives a restart, and what is stored holds neither token nor key', async () => {
  const documents = shelves();
  const { token } = await stage(documents).sessions.open('team-a');
  const stored = [...documents.texts].flat().join();
  assert.ok(!stored.includes(token) && !stored.includes('digest-of-a') && stored.includes(hash('sha256', token)));
  const later = stage(documents);
  await later.sessions.recall();
  assert.equal(later.sessions.find(token)?.name, 'team-a');
  await later.sessions.end(token);
  assert.equal(documents.texts.size, 0);
});

test('what stands on the shelf and is no sign-in is passed over', async () => {
  const documents = shelves();
  for (const text of ['', '{', '[]', '{"id":"a"}', '{"id":"a","name":"team-a","expiresAt":"x","proof":"p"}'])
    documents.texts.set(text, text);
  const { sessions, warned } = stage(documents);
  await sessions.recall();
  assert.equal(sessions.find('a'), null);
  assert.deepEqual(warned, []);
});

test('a store that cannot be used costs a sign-in at most, and is told of', async () => {
  const { sessions, warned } = stage({ all: broken, keep: broken, drop: broken });
  await sessions.recall();
  const { token } = await sessions.open('team-a');
  assert.equal(sessions.find(token)?.name, 'team-a');
  await sessions.end(token);
  assert.equal(sessions.find(token), null);
  assert.equal(warned.length, 3);
});

test('there is room for ten thousand; then the oldest goes, and the expired go first', async () => {
  const documents = shelves();
  const { sessions, time } = stage(documents);
  const tokens: string[] = [];
  for (let at = 0; at < 10_001; at++) tokens.push((await sessions.open('team-a')).token);
  assert.equal(documents.texts.size, 10_000);
  assert.equal(sessions.find(tokens[0] ?? ''), null);
  assert.notEqual(sessions.find(tokens[1] ?? ''), null);
  time.now += sessionMs;
  await sessions.open('team-a');
  assert.equal(documents.texts.size, 1);
});
