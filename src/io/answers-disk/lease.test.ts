/** Who is alive and who is not, told by real processes; and who holds a folder, by clocks of ours. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { handClock } from '../../../test/fakes/hand-clock.ts';
import { isAbandoned, leaseMs, ourselves, OwnLease, readLease, type Lease } from './lease.ts';

const onLinux = { skip: process.platform !== 'linux' && 'only Linux tells when a process began' };

const ticksOf = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

const isIn = (pid: number, state: 'T' | 'Z'): boolean =>
  readFileSync(`/proc/${pid}/stat`, 'latin1').includes(`) ${state} `);

test('a process that ended is dead although nobody has asked for its exit status', onLinux, async () => {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let child: number | null = null;
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    child = pid;
    // A shell asks for the exit status of its children whenever it likes, but not while it stands still.
    parent.kill('SIGSTOP');
    while (!isIn(parent.pid ?? 0, 'T')) await new Promise(setImmediate);
    const us = ourselves();
    const lease: Lease = { ...us, pid, startedTicks: ticksOf(pid) ?? '', renewedAt: 0, expiresAt: 1000 };
    assert.equal(isAbandoned(lease, us, 1), false, 'alive');
    process.kill(pid, 'SIGKILL');
    while (!isIn(pid, 'Z')) await new Promise(setImmediate);
    assert.equal(isAbandoned(lease, us, 1), true, 'a zombie');
    child = null;
  } finally {
    if (child !== null) process.kill(child, 'SIGKILL');
    parent.kill('SIGKILL');
  }
});

test('a lease that is over, of another start, or of another process with the same number', onLinux, () => {
  const us = ourselves();
  const lease: Lease = { ...us, renewedAt: 0, expiresAt: 1000 };
  assert.equal(isAbandoned(lease, us, 999), false);
  assert.equal(isAbandoned(lease, us, 1000), true);
  assert.equal(isAbandoned({ ...lease, startedTicks: '1' }, us, 1), true);
  assert.equal(isAbandoned({ ...lease, startedTicks: '1', space: 'another machine' }, us, 1), false);
});

interface Held {
  readonly root: string;
  readonly lease: OwnLease;
  /** Lets so much time pass, by the clock on the wall and by the one that never jumps. */
  readonly pass: (wallMs: number, monotonicMs: number) => void;
}

const hold = async (t: TestContext): Promise<Held> => {
  const root = await mkdtemp(join(tmpdir(), 'good-gateway-lease-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'first');
  await mkdir(folder);
  let [wall, monotonic] = [1_000_000, 50];
  const clock = { ...handClock(), now: () => wall, monotonic: () => monotonic };
  let names = 0;
  return {
    root,
    lease: new OwnLease(folder, clock, () => join(root, `again-${++names}`)),
    pass: (wallMs, monotonicMs) => {
      wall += wallMs;
      monotonic += monotonicMs;
    },
  };
};

for (const [wallMs, monotonicMs, isWonBack] of [
  [leaseMs - 1, leaseMs - 1, false],
  [leaseMs, 0, true],
  [0, leaseMs, true],
] as const)
  test(`a lease after ${wallMs} ms on the wall and ${monotonicMs} ms in truth ${isWonBack ? 'has to be won back' : 'still runs'}`, async (t) => {
    const { root, lease, pass } = await hold(t);
    pass(wallMs, monotonicMs);
    assert.equal(lease.isHeld, true);
    assert.equal(lease.folder, join(root, isWonBack ? 'again-1' : 'first'));
    assert.equal(lease.isHeld, true);
    assert.equal(lease.folder, join(root, isWonBack ? 'again-1' : 'first'), 'it runs again');
  });

test('a folder that somebody else has taken cannot be won back, now or later', async (t) => {
  const { root, lease, pass } = await hold(t);
  await rename(join(root, 'first'), join(root, 'theirs'));
  pass(leaseMs, leaseMs);
  assert.equal(lease.isHeld, false);
  await rename(join(root, 'theirs'), join(root, 'first'));
  assert.equal(lease.isHeld, false);
  lease.renew();
  assert.equal(readLease(join(root, 'first'))?.renewedAt, 1_000_000, 'it writes nothing there any more');
});
