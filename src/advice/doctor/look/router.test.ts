/** What systems print of their routes, as they print it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLinuxNeighbour, readLinuxRoutes, readMacRoute, readWindowsRoute } from './router.ts';

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
type Row = readonly [iface: string, to: string, via: string, metric: number, mask: string];

const row = (...[iface, to, via, metric, mask]: Row): string =>
  `${iface}\t${to}\t${via}\t0003\t0\t0\t${metric}\t${mask}\t0\t0\t0\n`;

for (const [says, text, expected] of [
  ['a default route', row('eth0', '00000000', '010200C0', 100, '00000000'), { through: 'eth0', address: '192.0.2.1' }],
  [
    'the one of two that costs less',
    row('eth0', '00000000', '010200C0', 100, '00000000') + row('wlan0', '00000000', '020200C0', 50, '00000000'),
    { through: 'wlan0', address: '192.0.2.2' },
  ],
  [
    'a VPN that takes both halves',
    row('tun0', '00000000', '0100080A', 0, '00000080') + row('eth0', '00000000', '010200C0', 100, '00000000'),
    { through: 'tun0', address: '10.8.0.1' },
  ],
  ['a line without a router', row('ppp0', '00000000', '00000000', 0, '00000000'), { through: 'ppp0', address: null }],
  ['the own network alone', row('eth0', '000200C0', '00000000', 0, '00FFFFFF'), null],
] as const)
  test(`Linux: ${says}`, () => assert.deepEqual(readLinuxRoutes(head + text), expected));

test('Linux: a router that does not say its hardware address is gone', () => {
  const text = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x0         00:00:00:00:00:00     *        eth0
192.0.2.2        0x1         0x2         02:00:00:00:00:02     *        eth0\n`;
  assert.equal(readLinuxNeighbour(text, '192.0.2.1'), 'gone');
  assert.equal(readLinuxNeighbour(text, '192.0.2.2'), 'there');
  assert.equal(readLinuxNeighbour(text, '192.0.2.3'), null);
});

test('macOS: router and network device', () => {
  const text =
    '   route to: default\ndestination: default\n       mask: default\n    gateway: 192.0.2.1\n  interface: en0\n      flags: <UP>\n';
  assert.deepEqual(readMacRoute(text), { through: 'en0', address: '192.0.2.1' });
  assert.equal(readMacRoute('route: writing to routing socket: not in table\n'), null);
});

test('Windows: router', () => {
  const text =
    'Network Destination        Netmask          Gateway       Interface  Metric\n          0.0.0.0          0.0.0.0        192.0.2.1      192.0.2.20     25\n';
  assert.deepEqual(readWindowsRoute(text), { through: null, address: '192.0.2.1' });
});
