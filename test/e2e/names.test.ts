/** Names of upstreams, resolved by a name server that fails in the ways name servers do. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, type ErrorBody, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { leapingClock } from '../fakes/leaping-clock.ts';
import { type FakeNameServer, type NameAnswer, startNameServer } from '../fakes/name-server.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { until } from '../fakes/patience.ts';

/** Nobody is so slow as to trip over a limit that is only met by leaps. */
const clock = leapingClock();
const connectMs = 600_000;

let server: FakeNameServer;
let upstream: FakeUpstream;
let gateway: TestGateway;

const names: Readonly<Record<string, NameAnswer>> = {
  whole: { kind: 'found', addresses: ['127.0.0.1'], ttlSeconds: 60 },
  half: { kind: 'found', addresses: ['127.0.0.2', '127.0.0.1'], ttlSeconds: 60 },
  six: { kind: 'found', addresses: ['::1', '127.0.0.1'], ttlSeconds: 60 },
  moving: { kind: 'found', addresses: ['127.0.0.2'], ttlSeconds: 300 },
  missing: { kind: 'no-name' },
  failing: { kind: 'fails' },
  silent: { kind: 'silent' },
};

before(async () => {
  server = await startNameServer();
  upstream = await startUpstream(say.healthy('well'));
  for (const [name, answer] of Object.entries(names)) server.name(`${name}.test`, answer);
  const all = Object.keys(names);
  gateway = await startGateway(
    {
      dns: { servers: [server.address] },
      upstreams: Object.fromEntries(
        all.map((name) => [name, { url: `http://${name}.test:${upstream.port}/v1`, timeouts: { connect: '10m' } }]),
      ),
      models: Object.fromEntries(all.map((name) => [name, { targets: [{ upstream: name, model: 'm' }] }])),
      retries: { attempts: 1 },
      timeouts: { total: '1h' },
    },
    { clock },
  );
});

after(async () => {
  await gateway.stop();
  await upstream.close();
  await server.close();
});

const call = (model: string): Promise<Response> => post(gateway.url, { ...ask, model });

test('a name is resolved once, and /why tells how long it took, but no address', async () => {
  const answer = await call('whole');
  assert.equal(answer.status, 200, await answer.text());
  const why = await gateway.ended(answer.headers.get('x-request-id'));
  assert.equal(typeof why.attempts[0]?.phases.dns, 'number');
  assert.equal(typeof why.attempts[0]?.phases.connect, 'number');
  assert.ok(!JSON.stringify(why).includes('127.0.0.1'));
  // A process that was held up may have sent the question twice before it read the answer.
  const asked = server.asked.length;
  assert.equal((await call('whole')).status, 200);
  assert.equal(server.asked.length, asked);
});

test('operators see what the name stood for', async () => {
  const answer = await call('half');
  assert.equal(answer.status, 200, await answer.text());
  const id = answer.headers.get('x-request-id');
  await gateway.ended(id);
  const headers = { authorization: `Bearer ${await gateway.adminToken()}` };
  const seen = await (await fetch(`${gateway.admin}/api/requests/${id}`, { headers })).text();
  assert.match(seen, /127\.0\.0\.1/);
});

for (const [name, says] of [
  ['half', 'one of whose two addresses is dead'],
  ['six', 'that answers on IPv4 only'],
] as const) {
  test(`a host ${says} costs no call`, async () => {
    for (let n = 0; n < 8; n++) {
      // Without idle connections each call dials.
      upstream.act((response, seen) => {
        response.setHeader('connection', 'close');
        return say.healthy('well')(response, seen);
      });
      const answer = await call(name);
      assert.equal(answer.status, 200, await answer.text());
    }
  });
}

test('a host that moved is found in the same call, before its record has run out', async () => {
  const old: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(say.chatBody('old'));
  });
  old.listen(upstream.port, '127.0.0.2');
  await once(old, 'listening');
  assert.match(await (await call('moving')).text(), /old/);
  await new Promise((resolve) => old.close(resolve));
  server.name('moving.test', { kind: 'found', addresses: ['127.0.0.1'], ttlSeconds: 300 });
  // A name is asked for again a quarter of a second after it was.
  const asked = server.asked.length;
  const answer = await until('an answer of a host that moved', async () => {
    const reply = await call('moving');
    if (reply.status === 200) return reply;
    await reply.text();
    await gateway.forgive('moving');
    return null;
  });
  assert.match(await answer.text(), /well/);
  assert.ok(server.asked.length > asked);
});

for (const [name, code, status] of [
  ['missing', 'dns_error', 503],
  ['failing', 'dns_error', 503],
  ['silent', 'dns_timeout', 504],
] as const) {
  test(`a name server where a name is ${name} is told as ${code}`, async () => {
    const calling = call(name);
    await until('a question', () => server.asked.includes(`A ${name}.test`));
    if (name === 'silent') clock.leap(connectMs);
    const answer = await calling;
    assert.equal(answer.status, status);
    const { error } = (await answer.json()) as ErrorBody;
    assert.deepEqual([error.code, error.family], [code, 'dns']);
    const why = await gateway.ended(answer.headers.get('x-request-id'));
    assert.equal(typeof why.attempts[0]?.phases.dns, 'number');
    assert.equal(why.attempts[0]?.phases.connect, null);
  });
}
