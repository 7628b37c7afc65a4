/** The resolver, asked against a name server on loopback. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Resolver } from '../../domain/ports.ts';
import { type FakeNameServer, startNameServer } from '../../../test/fakes/name-server.ts';
import { openResolver } from './resolver.ts';

let server: FakeNameServer;
let resolver: Resolver;
let folder = '';
let hosts = '';

before(async () => {
  server = await startNameServer();
  folder = await mkdtemp(join(tmpdir(), 'good-gateway-test-'));
  hosts = join(folder, 'hosts');
  await writeFile(hosts, '# a comment\n127.0.0.9 Box box.lan # theirs\n::1 box\nnot-an-address wrong\n');
  resolver = openResolver(() => [server.address], hosts);
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test('addresses of both families come with their time to live', async () => {
  server.name('model.test', { kind: 'found', addresses: ['127.0.0.2', '127.0.0.3', '::1'], ttlSeconds: 77 });
  assert.deepEqual(await resolver.ask('model.test', 4), {
    kind: 'found',
    addresses: ['127.0.0.2', '127.0.0.3'],
    ttlMs: 77_000,
  });
  assert.deepEqual(await resolver.ask('model.test', 6), { kind: 'found', addresses: ['::1'], ttlMs: 77_000 });
});

for (const [kind, said] of [
  ['no-name', { kind: 'none', code: 'ENOTFOUND' }],
  ['none', { kind: 'none', code: 'ENODATA' }],
  ['fails', { kind: 'failed', code: 'ESERVFAIL' }],
] as const) {
  test(`a name server that says "${kind}" is understood`, async () => {
    server.name(`${kind}.test`, { kind });
    assert.deepEqual(await resolver.ask(`${kind}.test`, 4), said);
  });
}

test('a port where no name server listens is a failure of the resolver', async () => {
  const gone = await startNameServer();
  await gone.close();
  const said = await openResolver(() => [gone.address], hosts).ask('model.test', 4);
  assert.equal(said.kind, 'failed');
});

test('the names of the hosts file need no question, whatever their case', () => {
  assert.deepEqual(resolver.local('box'), ['127.0.0.9', '::1']);
  assert.deepEqual(resolver.local('BOX.lan.'), ['127.0.0.9']);
  assert.equal(resolver.local('wrong'), null);
  assert.equal(resolver.local('model.test'), null);
});

test('a hosts file that changed is read again, and one that is gone names nobody', async () => {
  await writeFile(hosts, '127.0.0.8 box\n');
  await utimes(hosts, 1, 1);
  assert.deepEqual(resolver.local('box'), ['127.0.0.8']);
  await rm(hosts);
  assert.equal(resolver.local('box'), null);
});

test('localhost is this machine, with all that ends in it', () => {
  for (const name of ['localhost', 'LOCALHOST.', 'model.localhost'])
    assert.deepEqual(resolver.local(name), ['127.0.0.1', '::1']);
});
