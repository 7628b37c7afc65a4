/** Who is alive and who is not, told by real processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isAbandoned, ourselves, type Lease } from './lease.ts';

const onLinux = { skip: process.platform !== 'linux' && 'only Linux tells when a process began' };

const ticksOf = (pid: number): string | undefined => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

test('a process that ended is dead although nobody has asked for its exit status', onLinux, async () => {
  // The shell's child outlives its shell's code: `exec` puts a program there that never waits for it.
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const us = ourselves();
    const lease: Lease = { ...us, pid, startedTicks: ticksOf(pid) ?? '', renewedAt: 0, expiresAt: 1000 };
    assert.equal(isAbandoned(lease, us, 1), false, 'alive');
    process.kill(pid, 'SIGKILL');
    while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) await new Promise(setImmediate);
    assert.equal(isAbandoned(lease, us, 1), true, 'a zombie');
  } finally {
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
