/** The command `maintenance` against a gateway that runs. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));

interface Done {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url }, two: { url: 'http://127.0.0.1:9/v1' } },
    models: { m: { targets: [{ upstream: 'one' }] } },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> =>
  new Promise((resolve) => {
    const options = { cwd: gateway.folder, env: { PATH: process.env['PATH'], ...env } };
    execFile(launcher, ['maintenance', ...args], options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

const here = (): readonly string[] => ['--admin', new URL(gateway.admin).host];

test('announced, listed, felt by callers, cancelled', async () => {
  const announced = await command(['schedule', 'New disks', '--for', '1h', '--upstream', 'one', '--json', ...here()]);
  assert.equal(announced.status, 0, announced.err);
  assert.equal(announced.err, '');
  const { id, phase, by } = JSON.parse(announced.out) as { id: string; phase: string; by: null };
  assert.deepEqual([phase, by], ['active', null]);
  const listed = await command(['list', ...here()]);
  assert.match(listed.out, new RegExp(`${id} .* UTC to .* UTC  now\n  New disks \\(one\\)\n`));
  const refused = await post(gateway.url, ask);
  assert.equal(refused.headers.get('good-gateway-cause'), 'maintenance');
  const cancelled = await command(['cancel', id, ...here()]);
  assert.deepEqual([cancelled.status, cancelled.out.startsWith(`Cancelled: ${id}`)], [0, true]);
  assert.equal((await post(gateway.url, ask)).status, 200);
  assert.equal((await command(['list', ...here()])).out, 'Nothing is announced.\n');
  assert.deepEqual(JSON.parse((await command(['list', '--json', ...here()])).out), { maintenances: [] });
});

test('what the gateway refuses is said, with status 1', async () => {
  const unknown = await command(['schedule', 'x', '--for', '1h', '--upstream', 'three', ...here()]);
  assert.equal(unknown.status, 1);
  assert.match(unknown.err, /refused \(422\): "upstreams" is a list of configured ones/);
  const missing = await command(['cancel', 'mnt_0', ...here()]);
  assert.deepEqual([missing.status, missing.out], [1, '']);
  assert.match(missing.err, /no maintenance of that id/);
  const stranger = await command(['cancel', 'mnt_0', ...here()], { GOOD_GATEWAY_ADMIN_TOKEN: 'wrong' });
  assert.equal(stranger.status, 1);
  assert.match(stranger.err, /refused \(401\)/);
});

test('where no gateway answers it says so', async () => {
  const { status, err } = await command(['list', '--admin', '127.0.0.1:9']);
  assert.equal(status, 1);
  assert.match(err, /no gateway answers at http:\/\/127\.0\.0\.1:9 \(ECONNREFUSED\)/);
});

test('wrong usage and a bad configuration are 64', async () => {
  assert.equal((await command(['schedule'])).status, 64);
  assert.equal((await command(['list', '-c', 'none.yaml'])).status, 64);
  await writeFile(join(gateway.folder, 'bad.yaml'), 'upstream: {}\n');
  const bad = await command(['list', '-c', 'bad.yaml']);
  assert.equal(bad.status, 64);
  assert.match(bad.err, /bad\.yaml:1:1/);
  await writeFile(
    join(gateway.folder, 'needs.yaml'),
    'adminToken: "${THE_TOKEN}"\nupstreams: { a: { url: "http://127.0.0.1:9", key: "${A_KEY}" } }\n',
  );
  const lost = await command(['list', '-c', 'needs.yaml']);
  assert.equal(lost.status, 64);
  assert.match(lost.err, /adminToken is \$\{THE_TOKEN\}, which this shell lacks/);
  const help = await command(['--help']);
  assert.deepEqual([help.status, help.err], [0, '']);
});

test('what comes again is announced, listed with its next times, and called off one by one', async () => {
  const every = ['--every', '0 3 * * SUN', '--zone', 'Europe/Berlin', '--for', '90m'];
  const announced = await command(['schedule', 'Weekly updates', ...every, '--upstream', 'two', ...here()]);
  assert.equal(announced.status, 0, announced.err);
  assert.match(announced.out, /again and again: 0 3 \* \* SUN \(Europe\/Berlin\)/);
  const [, id = ''] = /(mnt_\w+)/.exec(announced.out) ?? [];
  const times = async (): Promise<readonly string[]> =>
    (await command(['list', ...here()])).out.match(/mnt_\w+-\d+/g) ?? [];
  const [first = '', second = '', ...more] = await times();
  assert.ok(first.startsWith(id) && second.startsWith(id) && more.length === 0);
  assert.equal((await command(['cancel', first, ...here()])).status, 0);
  assert.equal((await times())[0], second);
  assert.equal((await command(['cancel', id, ...here()])).status, 0);
  assert.deepEqual(await times(), []);
});

test('a busy time closes nothing and shows what each upstream takes', async () => {
  const announced = await command(['schedule', 'Exam night', '--peak', '--for', '1h', '--json', ...here()]);
  const { id } = JSON.parse(announced.out) as { id: string };
  assert.equal((await post(gateway.url, ask)).status, 200);
  const listed = await command(['list', ...here()]);
  assert.match(listed.out, /Exam night \(everything, busy time: nothing is closed\)\n {4}one: 0 calls now, /);
  const { scheduled_maintenances: works } = (await (
    await fetch(`${gateway.origin}/api/v2/scheduled-maintenances.json`)
  ).json()) as { scheduled_maintenances: readonly unknown[] };
  assert.deepEqual(works, [], 'it is no maintenance');
  assert.equal((await command(['cancel', id, ...here()])).status, 0);
});
