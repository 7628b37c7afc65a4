/** What each judge makes of facts: one row per sight. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dialled, Reply } from '../../domain/doctor-ports.ts';
import type { Judgement } from './diagnosis.ts';
import type { DeviceFacts } from './device.ts';
import { judgeDevice } from './device.ts';
import type { DnsFacts, PublicReply } from './dns.ts';
import { judgeDns } from './dns.ts';
import type { LinkFacts } from './link.ts';
import { judgeLink } from './link.ts';
import type { PortalFacts } from './portal.ts';
import { judgePortal } from './portal.ts';
import type { RouteFacts } from './route.ts';
import { judgeRoute } from './route.ts';
import type { TcpFacts } from './tcp.ts';
import { judgeTcp } from './tcp.ts';

type Row = readonly [says: string, judged: Judgement, status: Judgement['status'], ...troubles: Judgement['troubles']];

const check = (rows: readonly Row[]): void => {
  for (const [says, judged, status, ...troubles] of rows)
    test(says, () => assert.deepEqual({ status: judged.status, troubles: judged.troubles }, { status, troubles }));
};

const open: Dialled = { kind: 'open', ms: 20 };
const shut = (code: string): Dialled => ({ kind: 'failed', code, ms: 3_000 });
const found = (...addresses: readonly string[]): Reply => ({
  kind: 'answer',
  rcode: 'NOERROR',
  addresses,
  ttlSeconds: 60,
  ms: 20,
});
const rcode = (name: string): Reply => ({ kind: 'answer', rcode: name, addresses: [], ttlSeconds: null, ms: 20 });
const silent: Reply = { kind: 'silent', ms: 4_000 };
const others = (...replies: readonly Reply[]): readonly PublicReply[] =>
  replies.map((reply, at) => ({ name: `resolver ${at}`, over: 'udp', reply }));

const device = (more: Partial<DeviceFacts>): Judgement =>
  judgeDevice({ addresses: { v4: 1, v6: 0 }, isHere: false, clock: { aheadMs: 0, sources: 2 }, sleptMs: 0, ...more });

const minute = 60_000;

check([
  ['a device on a network with a right clock is well', device({}), 'ok'],
  ['no address is no network', device({ addresses: { v4: 0, v6: 0 } }), 'fail', 'no_link'],
  ['no address does not matter for what is on the device', device({ addresses: { v4: 0, v6: 0 }, isHere: true }), 'ok'],
  ['a clock two minutes off is a hint', device({ clock: { aheadMs: 2 * minute, sources: 1 } }), 'warn', 'clock_off'],
  ['a clock an hour behind is wrong', device({ clock: { aheadMs: -60 * minute, sources: 1 } }), 'warn', 'clock_wrong'],
]);

const link = (more: Partial<LinkFacts>): Judgement =>
  judgeLink({
    isHere: false,
    router: { v4: '192.0.2.1', v6: null },
    neighbour: 'there',
    burst: null,
    beyond: null,
    controls: [{ name: 'one', ms: 20 }],
    isTargetReached: true,
    isExcused: false,
    ...more,
  });

const alone = { controls: [{ name: 'one', ms: null }], isTargetReached: false } as const;
const resent = (lost: number): LinkFacts['burst'] => ({
  sent: 20,
  times: Array.from({ length: 20 }, (_, at) => (at < lost ? 1_020 : 20)),
});

const around = (ms: number): LinkFacts['burst'] => ({ sent: 20, times: Array.from({ length: 20 }, () => ms) });

check([
  ['with another site answering the line works', link({}), 'ok'],
  ['nobody answering at all is a dead connection', link(alone), 'fail', 'internet_gone'],
  ['a router that does not say its address is gone', link({ ...alone, neighbour: 'gone' }), 'fail', 'router_gone'],
  ['no way out is told as such', link({ ...alone, router: { v4: null, v6: null } }), 'fail', 'no_route'],
  ['a sign-in page explains why nobody answers', link({ ...alone, isExcused: true }), 'unknown'],
  ['two in twenty lost are a bad line', link({ burst: resent(2) }), 'warn', 'link_lossy'],
  ['a slow moment that has passed is none', link({ burst: around(700), beyond: around(2) }), 'ok'],
  ['a line that is slow twice', link({ burst: around(700), beyond: around(700) }), 'warn', 'link_unsteady'],
  ['one in twenty lost can be chance', link({ burst: resent(1) }), 'ok'],
]);

const probe = (fits: boolean, status: number | null): PortalFacts['probes'][number] => ({
  url: 'http://a.test/',
  status,
  fits,
  location: null,
});
const portal = (...probes: PortalFacts['probes']): Judgement => judgePortal({ isHere: false, probes });

check([
  ['a known page that comes as it should is no portal', portal(probe(true, 204)), 'ok'],
  ['another page in its place is one', portal(probe(false, 302), probe(false, null)), 'fail', 'portal'],
  ['one that fits is enough: the other page itself has changed', portal(probe(true, 204), probe(false, 200)), 'ok'],
  ['no answer tells nothing', portal(probe(false, null)), 'unknown'],
]);

const dns = (more: Partial<DnsFacts>): Judgement =>
  judgeDns({
    isAddress: false,
    isProxied: false,
    isHere: false,
    hosts: [],
    system: found('192.0.2.7'),
    own: [found('192.0.2.7')],
    others: others(found('192.0.2.7')),
    working: ['192.0.2.7'],
    failing: [],
    ...more,
  });

const dead = { failing: ['192.0.2.9'], working: ['192.0.2.7'], system: found('192.0.2.9') } as const;

check([
  ['an address that answers is right', dns({}), 'ok'],
  ['other addresses that answer as well are right too', dns({ others: others(found('192.0.2.8')) }), 'ok'],
  ['a resolver that is silent while others are not', dns({ system: silent, own: [silent] }), 'fail', 'dns_silent'],
  ['a resolver that fails', dns({ system: shutReply('EAI_AGAIN'), own: [rcode('SERVFAIL')] }), 'fail', 'dns_failing'],
  [
    'a resolver that denies what others know',
    dns({ system: rcode('NXDOMAIN'), own: [rcode('NXDOMAIN')] }),
    'fail',
    'dns_blocked',
  ],
  [
    'a blocklist that leads the name nowhere',
    dns({ system: found('0.0.0.0', '::'), others: [], working: [], failing: ['0.0.0.0', '::'] }),
    'fail',
    'dns_sunk',
  ],
  [
    'a line of the hosts file that leads it nowhere',
    dns({ hosts: ['0.0.0.0'], system: found('0.0.0.0'), others: [], working: [], failing: ['0.0.0.0'] }),
    'fail',
    'hosts_file',
  ],
  [
    'a name nobody knows',
    dns({ system: rcode('NXDOMAIN'), own: [rcode('NXDOMAIN')], others: others(rcode('NXDOMAIN'), silent) }),
    'fail',
    'dns_no_name',
  ],
  [
    'a name denied, with nobody else to ask',
    dns({ system: rcode('NXDOMAIN'), own: [], others: [] }),
    'fail',
    'dns_not_known',
  ],
  [
    'a name nobody can look up',
    dns({ system: rcode('SERVFAIL'), own: [rcode('SERVFAIL')], others: others(rcode('SERVFAIL')) }),
    'fail',
    'dns_broken_zone',
  ],
  ['a resolver that lies', dns({ ...dead, own: [found('192.0.2.9')] }), 'fail', 'dns_lies'],
  ['a device that remembers an old address', dns(dead), 'fail', 'dns_stale'],
  ['a line in the hosts file', dns({ ...dead, hosts: ['192.0.2.9'] }), 'fail', 'hosts_file'],
  [
    'an address nobody takes connections at, as everywhere, is no fault of the name',
    dns({ failing: ['192.0.2.7'], working: [] }),
    'ok',
  ],
  ['a slow resolver', dns({ own: [{ ...found('192.0.2.7'), ms: 2_500 }] }), 'warn', 'dns_slow'],
  [
    'a device or line on which all resolvers are slow',
    dns({ own: [{ ...found('192.0.2.7'), ms: 2_500 }], others: others({ ...found('192.0.2.7'), ms: 2_000 }) }),
    'ok',
  ],
  [
    'a slow resolver with nobody to compare it with',
    dns({ own: [{ ...found('192.0.2.7'), ms: 2_500 }], others: [] }),
    'warn',
    'dns_slow',
  ],
  [
    'a network that lets nobody else be asked the plain way',
    dns({ others: [...others(silent), { name: 'a', over: 'doh', reply: found('192.0.2.7') }] }),
    'warn',
    'dns_forced',
  ],
  ['an address needs no name', dns({ isAddress: true }), 'skip'],
]);

function shutReply(code: string): Reply {
  return { kind: 'failed', code, ms: 20 };
}

const route = (more: Partial<RouteFacts>): Judgement =>
  judgeRoute({
    isHere: false,
    isProxied: false,
    tries: [{ family: 4, dialled: open }],
    burst: null,
    bigPackets: null,
    speed: null,
    ...more,
  });

const both = (v4: Dialled, v6: Dialled): RouteFacts['tries'] => [
  { family: 4, dialled: v4 },
  { family: 6, dialled: v6 },
];

check([
  ['a way that connects is clear', route({}), 'ok'],
  [
    'IPv6 that is silent while IPv4 works is broken',
    route({ tries: both(open, shut('ETIMEDOUT')) }),
    'warn',
    'v6_broken',
  ],
  ['a device without IPv6 loses nothing', route({ tries: both(open, shut('ENETUNREACH')) }), 'ok'],
  [
    'IPv4 that is silent while IPv6 works is broken',
    route({ tries: both(shut('ETIMEDOUT'), open) }),
    'warn',
    'v4_broken',
  ],
  ['lost packets on the way', route({ burst: resent(5) }), 'warn', 'path_lossy'],
  [
    'a third of a second there and back is far',
    route({ burst: { sent: 20, times: Array.from({ length: 20 }, () => 310) } }),
    'warn',
    'far',
  ],
  ['large packets that vanish', route({ bigPackets: 'vanish' }), 'fail', 'big_packets_lost'],
  ['64 kbit/s is slow', route({ speed: 8_000 }), 'warn', 'slow_line'],
]);

const tcp = (dialled: Dialled, more: Partial<TcpFacts> = {}): Judgement =>
  judgeTcp({
    isHere: false,
    isProxied: false,
    port: 443,
    tries: [{ address: '192.0.2.7', dialled }],
    controls: [{ name: 'one', port: 443, dialled: open }],
    neighbours: [],
    ...more,
  });

check([
  ['an open door', tcp(open), 'ok'],
  ['a refusal is the machine’s own', tcp(shut('ECONNREFUSED')), 'fail', 'refused'],
  [
    'a refusal on this device is a gateway that does not run',
    tcp(shut('ECONNREFUSED'), { isHere: true }),
    'fail',
    'refused_here',
  ],
  [
    'refused everywhere at this port is a firewall',
    tcp(shut('ECONNREFUSED'), { controls: [{ name: 'one', port: 443, dialled: shut('ECONNREFUSED') }] }),
    'fail',
    'rejected',
  ],
  ['silence while others answer', tcp(shut('ETIMEDOUT')), 'fail', 'silent'],
  [
    'silence at one port of a machine that answers at another',
    tcp(shut('ETIMEDOUT'), { neighbours: [{ port: 80, dialled: open }] }),
    'fail',
    'port_blocked',
  ],
  ['no way to the address', tcp(shut('EHOSTUNREACH')), 'fail', 'unroutable'],
  ['cut at once', tcp(shut('ECONNRESET')), 'fail', 'reset'],
]);
