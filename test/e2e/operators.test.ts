/** The operators' listener: who may look, who may act, and what is never shown. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const adminToken = 'operators-secret-token-01';

let upstream: FakeUpstream;
let open: TestGateway;
let guarded: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  const upstreams = { one: { url: upstream.url, key: 'sk-upstream-secret', headers: { 'x-secret': 'header-secret' } } };
  open = await startGateway({ upstreams, keys: { team: { key: 'team-a-secret-key-0001' } } });
  guarded = await startGateway({ upstreams, adminToken });
});

after(async () => {
  await Promise.all([open.stop(), guarded.stop()]);
  await upstream.close();
});

interface Command {
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

const command = (
  gateway: TestGateway,
  { headers = {}, path = '/api/upstreams/one/drain' }: Command,
): Promise<Response> => fetch(gateway.admin + path, { method: 'POST', headers, body: '{}' });

const isJson = { 'content-type': 'application/json' };

test('on loopback anybody of this machine may look', async () => {
  for (const path of ['/', '/metrics', '/api/upstreams', '/api/requests', '/api/config'])
    assert.equal((await fetch(open.admin + path)).status, 200, path);
});

test('to act takes the token, JSON and no foreign page', async () => {
  const authorization = `Bearer ${await open.adminToken()}`;
  assert.equal((await command(open, { headers: isJson })).status, 401);
  assert.equal((await command(open, { headers: { ...isJson, authorization: 'Bearer wrong' } })).status, 401);
  assert.equal((await command(open, { headers: { authorization, 'content-type': 'text/plain' } })).status, 415);
  assert.equal(
    (await command(open, { headers: { ...isJson, authorization, origin: 'https://evil.example.com' } })).status,
    403,
  );
  assert.equal(
    (await command(open, { headers: { ...isJson, authorization, 'sec-fetch-site': 'cross-site' } })).status,
    403,
  );
  const { upstreams } = (await (await fetch(`${open.admin}/api/upstreams`)).json()) as {
    upstreams: { state: string }[];
  };
  assert.notEqual(upstreams[0]?.state, 'drained', 'nothing that was refused has happened');
});

test('an operator drains an upstream and puts it back', async () => {
  const headers = { ...isJson, authorization: `Bearer ${await open.adminToken()}` };
  const key = { headers: { authorization: 'Bearer team-a-secret-key-0001' } };
  assert.equal((await command(open, { headers })).status, 200);
  const refused = await post(open.url, ask, key);
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get('good-gateway-cause'), 'maintenance');
  assert.equal((await command(open, { headers, path: '/api/upstreams/one/resume' })).status, 200);
  assert.equal((await post(open.url, ask, key)).status, 200);
  assert.equal((await command(open, { headers, path: '/api/upstreams/none/drain' })).status, 404);
});

test('the token of this start is in a file only its owner can read', async () => {
  const { mode } = await stat(join(open.folder, 'admin-token'));
  assert.equal(mode & 0o777, 0o600);
  assert.match(await open.adminToken(), /^[0-9a-f]{64}$/);
});

test('with an adminToken all takes it', async () => {
  for (const path of ['/', '/metrics', '/api/upstreams', '/api/config']) {
    assert.equal((await fetch(guarded.admin + path)).status, 401, path);
    assert.equal(
      (await fetch(guarded.admin + path, { headers: { authorization: `Bearer ${adminToken}` } })).status,
      200,
      path,
    );
  }
});

test('a foreign Host is refused (rebinding)', async () => {
  const port = Number(new URL(open.admin).port);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/api/config', headers: { host: 'evil.example.com' } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on('error', reject);
    sent.end();
  });
  assert.equal(status, 421);
});

test('no secret is in anything operators are shown', async () => {
  await post(open.url, ask, { headers: { authorization: 'Bearer team-a-secret-key-0001' } });
  for (const gateway of [open, guarded]) {
    const headers = { authorization: `Bearer ${adminToken}` };
    for (const path of ['/metrics', '/api/upstreams', '/api/requests', '/api/config']) {
      const text = await (await fetch(gateway.admin + path, { headers })).text();
      for (const secret of ['sk-upstream-secret', 'header-secret', 'team-a-secret-key-0001', adminToken])
        assert.ok(!text.includes(secret), `${path} shows ${secret}`);
    }
  }
});
