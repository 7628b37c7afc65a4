import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Call } from '../../domain/call.ts';
import type { Log } from '../../domain/ports.ts';
import { type HandClock, handClock } from '../../../test/fakes/hand-clock.ts';
import { openAnswersOnDisk } from '../answers-disk.ts';
import { random } from '../random.ts';
import { leaseMs, renewEveryMs } from './lease.ts';

const note = (): void => {};
const log: Log = { debug: note, info: note, warn: note, error: note };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'good-gateway-beside-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Process {
  readonly answers: ReturnType<typeof openAnswersOnDisk>;
  readonly clock: HandClock;
}

/** A process with a clock of its own: where that stands still, so does the process. */
const start = (): Process => {
  const clock = handClock();
  const secret = 'a secret that is long enough';
  return { clock, answers: openAnswersOnDisk({ folder, secret, clock, random, log, onLost: note }) };
};

/** Only what is looked at here. */
const callOf = (streamId: string, key: string | null): Call =>
  ({
    id: `req-${streamId}`,
    streamId,
    operation: 'chat',
    stream: true,
    body: Buffer.from('{}'),
    credentials: {},
    caller: 'team',
    acceptedAt: 1_000_000,
    repeat: { key, isRetry: false },
  }) as unknown as Call;

const accept = async ({ answers }: Process, streamId: string, key: string | null = null): Promise<void> => {
  const answer = answers.open({ id: streamId, owner: 'team', operation: 'chat', isNamed: true });
  await answer.keep(callOf(streamId, key), () => (key === null ? null : 'digest'));
};

/** Time passes for those who live; each looks around once a second. */
const pass = async (ms: number, ...living: readonly Process[]): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 1_000)
    for (const { clock, answers } of living) {
      await clock.pass(1_000);
      await answers.claim();
    }
};

test('what a process has that has not shown yet that it lives may be beside us, under each of its names', async () => {
  await accept(start(), 'stream-1', 'key-1');
  const us = start();
  await us.answers.claim();
  const cases = [
    ['team\nstream-1', true],
    ['team\nkey-1', true],
    ['req-stream-1', true],
    ['others\nstream-1', false],
    ['others\nkey-1', false],
    ['team\nstream-2', false],
    ['team\nnull', false],
  ] as const;
  for (const [name, isThere] of cases) assert.equal(us.answers.mayBeBeside(name, null), isThere, name);
});

test('once it has renewed its lease it lives, and what it has is its own', async () => {
  const them = start();
  await accept(them, 'stream-1', 'key-1');
  const us = start();
  await us.answers.claim();
  await pass(renewEveryMs, them, us);
  assert.equal(us.answers.mayBeBeside('team\nkey-1', null), false);
  assert.equal(us.answers.mayBeBeside('team\nstream-1', null), false);
});

test('who asks strictly waits until everybody has shown since then that they live', async () => {
  const them = start();
  const us = start();
  await pass(2 * renewEveryMs, them, us);
  await accept(them, 'stream-1');
  const askedAt = us.clock.monotonic();
  for (const name of ['stream-1', 'stream-2']) assert.ok(us.answers.mayBeBeside(`team\n${name}`, askedAt), name);
  await pass(2 * renewEveryMs, them, us);
  for (const name of ['stream-1', 'stream-2']) assert.ok(!us.answers.mayBeBeside(`team\n${name}`, askedAt), name);
});

test('what a process began just before it died may be beside us until it is ours; what it never had is nowhere', async () => {
  const them = start();
  const us = start();
  await us.answers.claim();
  await accept(them, 'stream-1');
  const askedAt = us.clock.monotonic() + 1;
  await pass(1_000, us);
  await pass(1_000, us);
  assert.ok(us.answers.mayBeBeside('team\nstream-1', askedAt));
  assert.ok(!us.answers.mayBeBeside('team\nstream-2', askedAt), 'all it had was read since');
  await pass(leaseMs, us);
  assert.ok(!us.answers.mayBeBeside('team\nstream-1', askedAt));
  assert.equal(us.answers.find('stream-1') !== null, true, 'it is ours now');
});

test('one that lived and is silent for half its lease may be dead: what it has is looked up', async () => {
  const them = start();
  const us = start();
  await pass(2 * renewEveryMs, them, us);
  await accept(them, 'stream-1', 'key-1');
  assert.ok(!us.answers.mayBeBeside('team\nkey-1', null));
  await pass(leaseMs / 2 + 1_000, us);
  assert.ok(us.answers.mayBeBeside('team\nkey-1', null));
});

test('where nobody is beside us, nothing is', async () => {
  const us = start();
  await us.answers.claim();
  assert.ok(!us.answers.mayBeBeside('team\nstream-1', us.clock.monotonic()));
});
