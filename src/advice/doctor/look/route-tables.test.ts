/** What systems print of their routes, as they print it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tables from './route-tables.ts';

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
  test(`Linux: ${says}`, () => assert.deepEqual(tables.readLinuxRoutes(head + text), expected));

test('Linux: a router that does not say its hardware address is gone', () => {
  const text = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x0         00:00:00:00:00:00     *        eth0
192.0.2.2        0x1         0x2         02:00:00:00:00:02     *        eth0\n`;
  assert.equal(tables.readLinuxNeighbour(text, '192.0.2.1'), 'gone');
  assert.equal(tables.readLinuxNeighbour(text, '192.0.2.2'), 'there');
  assert.equal(tables.readLinuxNeighbour(text, '192.0.2.3'), null);
});

const zeros = '0'.repeat(32);

for (const [says, to, via, flags, through, expected] of [
  [
    'a router by its own address',
    zeros,
    '20010db8000000000000000000000001',
    '00000003',
    'eth0',
    '2001:db8:0:0:0:0:0:1',
  ],
  [
    'one on this line alone',
    zeros,
    'fe800000000000000000000000000001',
    '00000003',
    'wlan0',
    'fe80:0:0:0:0:0:0:1%wlan0',
  ],
  ['a line without a router', zeros, zeros, '00000001', 'wg0', null],
  ['a route that rejects', zeros, zeros, '00200200', 'lo', 'none'],
  ['the own network alone', `2001${'0'.repeat(28)}`, zeros, '00000001', 'eth0', 'none'],
] as const)
  test(`Linux, IPv6: ${says}`, () => {
    const leg = tables.readLinuxRoutes6(`${to} 00 ${zeros} 00 ${via} 00000400 00000001 00000000 ${flags} ${through}\n`);
    assert.deepEqual(leg, expected === 'none' ? null : { through, address: expected });
  });

test('Linux, IPv6: a neighbour that was asked for in vain is gone', () => {
  assert.equal(tables.readNeighbour6('fd00::1 dev eth0 FAILED\n'), 'gone');
  assert.equal(tables.readNeighbour6('fe80::1 dev eth0 lladdr 02:00:00:00:00:01 router REACHABLE\n'), 'there');
  assert.equal(tables.readNeighbour6(''), null);
});

const macTail = `      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0
`;

for (const [says, lines, expected] of [
  ['a router', '    gateway: 192.0.2.1\n  interface: en0\n', { through: 'en0', address: '192.0.2.1' }],
  ['a VPN without a router', '  interface: ipsec0\n', { through: 'ipsec0', address: null }],
  ['a VPN by number', '    gateway: link#18\n  interface: utun4\n', { through: 'utun4', address: null }],
  ['an idle tunnel', '    gateway: fe80::%utun0\n  interface: utun0\n', null],
  ['IPv6', '    gateway: fe80::1%en0\n  interface: en0\n', { through: 'en0', address: 'fe80::1%en0' }],
] as const)
  test(`macOS: ${says}`, () => {
    const text = `   route to: default\ndestination: default\n       mask: default\n${lines}${macTail}`;
    assert.deepEqual(tables.readMacRoute(text), expected);
  });

test('macOS: no way out', () => {
  assert.equal(tables.readMacRoute('route: writing to routing socket: not in table\n'), null);
});

const line = '='.repeat(75);
const windows = (rows: string, persistent = '  None'): string => `${line}\r
Interface List\r
  7...02 00 00 00 00 07 ......Intel(R) Ethernet Connection (4) I219-LM\r
 17...02 00 00 00 00 11 ......TAP-Windows Adapter V9\r
  1...........................Software Loopback Interface 1\r
${line}\r
\r
IPv4 Route Table\r
${line}\r
Active Routes:\r
Network Destination        Netmask          Gateway       Interface  Metric\r
${rows}\r
${line}\r
Persistent Routes:\r
${persistent}\r
`;

const wired = '          0.0.0.0          0.0.0.0        192.0.2.1       192.0.2.18     45';
const atWire = { through: '192.0.2.18', address: '192.0.2.1' };

for (const [says, text, expected] of [
  ['a router', windows(wired), atWire],
  [
    'a VPN that costs less',
    windows(`${wired}\r\n          0.0.0.0          0.0.0.0         On-link        10.8.0.6     26`),
    { through: '10.8.0.6', address: null },
  ],
  [
    'the same in German',
    windows(`          0.0.0.0          0.0.0.0   Auf Verbindung        10.8.0.6     26`),
    { through: '10.8.0.6', address: null },
  ],
  ['a lasting route besides', windows(wired, '          0.0.0.0          0.0.0.0        192.0.2.9  Default'), atWire],
  ['no way out', windows('        127.0.0.0        255.0.0.0         On-link         127.0.0.1    331'), null],
] as const)
  test(`Windows: ${says}`, () => assert.deepEqual(tables.readWindowsRoute(text), expected));

test('Windows, IPv6: a router on this line alone is named with its line', () => {
  const text =
    'Active Routes:\r\n If Metric Network Destination      Gateway\r\n 12    281 ::/0                     fe80::1\r\n';
  assert.deepEqual(tables.readWindowsRoute6(text), { through: null, address: 'fe80::1%12' });
  assert.deepEqual(tables.readWindowsRoute6(text.replace('fe80::1', 'On-link')), { through: null, address: null });
  assert.equal(tables.readWindowsRoute6('  1    331 ::1/128                  On-link\r\n'), null);
});
