/** The command `doctor` as a person starts it, against real servers on loopback. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Diagnosis } from '../../../src/advice/doctor/diagnosis.ts';
import { hopIds } from '../../../src/advice/doctor/diagnosis.ts';
import * as say from '../../fakes/answers.ts';
import { startGateway, type TestGateway } from '../../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../../bin/good-gateway', import.meta.url));

interface Done {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const doctor = (...args: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] }, timeout: 30_000 };
    execFile(launcher, ['doctor', ...args], options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

test('a gateway that is well is found well, hop by hop in the order of the way', async () => {
  const { status, out } = await doctor(`http://127.0.0.1:${gateway.port}`, '--offline', '--json');
  const diagnosis = JSON.parse(out) as Diagnosis;
  assert.equal(status, 0, out);
  assert.equal(diagnosis.blame, 'none');
  assert.deepEqual(
    diagnosis.hops.map(({ id }) => id),
    hopIds,
  );
  const statusOf = (id: string): string | undefined => diagnosis.hops.find((hop) => hop.id === id)?.status;
  for (const id of ['tcp', 'http', 'stream', 'gateway', 'provider']) assert.equal(statusOf(id), 'ok', id);
  assert.match(diagnosis.reportId, /^rep_[0-9a-f]{32}$/);
});

test('where nothing listens it is the gateway’s turn, and the first remedy is to start it', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  const { status, out, err } = await doctor(`http://127.0.0.1:${port}`);
  assert.equal(status, 2);
  assert.match(out, /not running on this machine/);
  assert.match(out, new RegExp(`1\\. Start the gateway\\.\\n +good-gateway serve --listen 127\\.0\\.0\\.1:${port}`));
  assert.match(err, /The door +✗ fails/);
});

for (const [args, why] of [
  [['ftp://a.test/'], 'is no address to walk to'],
  [['http://a.test', 'http://b.test'], 'one URL at a time'],
  [['--nope'], '--nope'],
  [['--why', 'x'], '--why needs an id'],
  [['http://127.0.0.1:9', '--controls', '/does/not/exist'], 'there is no such file'],
] as const) {
  test(`wrong usage (${args.join(' ')}) is told with status 64`, async () => {
    const { status, err } = await doctor(...args);
    assert.equal(status, 64);
    assert.ok(err.includes(why), err);
  });
}
