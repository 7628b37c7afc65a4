import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTokens, usedTokens } from './tokens.ts';

const before = [
  ['a short question', 400, null, 600],
  ['one with a small bound on its answer', 400, 20, 120],
  ['one with the bound a client always sends', 400, 32_000, 1_100],
  ['a body that is an image', 20_000_000, null, 50_500],
] as const;

for (const [name, bodyBytes, maxTokens, expected] of before)
  test(`before the call: ${name}`, () => assert.equal(estimateTokens(bodyBytes, maxTokens), expected));

const usage = { inputTokens: 30, outputTokens: 12 };

const after = [
  ['what the provider counted is what counts', { bodyBytes: 9_999, usage, events: 3 }, 42],
  ['a stream without usage counts by its events', { bodyBytes: 400, usage: null, events: 7 }, 107],
  ['a call that brought nothing takes nothing', { bodyBytes: 400, usage: null, events: 0 }, 0],
] as const;

for (const [name, answered, expected] of after)
  test(`after the call: ${name}`, () => assert.equal(usedTokens(answered), expected));
