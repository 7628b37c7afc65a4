import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as say from '../../test/fakes/answers.ts';
import { chat } from './chat.ts';
import { SseFramer } from './sse.ts';

const told = (index: number, finish: string | null = null): string =>
  say.event({ choices: [{ index, delta: finish === null ? { content: 'x' } : {}, finish_reason: finish }] });

const cases: readonly (readonly [says: string, choices: number, stream: string, isWhole: boolean])[] = [
  ['one of one', 1, told(0) + told(0, 'stop'), true],
  ['one of two', 2, told(0) + told(0, 'stop'), false],
  ['one of two, twice', 2, told(0) + told(0, 'stop') + told(0, 'stop'), false],
  ['both', 2, told(0) + told(1) + told(1, 'stop') + told(0, 'stop'), true],
  ['both at once', 2, told(0, 'stop') + told(1, 'length'), true],
  ['one of two, and the end: the server knows no n', 2, told(0) + told(0, 'stop') + say.done, true],
  ['one, though nobody asked for the other that began', 1, told(0) + told(1) + told(0, 'stop'), false],
];

for (const [says, choices, stream, isWhole] of cases)
  test(`whole is what proves it: finished is ${says}`, () => {
    const reading = chat.stream(choices);
    const framing = new SseFramer().push(Buffer.from(stream));
    if (framing.kind === 'events') for (const event of framing.events) reading.read(event);
    assert.equal(reading.whole, isWhole);
  });
