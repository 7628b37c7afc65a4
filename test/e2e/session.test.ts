import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { clock } from '../../src/io/clock.ts';
import * as say from '../fakes/answers.ts';
import { ask, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway, writeConfig } from '../fakes/gateway.ts';
import { type Program, startIn, startProgram } from '../fakes/program.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

const key = 'team-a-secret-key-0001';

let upstream: FakeUpstream;
let gateway: TestGateway;

const config = () => ({
  keys: { 'team-a': { key }, 'team-b': { key: 'team-b-secret-key-0002' } },
  upstreams: { one: { url: upstream.url, key: 'sk-ours', models: ['m'], health: 'off' } },
});

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
});
after(() => upstream.close());

const own = (origin: string): Record<string, string> => ({ origin, 'sec-fetch-site': 'same-origin' });

interface Said {
  readonly status: number;
  readonly state: string | undefined;
  readonly code: string | undefined;
  readonly cookie: string;
  readonly response: Response;
}

const session = async (origin: string, init: RequestInit = {}): Promise<Said> => {
  const headers = { ...own(origin), 'content-type': 'application/json', ...(init.headers as object) };
  const response = await fetch(`${origin}/session`, { ...init, headers });
  const body = (await response.clone().json()) as { state?: string; error?: { code: string } };
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status: response.status, state: body.state, code: body.error?.code, cookie, response };
};

const signIn = (origin: string, with_: unknown = { key }): Promise<Said> =>
  session(origin, { method: 'POST', body: JSON.stringify(with_) });

const call = (origin: string, headers: Record<string, string>): Promise<Response> =>
  post(`${origin}/v1`, ask, { headers });

const open = async (of: Parameters<typeof startGateway>[1] = {}): Promise<string> => {
  gateway = await startGateway(config(), of);
  return gateway.origin;
};
afterEach(() => gateway.stop());

test('a key becomes a cookie that opens the door for our own page alone, and for nobody after its end', async () => {
  const origin = await open();
  assert.equal((await session(origin)).state, 'signed-out');
  const { status, state, cookie, response } = await signIn(origin);
  assert.deepEqual([status, state], [200, 'signed-in']);
  assert.match(response.headers.get('set-cookie') ?? '', /; HttpOnly; SameSite=Strict/);
  assert.ok(!(await response.text()).includes(key) && !cookie.includes(key));
  assert.equal((await session(origin, { headers: { cookie } })).state, 'signed-in');

  const sent = upstream.seen.length;
  assert.equal((await call(origin, { ...own(origin), cookie })).status, 200);
  assert.equal(upstream.seen.length, sent + 1);
  assert.equal(upstream.last.headers['cookie'], undefined);
  for (const headers of [
    {},
    { origin: 'https://evil.example.com' },
    { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
    { ...own(origin), authorization: 'Bearer wrong' },
  ])
    assert.ok([401, 403].includes((await call(origin, { ...headers, cookie })).status), JSON.stringify(headers));
  assert.equal(upstream.seen.length, sent + 1, 'nothing of these reached an upstream');

  const gone = await session(origin, { method: 'DELETE', headers: { cookie } });
  assert.deepEqual([gone.state, gone.cookie], ['signed-out', 'good-gateway=']);
  const late = await call(origin, { ...own(origin), cookie });
  const { error } = await assertFailure(late, {
    status: 401,
    code: 'sign_in_expired',
    family: 'client',
    who: 'caller',
  });
  assert.match(error.message, /Sign in again; what you typed stays with you/);
  assert.equal((await session(origin, { headers: { cookie } })).state, 'expired');
});

test('nobody is signed in, or out, by a page of somebody else', async () => {
  const origin = await open();
  const { cookie } = await signIn(origin);
  for (const headers of [
    { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' },
  ])
    for (const method of ['POST', 'DELETE']) {
      const body = method === 'POST' ? JSON.stringify({ key }) : null;
      const { status, code, cookie: set } = await session(origin, { method, body, headers: { ...headers, cookie } });
      assert.deepEqual([status, code, set], [403, 'foreign_origin', ''], `${method} ${JSON.stringify(headers)}`);
    }
  assert.equal((await call(origin, { ...own(origin), cookie })).status, 200);
  const form = await session(origin, {
    method: 'POST',
    body: `key=${key}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.deepEqual([form.status, form.code], [415, 'unsupported_media_type']);
});

test('what is no key is turned down, and guessing comes to a halt', async () => {
  // No time passes: with it come more guesses.
  const origin = await open({ clock: { ...clock, monotonic: () => 1 } });
  for (const body of [{}, { key: 7 }, { key: ' ' }, [], 'x', null])
    assert.deepEqual([(await signIn(origin, body)).code], ['invalid_request'], JSON.stringify(body));
  for (let at = 0; at < 10; at++) assert.equal((await signIn(origin, { key: `guess-${at}` })).code, 'unauthorized');
  const { status, code, response } = await signIn(origin);
  assert.deepEqual([status, code], [429, 'throttled']);
  assert.ok(Number(response.headers.get('retry-after')) >= 1);
  assert.ok(
    gateway.said.every((line) => !line.includes('guess-') && !line.includes(key)),
    'no key is in the log',
  );
});

test('a changed key ends its sign-ins at the reload', async () => {
  const origin = await open();
  const { cookie } = await signIn(origin);
  await writeConfig(gateway.folder, {
    store: 'sqlite:./calls.db',
    ...config(),
    keys: { 'team-a': { key: 'team-a-another-key-0003' } },
  });
  await until('the end of a sign-in', async () => (await session(origin, { headers: { cookie } })).state === 'expired');
});

test('without keys nobody needs to sign in', async () => {
  gateway = await startGateway({ ...config(), keys: {} });
  assert.equal((await session(gateway.origin)).state, 'open');
  const { state, cookie } = await signIn(gateway.origin);
  assert.deepEqual([state, cookie], ['open', '']);
});

test('a sign-in outlives a killed gateway', async () => {
  await open();
  let program: Program = await startProgram(config());
  const { cookie } = await signIn(program.origin);
  await program.kill();
  program = await startIn(program.folder);
  assert.equal((await call(program.origin, { ...own(program.origin), cookie })).status, 200);
  await program.close();
});
