/** The command itself, in a world where nothing ever answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctorWorld } from '../../test/fakes/doctor-world.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';
import { run } from './doctor.ts';

test('whoever stops it is not kept waiting for looks that are under way', async () => {
  const stop = new AbortController();
  let said = '';
  const terminal = {
    out: (text: string) => assert.fail(text),
    err: (text: string) => void (said += text),
    isTty: false,
    color: false,
    env: {},
    cwd: '/',
    stop: stop.signal,
  };
  const left = new Promise<number>((resolve) => {
    const world: DoctorCommandWorld = {
      ...doctorWorld(),
      version: '1.0.0',
      isAttended: false,
      columns: 80,
      leave: (status) => {
        resolve(status);
        throw new Error('left');
      },
      dial: () => new Promise(() => stop.abort()),
      readLine: () => assert.fail('nobody is asked'),
      past: { read: () => Promise.resolve(null), write: () => assert.fail('nothing is worth keeping') },
    };
    assert.rejects(run(['http://203.0.113.5/', '--offline'], terminal, world), /left/).catch(resolve);
  });
  assert.equal(await left, 130);
  assert.match(said, /Stopped before the end of the way\.\n$/);
});
