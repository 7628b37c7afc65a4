/** A gateway that runs short of descriptors: who comes second is turned away first, and all are taken again when it has room. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { type Program, startProgram } from '../fakes/program.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const most = 300;
const skip = existsSync('/proc/self/fd') ? false : 'only Linux tells how many descriptors are open';

let upstream: FakeUpstream;
let program: Program;
const idle: Socket[] = [];

before(async () => {
  if (skip !== false) return;
  upstream = await startUpstream(say.healthy('well'));
  program = await startProgram(
    { upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } } },
    {},
    { descriptors: most },
  );
});

after(async () => {
  for (const socket of idle) socket.destroy();
  await program?.close();
  await upstream?.close();
});

/** Connections that nothing is asked on, until so large a share of what it may have open is in use. */
const fillTo = async (share: number): Promise<void> => {
  const { port, hostname } = new URL(program.origin);
  const open = (await readdir(`/proc/${program.pid}/fd`)).length;
  for (let count = open; count < most * share; count++) {
    const socket = connect(Number(port), hostname);
    idle.push(socket);
    await once(socket, 'connect');
  }
};

const statusOf = async (priority: 'interactive' | 'batch'): Promise<{ status: number; text: string }> => {
  const answer = await post(program.url, ask, { headers: { 'good-gateway-priority': priority } });
  return { status: answer.status, text: await answer.text() };
};

test('short of descriptors it turns batch calls away, and says why', { skip }, async () => {
  assert.equal((await statusOf('batch')).status, 200);
  await fillTo(0.9);
  await program.saying('"sheds":"batch"');
  const refused = await statusOf('batch');
  assert.equal(refused.status, 503);
  assert.match(refused.text, /too_busy/);
  assert.equal((await statusOf('interactive')).status, 200);
});

test('with hardly any left, everybody; and nobody once there is room', { skip }, async () => {
  await fillTo(0.97);
  await program.saying('"sheds":"all"');
  assert.equal((await statusOf('interactive')).status, 503);
  for (const socket of idle.splice(0)) socket.destroy();
  await program.saying('has caught up');
  assert.equal((await statusOf('batch')).status, 200);
});
