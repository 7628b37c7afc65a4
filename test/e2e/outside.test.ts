/** A gateway as others see it: the address for monitors, and `watch` from another process. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { operate } from '../fakes/operator.ts';
import { until } from '../fakes/patience.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({
    upstreams: { one: { url: upstream.url }, two: { url: upstream.url, models: ['vendor/n'] } },
  });
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

const watch = (...args: readonly string[]): Promise<{ status: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(launcher, ['watch', ...args], (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });

const probe = (path: string, accept = '*/*'): Promise<Response> =>
  fetch(`${gateway.origin}/probe${path}`, { headers: { accept } });

/** Nothing is sent to it any longer, as after an operator's command. */
const away = (name: string): Promise<unknown> => operate(gateway, `POST /api/upstreams/${name}/drain`);
const back = (name: string): Promise<unknown> => operate(gateway, `POST /api/upstreams/${name}/resume`);

test('up: a word in the first line, 200, no upstream asked', async () => {
  const answer = await probe('');
  assert.deepEqual([answer.status, await answer.text()], [200, 'Good Gateway: up\n']);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal((await fetch(`${gateway.origin}/probe`, { method: 'HEAD' })).status, 200);
  assert.equal(upstream.seen.length, 0);
});

test('one model away is still up, and that model is down; names may have slashes', async () => {
  await away('two');
  const all = await probe('', 'application/json');
  assert.deepEqual(
    [all.status, await all.json()],
    [200, { status: 'up', why: '1 of 2 models cannot be had.', models: { m: 'up', 'vendor/n': 'down' } }],
  );
  for (const path of ['/vendor/n', '/vendor%2Fn']) {
    const one = await probe(path);
    assert.deepEqual([one.status, await one.text()], [503, 'Good Gateway: down\nThis model cannot be had.\n'], path);
  }
  assert.equal((await probe('/unheard')).status, 404);
  await back('two');
});

test('a moment in which nothing goes there turns no monitor over', async (context) => {
  const strict = await startUpstream(say.json('{}', 401));
  const dead = await startGateway({ upstreams: { one: { url: strict.url } } });
  context.after(async () => {
    await dead.stop();
    await strict.close();
  });
  const isListed = async (): Promise<boolean> => {
    const { data } = (await (await fetch(`${dead.url}/models`)).json()) as { data: { available: boolean }[] };
    return data.every(({ available }) => available);
  };
  await until('a model that cannot be had', async () => {
    assert.equal((await post(dead.url, ask)).status, 503);
    return !(await isListed());
  });
  assert.equal((await fetch(`${dead.origin}/probe/m`)).status, 200);
});

test('all models away: 503, and the watcher says it is behind the gateway', async () => {
  await Promise.all(['one', 'two'].map(away));
  assert.equal((await probe('')).status, 503);
  const { status, out } = await watch(gateway.origin, '--once', '--json');
  const seen = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual([status, seen['state'], seen['hop'], seen['says']], [3, 'down', 'provider', 'No model can be had.']);
  await Promise.all(['one', 'two'].map(back));
  assert.equal((await post(gateway.url, ask)).status, 200);
});

test('a watcher is told that it answers, and which hop fails where nobody listens', async () => {
  const well = await watch(gateway.origin, '--once');
  assert.deepEqual([well.status, well.err], [0, '']);
  assert.match(well.out, / up in \d+ ms: It answers\.\n$/);
  const gone = await watch('http://127.0.0.1:9', '--once');
  assert.equal(gone.status, 2);
  assert.match(gone.out, / down \(tcp\): /);
});

test('any other site is up when it answers well', async () => {
  const site = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404).end();
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const { port } = site.address() as AddressInfo;
  const { status, out } = await watch(`http://127.0.0.1:${port}`, '--once', '--json');
  site.close();
  const seen = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual([status, seen['state'], seen['status']], [0, 'up', 200]);
});

for (const [what, args, says] of [
  ['no address', [], /which gateway/],
  ['an address that is none', ['http://'], /no address/],
  ['a hurry', ['127.0.0.1', '--every', '1s'], /5s at the least/],
] as const)
  test(`refused with a reason: ${what}`, async () => {
    const { status, err } = await watch(...args);
    assert.equal(status, 64);
    assert.match(err, says);
  });
