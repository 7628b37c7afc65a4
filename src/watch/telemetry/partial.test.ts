import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partOf } from './partial.ts';

const cases: readonly (readonly [answer: string, rejected: number, hasWord: boolean])[] = [
  ['{}', 0, false],
  ['', 0, false],
  ['<html>', 0, false],
  ['{"partialSuccess":{}}', 0, false],
  ['{"partialSuccess":null}', 0, false],
  ['{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}', 3, true],
  ['{"partialSuccess":{"rejectedDataPoints":7}}', 7, false],
  ['{"partialSuccess":{"rejectedSpans":0,"errorMessage":"slow down"}}', 0, true],
  ['{"partialSuccess":{"rejectedSpans":-4,"errorMessage":7}}', 0, false],
  ['{"partialSuccess":{"rejectedSpans":"99999999999999999999"}}', 0, false],
];

for (const [answer, rejected, hasWord] of cases)
  test(`of ${answer || 'an empty answer'} ${rejected} were not taken${hasWord ? ', with a word' : ''}`, () => {
    assert.deepEqual(partOf(answer), { rejected, hasWord });
  });
