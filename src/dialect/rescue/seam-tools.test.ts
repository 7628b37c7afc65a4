import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../reading.ts';
import type { SentTool } from './prefix.ts';
import { Diverged } from './seam.ts';
import { ToolSeam } from './seam-tools.ts';

const weather: SentTool = { index: 0, id: 'call_1', name: 'weather', arguments: '{"city": "Zü' };
const begun = (name: string, id = 'call_9', index = 0): JsonObject => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: '' },
});
const more = (text: string, index = 0): JsonObject => ({ index, function: { arguments: text } });

/** What passes, delta by delta; `diverged` from where it is another call. */
const told = (sent: readonly SentTool[], deltas: readonly JsonObject[]): readonly unknown[] => {
  const seam = new ToolSeam(sent);
  const passed: unknown[] = [];
  try {
    for (const delta of deltas) passed.push(...seam.take([delta]));
    seam.end();
    return passed;
  } catch (error) {
    assert.ok(error instanceof Diverged);
    return [...passed, 'diverged'];
  }
};

interface Row {
  readonly that: string;
  readonly sent?: readonly SentTool[];
  readonly deltas: readonly JsonObject[];
  readonly passes: readonly unknown[];
}

const rest = (text: string, index = 0): JsonObject => ({ index, function: { arguments: text } });

const rows: readonly Row[] = [
  {
    that: 'only what the caller does not have of the arguments passes, under the call’s own id',
    deltas: [begun('weather'), more('{"ci'), more('ty":"Zürich"'), more('}')],
    passes: [rest('rich"'), rest('}')],
  },
  {
    that: 'arguments that differ never pass',
    deltas: [begun('weather'), more('{"city": "Rome"}')],
    passes: ['diverged'],
  },
  {
    that: 'arguments that differed once do not pass later',
    deltas: [begun('weather'), more('{"ci'), more('vil": 1'), more('}')],
    passes: ['diverged'],
  },
  {
    that: 'white space in a text is part of it',
    sent: [{ ...weather, arguments: '{"city": "New ' }],
    deltas: [begun('weather'), more('{"city": "New  York"}')],
    passes: [rest(' York"}')],
  },
  {
    that: 'a text with less white space is another one',
    sent: [{ ...weather, arguments: '{"city": "New York' }],
    deltas: [begun('weather'), more('{"city": "NewYork"}')],
    passes: ['diverged'],
  },
  {
    that: 'another function is another call',
    deltas: [begun('climate'), more('{"city": "Zürich"}')],
    passes: ['diverged'],
  },
  {
    that: 'an id that changes on the way is another call',
    deltas: [begun('weather'), more('{"city": "Zü'), { ...more('rich"}'), id: 'call_10' }],
    passes: ['diverged'],
  },
  {
    that: 'an id that is told again is the same call',
    deltas: [begun('weather'), { ...more('{"city": "Zürich"}'), id: 'call_9' }],
    passes: [rest('rich"}')],
  },
  {
    that: 'a call without its name is not told again',
    deltas: [more('{"city": "Zürich"}')],
    passes: [rest('rich"}'), 'diverged'],
  },
  {
    that: 'a call that is told too short is not whole',
    deltas: [begun('weather'), more('{"city"')],
    passes: ['diverged'],
  },
  { that: 'a call that is not told at all is missing', deltas: [], passes: ['diverged'] },
  {
    that: 'a new call passes as it is, once those that were sent are told',
    deltas: [begun('weather'), more('{"city": "Zürich"}'), begun('stop', 'call_2', 1), more('{}', 1)],
    passes: [rest('rich"}'), begun('stop', 'call_2', 1), more('{}', 1)],
  },
  {
    that: 'a new call before them is another answer',
    deltas: [begun('stop', 'call_2', 1)],
    passes: ['diverged'],
  },
  {
    that: 'a name that the caller does not have yet passes',
    sent: [{ ...weather, name: '', arguments: '' }],
    deltas: [begun('weather'), more('{}')],
    passes: [{ index: 0, function: { name: 'weather' } }, rest('{}')],
  },
  {
    that: 'of two calls each is held to its own arguments',
    sent: [
      { ...weather, arguments: '{"city": "Rome"}' },
      { index: 1, id: 'call_2', name: 'stop', arguments: '{' },
    ],
    deltas: [begun('weather'), more('{"city": "Rome"}'), begun('stop', 'call_7', 1), more('{"city"', 1)],
    passes: [rest('"city"', 1)],
  },
];

for (const { that, sent = [weather], deltas, passes } of rows)
  test(that, () => assert.deepEqual(told(sent, deltas), passes));
