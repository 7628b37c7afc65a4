import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found } from '../../domain/ports.ts';
import { isPrivate, privateCode, publicNames } from './private.ts';

const inside = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '::ffff:0:10.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001:0:0:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'localhost',
  '',
];

for (const address of inside)
  test(`no sink may be at ${address || 'nothing'}`, () => assert.equal(isPrivate(address), true));

const outside = [
  '1.1.1.1',
  '9.255.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '64:ff9b::101:101',
  '::ffff:8.8.8.8',
];

for (const address of outside) test(`a sink may be at ${address}`, () => assert.equal(isPrivate(address), false));

const found = (...addresses: readonly string[]): Found => ({ addresses, former: [], isStale: false, code: '' });

test('a name is dialled at its public addresses alone, also when it is looked up again and has turned', async () => {
  const answers = [found('1.1.1.1', '10.0.0.1', '::ffff:127.0.0.1'), found('169.254.169.254')];
  const names = publicNames({
    find: async () => answers[0] ?? found(),
    again: async () => answers[1] ?? null,
    dialled: () => {},
  });
  assert.deepEqual((await names.find('turns.example', 1)).addresses, ['1.1.1.1']);
  assert.deepEqual(await names.again('turns.example'), { ...found(), code: privateCode });
});

test('addresses of former times are looked at as well', async () => {
  const before: Found = { ...found(), former: ['127.0.0.1'], isStale: true };
  const names = publicNames({ find: async () => before, again: async () => null, dialled: () => {} });
  assert.deepEqual(await names.find('old.example', 1), { ...before, former: [], code: privateCode });
});
