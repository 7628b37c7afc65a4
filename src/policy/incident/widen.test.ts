import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Where } from '../../domain/incident.ts';
import type { Cell } from './tally.ts';
import { nothing } from './tally.ts';
import { followsKey, widened } from './widen.ts';

interface Had {
  readonly upstream?: string;
  readonly model?: string;
  readonly caller: string;
  readonly attempts: number;
  readonly bad: number;
  /** Number of the slice; 100 is the one that runs. */
  readonly slice?: number;
}

const cell = ({ upstream = 'a', model = 'm', caller, attempts, bad, slice = 99 }: Had): Cell => ({
  upstream,
  model,
  caller,
  zone: null,
  history: { short: [{ ...nothing, slice, attempts, bad }], long: [] },
  codes: new Map(),
});

const ours = { caller: 'ours', attempts: 10, bad: 10 };
const key: Where = { level: 'caller', name: 'ours' };

for (const [what, all, follows] of [
  ['others are well at the same upstream', [ours, { caller: 'x', attempts: 10, bad: 0 }], true],
  ['others fail there too', [ours, { caller: 'x', attempts: 10, bad: 5 }], false],
  ['others hardly ask there', [ours, { caller: 'x', attempts: 7, bad: 0 }], false],
  ['others are well elsewhere', [ours, { caller: 'x', upstream: 'b', attempts: 99, bad: 0 }], false],
  ['others are well at another time', [ours, { caller: 'x', attempts: 99, bad: 0, slice: 98 }], false],
  [
    'it fails at two upstreams that are well for others',
    [
      ours,
      { ...ours, upstream: 'b' },
      { caller: 'x', attempts: 5, bad: 0 },
      { caller: 'x', upstream: 'b', attempts: 5, bad: 0 },
    ],
    true,
  ],
] as const)
  test(`trouble of one key where ${what} is ${follows ? '' : 'not '}the key’s`, () => {
    assert.equal(followsKey(key, all.map(cell), 80), follows);
  });

const model: Where = { level: 'model', name: 'm' };
const rest = { caller: 'x', model: 'n', attempts: 10 };

for (const [what, all, where] of [
  ['the rest there fails as well', [ours, { ...rest, bad: 8 }], { level: 'upstream', name: 'a' }],
  ['the rest there is well', [ours, { ...rest, bad: 1 }], model],
  ['the rest is hardly asked for', [ours, { ...rest, attempts: 4, bad: 4 }], model],
  ['it fails at two upstreams', [ours, { ...ours, upstream: 'b' }, { ...rest, bad: 8 }], model],
] as const)
  test(`a model that fails at one upstream, where ${what}: ${where.level}`, () => {
    assert.deepEqual(widened(model, all.map(cell), 100), where);
  });
