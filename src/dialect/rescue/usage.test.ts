import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../reading.ts';
import type { Prefix } from './prefix.ts';
import { summedUsage } from './usage.ts';
import type { Way } from './ways.ts';

const restart: Way = { how: 'restart' };
const prefill: Way = { how: 'prefill', style: 'plain' };

/** Only what is counted with: seven content events before the break. */
const before = (usage: Prefix['usage']): Prefix => ({ pieces: 7, usage }) as unknown as Prefix;

interface Row {
  readonly that: string;
  readonly usage: JsonObject;
  readonly told: Prefix['usage'];
  readonly way: Way;
  readonly sum: JsonObject;
}

const rows: readonly Row[] = [
  {
    that: 'the question is counted once, as the first attempt told it',
    usage: { input_tokens: 20, output_tokens: 5 },
    told: { inputTokens: 11, outputTokens: 0 },
    way: restart,
    sum: { input_tokens: 11, output_tokens: 12 },
  },
  {
    that: 'what nobody told before is taken from the attempt that was whole',
    usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
    told: null,
    way: restart,
    sum: { prompt_tokens: 20, completion_tokens: 12, total_tokens: 32 },
  },
  {
    that: 'what it was shown of the answer is no part of the question',
    usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 },
    told: null,
    way: prefill,
    sum: { prompt_tokens: 13, completion_tokens: 12, total_tokens: 25 },
  },
  {
    that: 'output before the break is what was counted, where that is more than was seen',
    usage: { input_tokens: 20, output_tokens: 5 },
    told: { inputTokens: 0, outputTokens: 30 },
    way: restart,
    sum: { input_tokens: 20, output_tokens: 35 },
  },
  {
    that: 'nothing is made up where there is no count',
    usage: { details: { cached: 1 } },
    told: null,
    way: restart,
    sum: { details: { cached: 1 } },
  },
];

for (const { that, usage, told, way, sum } of rows)
  test(that, () => assert.deepEqual(summedUsage(usage, before(told), way), sum));
