/** A fresh look at one upstream on an operator's word, over real sockets. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { hopIds } from '../../src/advice/doctor/diagnosis.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { listOf, startPages, vllm } from '../fakes/paged-server.ts';

interface Diagnosis {
  readonly verdict: string;
  readonly worst: string | null;
  readonly blame: string;
  readonly family: string | null;
  readonly remedies: readonly { readonly id: string; readonly text: string }[];
  readonly ms: number;
  readonly hops: readonly {
    readonly id: string;
    readonly status: string;
    readonly says: string;
    readonly code: string | null;
    readonly evidence: readonly { readonly says: string; readonly value: string }[];
  }[];
}

const diagnose = async (gateway: TestGateway, body: unknown = {}, name = 'one'): Promise<Response> =>
  fetch(`${gateway.admin}/api/upstreams/${name}/diagnose`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await gateway.adminToken()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const looked = async (upstream: Readonly<Record<string, unknown>>, body: unknown = {}): Promise<Diagnosis> => {
  const gateway = await startGateway({ upstreams: { one: upstream } });
  try {
    const answer = await diagnose(gateway, body);
    assert.equal(answer.status, 200);
    return (await answer.json()) as Diagnosis;
  } finally {
    await gateway.stop();
  }
};

/** The hops a gateway can look at itself. */
const ownHops = ['dns', 'tcp', 'tls', 'http', 'provider'];

const steps = ({ hops }: Diagnosis): readonly string[] =>
  hops.flatMap(({ id, status }) => (ownHops.includes(id) ? [`${id} ${status}`] : []));

test('a good one: every step with its time, one token only when asked', async () => {
  const server = await startPages(vllm);
  const url = server.url.replace('127.0.0.1', 'localhost');
  const plain = await looked({ url });
  assert.deepEqual(steps(plain), ['dns ok', 'tcp ok', 'tls skip', 'http ok', 'provider warn']);
  assert.deepEqual(
    plain.hops.map(({ id }) => id),
    hopIds,
  );
  assert.ok(!server.asked.some((what) => what.startsWith('POST')));
  assert.equal(plain.worst, 'provider');
  assert.ok(plain.hops.at(-1)?.evidence.some(({ value }) => value === '12'));
  const asked = await looked({ url }, { complete: 'm' });
  assert.match(JSON.stringify(asked.hops.at(-1)), /calls in its queue/);
  assert.equal(server.asked.filter((what) => what.startsWith('POST')).length, 1);
  await server.close();
});

test('a closed port: what comes behind is not reached', async () => {
  const server = await startPages({});
  await server.close();
  const closed = await looked({ url: server.url });
  assert.deepEqual(steps(closed), ['dns skip', 'tcp fail', 'tls skip', 'http skip', 'provider skip']);
  assert.equal(closed.hops.find(({ id }) => id === 'tcp')?.code, 'connection_refused');
  assert.deepEqual([closed.blame, closed.family], ['provider', 'outage']);
  assert.equal(closed.remedies[0]?.id, 'connection_refused');
});

test('https at a port that speaks http fails at the encryption', async () => {
  const server = await startPages(vllm);
  const seen = await looked({ url: server.url.replace('http:', 'https:') });
  assert.deepEqual(steps(seen), ['dns skip', 'tcp ok', 'tls fail', 'http skip', 'provider skip']);
  await server.close();
});

test('a health path that is not there is a doubt, an answer that fails is a failure', async () => {
  const server = await startPages({
    'GET /v1/models': listOf('somebody'),
    'POST /v1/chat/completions': { status: 500 },
  });
  const seen = await looked({ url: server.url, health: { path: '/nothing', every: '1h' } }, { complete: 'm' });
  assert.deepEqual(steps(seen).slice(3), ['http warn', 'provider fail']);
  assert.equal(seen.worst, 'provider');
  await server.close();
});

test('one that says nothing ends in time', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const seen = await looked({ url: `http://127.0.0.1:${port}/v1` });
  assert.deepEqual(steps(seen).slice(0, 2), ['dns skip', 'tcp ok']);
  assert.equal(seen.worst, 'http');
  assert.ok(seen.ms < 15_000);
  silent.close();
});

test('it wants the name of an upstream, and the name of a model', async () => {
  const server = await startPages(vllm);
  const gateway = await startGateway({ upstreams: { one: { url: server.url } } });
  assert.equal((await diagnose(gateway, {}, 'two')).status, 404);
  assert.equal((await diagnose(gateway, { complete: 7 })).status, 422);
  const bare = await fetch(`${gateway.admin}/api/upstreams/one/diagnose`, { method: 'POST', body: '{}' });
  assert.equal(bare.status, 401);
  await gateway.stop();
  await server.close();
});
