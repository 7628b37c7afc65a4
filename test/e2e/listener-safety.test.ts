/** Who may talk to the callers' listener, from where, and what may cross it. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, assertFailure, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const teamKey = 'team-a-secret-key-0001';
const otherKey = 'team-b-secret-key-0002';

let upstream: FakeUpstream;
let spare: FakeUpstream;
let open: TestGateway;
let keyed: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  spare = await startUpstream(say.healthy('spare'));
  const targets = [
    { upstream: 'callers', model: 'm' },
    { upstream: 'spare', model: 'm', tier: 2 },
  ];
  open = await startGateway({
    publicUrl: 'https://ai.example.org',
    cors: ['https://app.example.org'],
    upstreams: {
      one: { url: upstream.url, key: 'sk-ours', headers: { 'X-Extra': 'yes' } },
      callers: { url: upstream.url, key: 'caller' },
      spare: { url: spare.url, key: 'sk-spare' },
    },
    models: { m: { targets: [{ upstream: 'one' }] }, own: { targets }, '*': { targets: [{ upstream: 'one' }] } },
  });
  keyed = await startGateway({
    keys: { 'team-a': { key: teamKey }, 'team-b': { key: otherKey } },
    upstreams: { one: { url: upstream.url, key: 'sk-ours' } },
  });
});

after(async () => {
  await Promise.all([open.stop(), keyed.stop()]);
  await Promise.all([upstream.close(), spare.close()]);
});

beforeEach(() => {
  upstream.act(say.healthy('fine'));
  spare.act(say.healthy('spare'));
});

/** By hand, since `fetch` sets `Host` itself. */
const withHost = (host: string, path = '/v1/models', gateway = open): Promise<Response> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: gateway.port, path, headers: { host } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => {
        const headers = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' ? [[name, value]] : [],
        );
        resolve(new Response(Buffer.concat(pieces), { status: answer.statusCode ?? 0, headers }));
      });
    });
    sent.on('error', reject);
    sent.end();
  });

for (const host of [
  'evil.example.com',
  'evil.example.com:5020',
  '127.0.0.1.evil.example.com',
  'localhost.evil.example.com',
  '10.0.0.1',
  'ai.example.org.evil.com',
  '[::2]',
  'a b',
]) {
  test(`a request for the host "${host}" is refused (rebinding)`, async () => {
    const count = upstream.seen.length;
    const response = await withHost(host);
    assert.equal(response.status, 421);
    assert.equal(response.headers.get('good-gateway-cause'), 'client');
    assert.equal((await withHost(host, '/')).status, 421, 'pages are refused too');
    assert.equal(upstream.seen.length, count);
  });
}

for (const host of [
  'localhost',
  'localhost:1',
  '127.0.0.1:5020',
  '127.9.9.9',
  '[::1]:80',
  'app.localhost',
  'ai.example.org',
  'AI.EXAMPLE.ORG:443',
]) {
  test(`a request for the host "${host}" is ours`, async () => {
    assert.equal((await withHost(host)).status, 200);
  });
}

const foreign = [
  { name: 'a foreign Origin', headers: { origin: 'https://evil.example.com' } },
  { name: 'an opaque Origin', headers: { origin: 'null' } },
  { name: 'another port of this host', headers: { origin: 'http://127.0.0.1:1' } },
  { name: 'Sec-Fetch-Site: cross-site', headers: { 'sec-fetch-site': 'cross-site' } },
];

for (const { name, headers } of foreign) {
  test(`a POST with ${name} is refused and reaches no upstream`, async () => {
    const count = upstream.seen.length;
    for (const path of ['/chat/completions', '/files']) {
      const response = await post(open.url, ask, { headers, path });
      const body = JSON.parse(await response.text()) as { error: { code: string } };
      assert.deepEqual([response.status, body.error.code], [403, 'foreign_origin']);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
    }
    assert.equal(upstream.seen.length, count);
  });
}

test('a page of our own origin may call', async () => {
  const response = await post(open.url, ask, { headers: { origin: open.origin, 'sec-fetch-site': 'same-origin' } });
  assert.equal(response.status, 200);
});

test('a listed origin may call, after a preflight that needs no key', async () => {
  const origin = 'https://app.example.org';
  const preflight = await fetch(`${open.url}/chat/completions`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/);
  assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization,content-type');
  const response = await post(open.url, ask, { headers: { origin, 'sec-fetch-site': 'cross-site' } });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('access-control-allow-origin'), origin);
});

test('a preflight of an origin that is not listed is refused', async () => {
  const headers = { origin: 'https://evil.example.com', 'access-control-request-method': 'POST' };
  const response = await fetch(`${open.url}/chat/completions`, { method: 'OPTIONS', headers });
  assert.equal(response.status, 403);
  assert.equal(response.headers.get('access-control-allow-origin'), null);
});

const wrongKeys: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: 'Bearer wrong' },
  { authorization: `Bearer ${teamKey}x` },
  { authorization: `Basic ${teamKey}` },
  { authorization: 'Bearer ' },
  { 'x-api-key': 'wrong' },
];

for (const headers of wrongKeys) {
  test(`without a known key there is no answer: ${JSON.stringify(headers)}`, async () => {
    const count = upstream.seen.length;
    const response = await post(keyed.url, ask, { headers });
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    const body = await assertFailure(response, { status: 401, code: 'unauthorized', family: 'client', who: 'caller' });
    assert.equal(body.error.type, 'authentication_error');
    assert.equal((await fetch(`${keyed.url}/models`, { headers })).status, 401);
    assert.equal((await fetch(`${keyed.url}/files`, { headers })).status, 401);
    assert.equal(upstream.seen.length, count);
  });
}

test('an Anthropic caller without a key is told so in that dialect', async () => {
  const response = await post(keyed.url, ask, { path: '/messages', headers: { 'anthropic-version': '2023-06-01' } });
  const body = (await response.json()) as { type: string; error: { type: string } };
  assert.deepEqual([response.status, body.type, body.error.type], [401, 'error', 'authentication_error']);
});

for (const headers of [
  { authorization: `Bearer ${teamKey}` },
  { authorization: `bearer ${teamKey}` },
  { 'x-api-key': teamKey },
]) {
  test(`the right key opens the door: ${Object.keys(headers).join()}`, async () => {
    assert.equal((await post(keyed.url, ask, { headers })).status, 200);
    assert.ok(!JSON.stringify(upstream.last.headers).includes(teamKey));
  });
}

const credentials = {
  authorization: 'Bearer callers-own-secret',
  'x-api-key': 'callers-own-secret',
  'api-key': 'callers-own-secret',
  cookie: 'session=callers-own-secret',
  'proxy-authorization': 'Basic callers-own-secret',
  'x-goog-api-key': 'callers-own-secret',
  'x-anything-else': 'callers-own-secret',
};

test('the caller’s credentials never reach an upstream that has a key of its own', async () => {
  for (const path of ['/chat/completions', '/files', '/audio/speech']) {
    await (await post(open.url, ask, { headers: credentials, path })).text();
    const { headers } = upstream.last;
    assert.equal(headers.authorization, 'Bearer sk-ours');
    assert.equal(headers['x-extra'], 'yes');
    assert.ok(!JSON.stringify(headers).includes('callers-own-secret'), JSON.stringify(headers));
  }
});

test('with `key: caller` they do, cookies excepted', async () => {
  await (await post(open.url, { ...ask, model: 'own' }, { headers: credentials })).text();
  const { headers } = upstream.last;
  assert.equal(headers.authorization, 'Bearer callers-own-secret');
  assert.equal(headers.cookie, undefined);
  assert.equal(headers['proxy-authorization'], undefined);
});

test('with `key: caller` a failover takes none of them to the other upstream', async () => {
  upstream.act(say.json('{}', 503));
  const response = await post(open.url, { ...ask, model: 'own' }, { headers: credentials });
  assert.equal(response.headers.get('good-gateway-upstream'), 'spare');
  assert.equal(spare.last.headers.authorization, 'Bearer sk-spare');
  assert.ok(!JSON.stringify(spare.last.headers).includes('callers-own-secret'));
  await open.forgive('callers');
});

const dangerous = {
  'set-cookie': 'a=b',
  'clear-site-data': '"*"',
  'service-worker-allowed': '/',
  'access-control-allow-origin': '*',
  'content-security-policy': 'default-src *',
  'x-content-type-options': 'off',
  'x-request-id': 'theirs',
  'good-gateway-cause': 'theirs',
};

const assertSafeHead = (response: Response, what: string): void => {
  const { headers } = response;
  assert.equal(headers.get('x-content-type-options'), 'nosniff', what);
  assert.equal(headers.get('content-security-policy'), 'sandbox', what);
  assert.match(headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/, what);
  for (const name of ['set-cookie', 'clear-site-data', 'service-worker-allowed', 'access-control-allow-origin'])
    assert.equal(headers.get(name), null, `${what}: ${name}`);
};

const whole: Parameters<FakeUpstream['act']>[0] = (answer) =>
  answer.writeHead(200, { ...dangerous, 'content-type': 'application/json', 'x-kept': 'yes' }).end(say.chatBody('x'));

test('what an upstream’s head could do to our pages in a browser is dropped, on every way through', async () => {
  upstream.act(whole);
  const body = await post(open.url, ask);
  assertSafeHead(body, 'body');
  assert.equal(body.headers.get('x-kept'), 'yes');
  assertSafeHead(await fetch(`${open.url}/files`), 'pass');
  upstream.act((answer) => answer.writeHead(200, { ...dangerous, ...say.eventStream }).end(say.chatStream('x')));
  assertSafeHead(await post(open.url, askStream), 'stream');
  upstream.act((answer) =>
    answer.writeHead(400, { ...dangerous, 'content-type': 'application/json' }).end('{"error":{"message":"no"}}'),
  );
  assertSafeHead(await post(open.url, ask), 'error');
});

test('every answer under /v1 forbids sniffing and scripts, refusals included', async () => {
  assertSafeHead(await fetch(`${open.url}/models`), 'models');
  assertSafeHead(await fetch(`${open.url}/chat/completions`), '405');
  assertSafeHead(await fetch(`${open.url}/streams/none`), 'stream');
  assertSafeHead(await post(open.url, '{'), '400');
  assertSafeHead(await fetch(`${keyed.url}/models`), '401');
  assertSafeHead(await withHost('evil.example.com'), '421');
});

test('a redirect of an upstream is not followed', async () => {
  const count = spare.seen.length;
  upstream.act((answer) => answer.writeHead(307, { location: `${spare.url}/chat/completions` }).end());
  const response = await post(open.url, ask);
  assert.equal(response.status, 502);
  assert.match(await response.text(), /redirected/);
  assert.equal(spare.seen.length, count);
});

test('a caller cannot choose an address: absolute targets, forwarding headers and odd paths reach nobody new', async () => {
  const headers = {
    'x-forwarded-host': 'evil.example.com',
    'x-portkey-custom-host': 'http://evil.example.com',
    forwarded: 'host=evil.example.com',
  };
  assert.equal((await post(open.url, ask, { headers })).status, 200);
  assert.ok(!JSON.stringify(upstream.last.headers).includes('evil'));
});
