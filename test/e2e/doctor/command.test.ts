/** The command `doctor` as a person starts it, against real servers on loopback. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Diagnosis } from '../../../src/advice/doctor/diagnosis.ts';
import { hopIds } from '../../../src/advice/doctor/diagnosis.ts';
import * as say from '../../fakes/answers.ts';
import { ask, post } from '../../fakes/calls.ts';
import { startGateway, type TestGateway } from '../../fakes/gateway.ts';
import { inTime } from '../../fakes/patience.ts';
import { type FakeUpstream, startUpstream } from '../../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../../bin/good-gateway', import.meta.url));

interface Done {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const doctor = (...args: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'], XDG_STATE_HOME: state }, timeout: 60_000 };
    execFile(launcher, ['doctor', ...args], options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

let state = '';
let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  state = await mkdtemp(join(tmpdir(), 'good-gateway-test-'));
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
  await rm(state, { recursive: true });
});

test('a gateway that is well is found well, hop by hop in the order of the way', async () => {
  await post(gateway.url, ask);
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
  const url = await deadUrl();
  const { status, out, err } = await doctor(url);
  assert.equal(status, 2);
  assert.match(out, /not running on this machine/);
  assert.match(
    out,
    new RegExp(`1\\. Start the gateway\\.\\n +good-gateway serve --listen 127\\.0\\.0\\.1:${new URL(url).port}`),
  );
  assert.match(err, /The door +✗ fails/);
});

const deadUrl = async (): Promise<string> => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  return `http://127.0.0.1:${port}`;
};

test('what failed is looked at again, and once that is well, what lies behind it', async () => {
  const url = await deadUrl();
  assert.equal((await doctor(url)).status, 2);
  const still = await doctor('--recheck');
  assert.equal(still.status, 2);
  assert.match(still.out, /met 2 times today/);
  assert.equal(still.err.trim().split('\n').length, 2, 'the one hop that failed');
  const server = createHttpServer((_, answer) => void answer.end('here'));
  server.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
  const healed = await doctor('--recheck');
  server.close();
  assert.equal(healed.status, 0, healed.out);
  assert.match(healed.err, /The answer +✓ ok/);
});

test('the last walk is told once more, with its number, and nothing is looked at', async () => {
  const url = await deadUrl();
  const first = JSON.parse((await doctor(url, '--json')).out) as Diagnosis;
  const again = await doctor('--last', '--report', 'support');
  assert.equal(again.status, 2);
  assert.equal(again.err, '');
  assert.match(again.out, new RegExp(`^Good Gateway doctor report ${first.reportId}\n`));
  assert.deepEqual((JSON.parse((await doctor('--last', '--json')).out) as Diagnosis).hops, first.hops);
});

test('Ctrl+C ends a walk at once', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const child = spawn(launcher, ['doctor', `http://127.0.0.1:${port}`, '--offline'], {
    env: { PATH: process.env['PATH'], XDG_STATE_HOME: state },
  });
  let said = '';
  const isWalking = new Promise<void>((resolve) => {
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.includes('Walking from')) resolve();
    });
  });
  const ended = once(child, 'close');
  await inTime(() => `a walk that began: ${said}`, isWalking);
  child.kill('SIGINT');
  assert.deepEqual(await inTime(() => `the end of a walk that said ${said}`, ended), [130, null]);
  assert.match(said, /Stopped before the end of the way\.\n$/);
  silent.close();
});

test('a walk is remembered in a file that nobody else can read', async () => {
  await doctor(await deadUrl());
  const file = join(state, 'good-gateway/doctor.json');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((JSON.parse(await readFile(file, 'utf8')) as { last: Diagnosis }).last.trouble, 'refused_here');
});

for (const reader of ['support', 'line'] as const)
  test(`a report for ${reader} has no address in it`, async () => {
    const { status, out } = await doctor(await deadUrl(), '--report', reader);
    assert.equal(status, 2);
    assert.match(out, /^Good Gateway doctor report rep_[0-9a-f]{32}\n/);
    assert.doesNotMatch(out, /127\.0\.0\.1/);
  });

test('an API, a broken page and a page that wants a shorter head are told apart', async () => {
  const server = createHttpServer(({ url = '' }, answer) => {
    const status = Number(url.slice(1));
    answer.writeHead(status, { 'content-type': 'application/json' });
    answer.end('{"error":{"message":"missing api key"}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const came: string[] = [];
  for (const status of [200, 401, 429, 431, 500, 502, 503, 504]) {
    const { out } = await doctor(`http://127.0.0.1:${port}/${status}`, '--json');
    const { blame, trouble } = JSON.parse(out) as Diagnosis;
    came.push(`${status} ${blame} ${trouble}`);
  }
  server.close();
  assert.deepEqual(came, [
    '200 none null',
    '401 none null',
    '429 you throttled',
    '431 you headers_too_large',
    '500 gateway site_failing',
    '502 gateway site_behind_down',
    '503 gateway site_overloaded',
    '504 gateway site_behind_late',
  ]);
});

for (const [args, why] of [
  [['ftp://a.test/'], 'is no address to walk to'],
  [['http://a.test', 'http://b.test'], 'one URL at a time'],
  [['--nope'], '--nope'],
  [['--why', 'x'], '--why needs an id'],
  [['--report', 'me'], '--report is for support or line'],
  [['http://a.test', '--recheck'], 'it takes no URL'],
  [['http://a.test', '--last'], 'it takes no URL'],
  [['--offline', '--controls', 'x'], '--controls has no use'],
  [['http://127.0.0.1:9', '--controls', '/does/not/exist'], 'there is no such file'],
] as const) {
  test(`wrong usage (${args.join(' ')}) is told with status 64`, async () => {
    const { status, err } = await doctor(...args);
    assert.equal(status, 64);
    assert.ok(err.includes(why), err);
  });
}
