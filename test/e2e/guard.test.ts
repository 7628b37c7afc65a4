/** A gateway that runs short of descriptors: who comes second is turned away first, and all are taken again when it has room. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { inTime, until } from '../fakes/patience.ts';
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
  own = (await readdir(`/proc/${program.pid}/fd`)).length;
});

after(async () => {
  for (const socket of idle) socket.destroy();
  await program?.close();
  await upstream?.close();
});

/** What it has open when nobody is there. */
let own = 0;

/** Connections that nothing is asked on, until so large a share of what it may have open is in use. */
const fillTo = async (share: number): Promise<void> => {
  const { port, hostname } = new URL(program.origin);
  const open = idle.filter((socket) => !socket.destroyed).length;
  for (let count = own + open; count < most * share; count++) {
    const socket = connect(Number(port), hostname).on('error', () => {});
    idle.push(socket.resume());
    await inTime('a connection', once(socket, 'connect'));
  }
};

const statusOf = async (priority: 'interactive' | 'batch'): Promise<{ status: number; text: string }> => {
  const answer = await post(program.url, ask, { headers: { 'good-gateway-priority': priority } });
  return { status: answer.status, text: await answer.text() };
};

/** Two looks in a row decide, and on a slow machine its own late clock may be the reason at first. */
const untilStatus = (priority: 'interactive' | 'batch', status: number): Promise<unknown> =>
  until(`${status} for ${priority} calls`, async () => {
    const answer = await statusOf(priority);
    return answer.status === status && answer;
  });

test('short of descriptors it turns batch calls away, and says why', { skip }, async () => {
  await untilStatus('batch', 200);
  const refused = await until('batch calls that are turned away while others are taken', async () => {
    await fillTo(0.9);
    const [batch, interactive] = [await statusOf('batch'), await statusOf('interactive')];
    return batch.status === 503 && interactive.status === 200 && batch;
  });
  assert.match(refused.text, /too_busy/);
  await program.saying('"sheds":"batch"');
});

test('with hardly any left, everybody; and nobody once there is room', { skip }, async () => {
  await until('calls that are all turned away', async () => {
    await fillTo(0.97);
    return (await statusOf('interactive')).status === 503;
  });
  await program.saying('"sheds":"all"');
  for (const socket of idle.splice(0)) socket.destroy();
  await untilStatus('batch', 200);
  await program.saying('has caught up');
});
