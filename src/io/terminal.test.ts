import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { test } from 'node:test';

/** A program that says `up` and then waits for its input for ever. */
const waiting = (graceMs: number | null): string => `
  const { openTerminal } = await import(${JSON.stringify(new URL('terminal.ts', import.meta.url).href)});
  openTerminal(${graceMs}).out('up');
  process.stdin.resume();`;

const program = async (graceMs: number | null) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', waiting(graceMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { child, ended: once(child, 'exit') };
};

test('a command that waits for what never comes ends a moment after the first signal', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ended } = await program(1);
    child.kill(signal);
    assert.deepEqual(await ended, [null, signal]);
  }
});

test('one that has something to bring to an end is left to it', async () => {
  const { child, ended } = await program(null);
  child.kill('SIGTERM');
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});

test('output that cannot be written is told in one line, and is no success', (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full here');
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', waiting(null)], {
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    encoding: 'utf8',
  });
  assert.deepEqual([status, stderr], [1, 'good-gateway: the output cannot be written (ENOSPC)\n']);
});
