/** A log of sealed records: what was written comes back, what was tampered with or torn does not. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Entry } from './entry.ts';
import { AnswerLog, readLog } from './log.ts';

const secret = 'a secret that is long enough';
let folder: string;
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'good-gateway-log-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const entry = (n: number, text = `text ${n}`): Entry => ({ head: { kind: 'events', n }, body: Buffer.from(text) });

const mayNotBreak = (reason: string): void => assert.fail(reason);

const open = (more: Partial<ConstructorParameters<typeof AnswerLog>[0]> = {}): { log: AnswerLog; path: string } => {
  const path = join(folder, `${++count}.log`);
  const options = { path: () => path, secret, mayWrite: () => true, onBroken: mayNotBreak };
  return { path, log: new AnswerLog({ ...options, ...more }) };
};

const numbersIn = async (path: string, by = secret): Promise<unknown> => {
  const reading = await readLog(path, by);
  return reading.kind === 'entries' ? reading.entries.flatMap(({ head }) => head['n'] ?? []) : reading.kind;
};

/** Three records of one entry each. */
const three = async (): Promise<{ path: string; bytes: Buffer }> => {
  const { log, path } = open();
  for (const n of [1, 2, 3]) assert.ok(await log.keep(entry(n)));
  await log.close();
  return { path, bytes: await readFile(path) };
};

test('entries come back in order, with their bytes, and the file is for its owner only', async () => {
  const { log, path } = open();
  log.append(entry(1));
  log.append(entry(2, ''));
  await log.keep(entry(3, 'ünïcode'));
  await log.close();
  const reading = await readLog(path, secret);
  assert.deepEqual(
    reading.kind === 'entries' && reading.entries.map(({ head, body }) => [head['n'], Buffer.from(body).toString()]),
    [
      [1, 'text 1'],
      [2, ''],
      [3, 'ünïcode'],
    ],
  );
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('all that is appended in a turn is one record, and is told as written in its order', async () => {
  const { log } = open();
  const told: number[] = [];
  for (const n of [1, 2, 3]) log.append(entry(n), () => told.push(n));
  assert.deepEqual(told, [], 'nothing is written yet');
  await log.written();
  assert.deepEqual(told, [1, 2, 3]);
  await log.close();
});

test('cut off at any byte, a log gives the records that are whole before it', async () => {
  const { path, bytes } = await three();
  const seen = new Set<number>();
  for (let length = 0; length <= bytes.length; length++) {
    await writeFile(path, bytes.subarray(0, length));
    const numbers = await numbersIn(path);
    assert.ok(Array.isArray(numbers), `at byte ${length}`);
    assert.deepEqual(numbers, [1, 2, 3].slice(0, numbers.length));
    seen.add(numbers.length);
  }
  assert.deepEqual([...seen], [0, 1, 2, 3]);
});

test('a byte that was changed ends the log before it', async () => {
  const { path, bytes } = await three();
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(path, changed);
    const numbers = await numbersIn(path);
    assert.ok(numbers === 'unreadable' || (Array.isArray(numbers) && numbers.length < 3), `at byte ${at}`);
  }
});

test('records cannot change places, nor come from another file', async () => {
  const { path, bytes } = await three();
  const other = await three();
  const size = (bytes.length - 40) / 3;
  assert.ok(Number.isInteger(size), 'three records of the same size');
  const record = (from: Buffer, n: number): Buffer => from.subarray(40 + n * size, 40 + (n + 1) * size);
  const rows: readonly (readonly [string, readonly Buffer[], unknown])[] = [
    ['swapped', [record(bytes, 0), record(bytes, 2), record(bytes, 1)], [1]],
    ['told twice', [record(bytes, 0), record(bytes, 0)], [1]],
    ['left out', [record(bytes, 1), record(bytes, 2)], 'unreadable'],
    ['of another file', [record(bytes, 0), record(other.bytes, 1)], [1]],
  ];
  for (const [says, records, numbers] of rows) {
    await writeFile(path, Buffer.concat([bytes.subarray(0, 40), ...records]));
    assert.deepEqual(await numbersIn(path), numbers, says);
  }
});

test('another secret reads nothing, and no word stands in the file', async () => {
  const { path, bytes } = await three();
  assert.equal(await numbersIn(path, 'another secret'), 'unreadable');
  assert.equal(bytes.indexOf('text'), -1);
  assert.equal(bytes.indexOf('events'), -1);
});

test('the same entry never looks the same twice', async () => {
  const { log, path } = open();
  await log.keep(entry(1));
  await log.keep(entry(1));
  await log.close();
  const bytes = await readFile(path);
  const size = (bytes.length - 40) / 2;
  assert.notDeepEqual(bytes.subarray(40, 40 + size), bytes.subarray(40 + size));
});

test('one sync is enough for all who wait', async () => {
  const { log } = open();
  const kept = await Promise.all(Array.from({ length: 100 }, (_, n) => log.keep(entry(n))));
  assert.ok(kept.every(Boolean));
  assert.ok(log.bytes < 100 * 90, 'one record for all, not a hundred');
  await log.close();
});

test('without the lease nothing is told: another process tells it', async () => {
  let isHeld = true;
  const said: unknown[] = [];
  const { log } = open({ mayWrite: () => isHeld, onBroken: (...args) => said.push(args[1]) });
  const told: number[] = [];
  log.append(entry(1), () => told.push(1));
  await log.written();
  isHeld = false;
  log.append(entry(2), () => told.push(2));
  assert.equal(await log.keep(entry(3)), false);
  log.append(entry(4), () => told.push(4));
  await log.written();
  assert.deepEqual(told, [1]);
  assert.deepEqual(said, [true]);
});

test('a lease that ran out during a write counts as lost: nobody can know on whose side it fell', async () => {
  let asked = 0;
  const { log } = open({ mayWrite: () => ++asked < 2, onBroken: () => {} });
  const told: number[] = [];
  log.append(entry(1), () => told.push(1));
  assert.equal(await log.keep(entry(2)), false);
  assert.deepEqual(told, []);
});

test('what cannot be written is told all the same, in order', async () => {
  const { log } = open({
    mayWrite: () => {
      throw new Error('no space left on device');
    },
    onBroken: (reason, isLost) => said.push(reason, isLost),
  });
  const said: unknown[] = [];
  const told: number[] = [];
  log.append(entry(1), () => told.push(1));
  log.append(entry(2), () => told.push(2));
  assert.equal(await log.keep(entry(3)), false);
  log.append(entry(4), () => told.push(4));
  assert.deepEqual(told, [1, 2, 4]);
  assert.deepEqual(said, ['no space left on device', false]);
  await log.close();
});
