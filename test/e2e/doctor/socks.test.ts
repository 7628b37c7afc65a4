/** The doctor's questions through a real SOCKS5 proxy: what gets through, and what it says where nothing does. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Asked, Asking } from '../../../src/domain/doctor-ports.ts';
import { ask } from '../../../src/io/doctor/ask.ts';
import * as say from '../../fakes/answers.ts';
import { startGateway, type TestGateway } from '../../fakes/gateway.ts';
import { startSocks, type SocksManner } from '../../fakes/socks.ts';
import { type FakeUpstream, startUpstream } from '../../fakes/upstream.ts';

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

interface Through {
  readonly asked: Asked;
  /** What the proxy was asked for. */
  readonly seen: readonly string[];
}

const through = async (
  manner: SocksManner,
  more: Partial<Asking> = {},
  login: string | null = null,
): Promise<Through> => {
  const proxy = await startSocks(manner);
  try {
    const asked = await ask({
      scheme: 'http',
      host: 'localhost',
      port: gateway.port,
      address: '127.0.0.1',
      proxy: { kind: 'socks', address: '127.0.0.1', port: proxy.port, login },
      method: 'GET',
      path: '/healthz',
      headers: {},
      body: null,
      ms: 5_000,
      bytes: 1_000,
      ...more,
    });
    return { asked, seen: [...proxy.asked] };
  } finally {
    await proxy.close();
  }
};

test('what is asked gets through, and the proxy is told the name', async () => {
  const { asked, seen } = await through('passes');
  assert.equal(asked.heard.kind === 'answer' && asked.heard.status, 200);
  assert.deepEqual(seen, [`localhost:${gateway.port}`]);
});

for (const [host, said] of [
  ['127.0.0.1', '127.0.0.1'],
  ['::1', '00000000000000000000000000000001'],
  ['2001:db8::7', '20010db8000000000000000000000007'],
] as const)
  test(`the address ${host} is told as an address`, async () => {
    assert.deepEqual((await through('finds no way', { host })).seen, [`${said}:${gateway.port}`]);
  });

test('the right name and password are let in', async () => {
  const { asked } = await through('wants a login', {}, 'ann:open sesame');
  assert.equal(asked.heard.kind, 'answer');
});

for (const [manner, login, code] of [
  ['wants a login', null, 'SOCKS_LOGIN'],
  ['wants a login', 'ann:wrong', 'SOCKS_LOGIN'],
  ['forbids', null, 'SOCKS_RULES'],
  ['finds no way', null, 'EHOSTUNREACH'],
  ['speaks something else', null, 'SOCKS_NOT_SPOKEN'],
] as const)
  test(`one that ${manner}${login === null ? '' : `, with ${login}`}: ${code}`, async () => {
    const { heard } = (await through(manner, {}, login)).asked;
    assert.deepEqual(heard, { kind: 'failed', at: 'proxy', code, status: null });
  });
