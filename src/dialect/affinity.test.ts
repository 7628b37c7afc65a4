import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../domain/call.ts';
import { belongingOf } from './affinity.ts';

const turn = (role: string, content: string): Readonly<Record<string, string>> => ({ role, content });

test('a session is what the caller names as one, in the documented fields', () => {
  const rows: readonly (readonly [body: Readonly<Record<string, unknown>>, belonging: string | null])[] = [
    [{ prompt_cache_key: 'k', user: 'u' }, 'prompt_cache_key k'],
    [{ user: 'u' }, 'user u'],
    [{ conversation: { id: 'c' } }, 'conversation c'],
    [{ conversation: 'c' }, 'conversation c'],
    [{ metadata: { user_id: 'm' } }, 'metadata.user_id m'],
    [{ user: '', metadata: 7 }, null],
    [{}, null],
  ];
  for (const [body, belonging] of rows) assert.equal(belongingOf('session', 'chat', body), belonging);
});

const prefixOf = (messages: unknown, operation: Operation = 'chat'): string | null =>
  belongingOf('prefix', operation, { messages, input: messages });

test('a prefix is the same from turn to turn, and another one for another beginning', () => {
  const first = [turn('system', 'be brief'), turn('user', 'hello')];
  for (const operation of ['chat', 'messages', 'responses'] as const) {
    const home = prefixOf(first, operation);
    assert.notEqual(home, null);
    assert.equal(prefixOf([...first, turn('assistant', 'hi'), turn('user', 'more')], operation), home);
    assert.notEqual(prefixOf([turn('system', 'be long'), turn('user', 'hello')], operation), home);
  }
  assert.equal(prefixOf('no list'), null);
  assert.equal(prefixOf(first, 'embeddings'), null);
});

test('off is off', () => {
  assert.equal(belongingOf('off', 'chat', { user: 'u', messages: [] }), null);
});
