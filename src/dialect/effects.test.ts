import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation, Replay } from '../domain/call.ts';
import { isAnswerAll, replayOf } from './effects.ts';

const plain = [{ type: 'function', function: { name: 'f' } }];
const rows: readonly (readonly [operation: Operation, body: object, replay: Replay, isAll: boolean])[] = [
  ['chat', {}, 'safe', true],
  ['chat', { tools: plain }, 'safe', true],
  ['chat', { store: true }, 'safe', false],
  ['chat', { web_search_options: {} }, 'safe', false],
  ['chat', { web_search_options: null }, 'safe', true],
  ['completions', {}, 'safe', true],
  ['embeddings', {}, 'safe', true],
  ['messages', { tools: [{ name: 'f', input_schema: {} }] }, 'safe', true],
  ['messages', { tools: [{ type: 'custom', name: 'f' }] }, 'safe', true],
  ['messages', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'safe', false],
  ['messages', { mcp_servers: [{ url: 'https://x.test' }] }, 'safe', false],
  ['responses', {}, 'safe', false],
  ['responses', { store: false }, 'safe', true],
  ['responses', { store: true }, 'unsent', false],
  ['responses', { store: false, background: true }, 'unsent', false],
  ['responses', { store: false, conversation: 'conv_1' }, 'safe', false],
  ['responses', { store: false, tools: [{ type: 'web_search' }] }, 'unsent', false],
];

for (const [operation, body, replay, isAll] of rows)
  test(`${operation} with ${JSON.stringify(body)} is ${replay} to replay, its answer ${isAll ? 'may' : 'may not'} be kept`, () => {
    assert.equal(replayOf(operation, { ...body }), replay);
    assert.equal(isAnswerAll(operation, { ...body }), isAll);
  });
