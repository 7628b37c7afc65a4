import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../domain/call.ts';
import { choicesOf } from './choices.ts';
import type { JsonObject } from './reading.ts';

const cases: readonly (readonly [says: string, operation: Operation, body: JsonObject, choices: number])[] = [
  ['nothing said is one', 'chat', {}, 1],
  ['as many as n says', 'chat', { n: 3 }, 3],
  ['what is no number is one', 'chat', { n: null }, 1],
  ['what makes no sense is one', 'chat', { n: 0 }, 1],
  ['a prompt is one', 'completions', { prompt: 'a' }, 1],
  ['each prompt of a list is one', 'completions', { prompt: ['a', 'b'] }, 2],
  ['n counts for each prompt', 'completions', { prompt: ['a', 'b'], n: 2 }, 4],
  ['a list of tokens is one prompt', 'completions', { prompt: [1, 2, 3] }, 1],
  ['each list of tokens is one', 'completions', { prompt: [[1, 2], [3]] }, 2],
  ['an empty list is one', 'completions', { prompt: [] }, 1],
  ['other APIs know no n', 'messages', { n: 2 }, 1],
];

for (const [says, operation, body, choices] of cases)
  test(`choices asked for: ${says}`, () => assert.equal(choicesOf(operation, body), choices));
