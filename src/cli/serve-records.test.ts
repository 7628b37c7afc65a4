/** The record over weeks in a store: several runs, two at once, a store that fails, a process that dies in between. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Documents, Log } from '../domain/ports.ts';
import { standingOf } from '../policy/record.ts';
import { callOf } from '../../test/fakes/ended-call.ts';
import { openRecords } from './serve-records.ts';

const dayMs = 86_400_000;
const start = 60 * dayMs;

const quiet = (): void => {};
const log: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const storeWith = (shelf = new Map<string, string>()) => {
  let fails: readonly ('all' | 'keep' | 'drop')[] = [];
  const act = <T>(name: 'all' | 'keep' | 'drop', done: () => T): Promise<T> =>
    fails.includes(name) ? Promise.reject(new Error('disk')) : Promise.resolve(done());
  const documents: Documents = {
    all: (_, from = '') => act('all', () => [...shelf].flatMap(([id, text]) => (id >= from ? [text] : []))),
    keep: (_, id, text) => act('keep', () => void shelf.set(id, text)),
    drop: (_, id) => act('drop', () => void shelf.delete(id)),
  };
  return { documents, shelf, failing: (...names: typeof fails) => void (fails = names) };
};

let runs = 0;

/** One run of a gateway on a day. */
const runOn = async (documents: Documents, day: number) => {
  const now = start + day * dayMs;
  const keeping = await openRecords(
    { clock: { now: () => now } as never, random: { hex: () => `r${++runs}` } as never, log },
    documents,
  );
  return {
    ...keeping,
    calls: (count: number) => {
      for (let call = 0; call < count; call++) keeping.records.learn(callOf({ at: now }));
    },
    asked: () => standingOf('a', 90, { records: keeping.records.days(now), incidents: [], now }).asked,
  };
};

test('what was counted outlives restarts, and two at once count both', async () => {
  const { documents } = storeWith();
  const one = await runOn(documents, 0);
  const beside = await runOn(documents, 0);
  one.calls(3);
  beside.calls(4);
  await Promise.all([one.keep(), beside.keep()]);
  one.calls(2);
  await one.keep();
  assert.equal((await runOn(documents, 0)).asked(), 9);
  assert.equal((await runOn(documents, 3)).asked(), 9);
});

test('what another one counts beside is known with the next keeping, once', async () => {
  const { documents, failing } = storeWith();
  const [one, beside] = [await runOn(documents, 0), await runOn(documents, 0)];
  one.calls(3);
  for (let round = 0; round < 2; round++) {
    beside.calls(4);
    await beside.keep();
    await one.keep();
  }
  assert.deepEqual([one.asked(), beside.asked()], [11, 11]);
  one.calls(1);
  await one.keep();
  failing('all');
  await beside.keep();
  assert.equal(beside.asked(), 11, 'what is known stays known');
  failing();
  await beside.keep();
  assert.equal(beside.asked(), 12);
});

test('many runs of a day become one once it is long over, also when the process dies in between', async () => {
  const { documents, shelf, failing } = storeWith();
  for (let run = 0; run < 5; run++) {
    const one = await runOn(documents, 0);
    one.calls(2);
    await one.keep();
  }
  assert.equal((await runOn(documents, 1)).asked(), 10);
  assert.equal(shelf.size, 5, 'another may still be writing');
  failing('drop');
  await runOn(documents, 2);
  failing();
  assert.equal(shelf.size, 6);
  assert.equal((await runOn(documents, 2)).asked(), 10);
  assert.equal(shelf.size, 1);
  assert.equal((await runOn(documents, 91)).asked(), 0);
  assert.equal(shelf.size, 0);
});

test('a store that cannot be written is tried again, one that cannot be read stops nobody', async () => {
  const { documents, failing } = storeWith();
  failing('all', 'keep');
  const one = await runOn(documents, 0);
  one.calls(2);
  await one.keep();
  failing();
  await one.keep();
  assert.equal((await runOn(documents, 0)).asked(), 2);
});
