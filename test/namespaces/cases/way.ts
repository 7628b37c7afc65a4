/** What can be wrong between the network and the site. */
import { addresses } from '../addresses.ts';
import type { Case } from '../case.ts';
import { found, lost, secure, toSite } from '../case.ts';

const { site, site6 } = addresses;

export const way: readonly Case[] = [
  {
    name: 'there is IPv6 alone',
    client: 'ip route del default',
    blame: 'none',
    family: null,
    troubles: [null],
    remedy: null,
  },
  {
    name: 'IPv6 is a black hole',
    world: lost(`ip6 daddr ${site6}`),
    blame: 'network',
    family: 'network',
    troubles: ['v6_broken'],
    remedy: 'v6_off',
  },
  {
    name: 'connections to the site are swallowed',
    world: toSite((match) => lost(match)),
    blame: 'network',
    family: 'network',
    troubles: ['silent'],
    remedy: 'other_network',
  },
  {
    name: 'a firewall turns connections away',
    world: toSite((match) => `nft add rule inet line in ${match} tcp dport 80 reject with icmpx admin-prohibited`),
    blame: 'network',
    family: 'network',
    troubles: ['rejected', 'unroutable'],
    remedy: 'other_network',
  },
  {
    name: 'a network lets only the web through',
    stage: { port: 8443 },
    world: lost('tcp dport 8443'),
    blame: 'network',
    family: 'misconfiguration',
    troubles: ['port_blocked'],
    remedy: 'other_network',
  },
  {
    name: 'something resets secure lines',
    stage: secure('good'),
    world: toSite(
      (match) =>
        `nft add rule inet line in ${match} tcp dport 443 ct state established meta length gt 200 reject with tcp reset`,
    ),
    blame: 'network',
    family: 'tls',
    troubles: ['tls_cut'],
    remedy: 'other_network',
  },
  {
    name: 'a third of the packets is lost',
    world: 'nft add rule inet line in tcp dport 80 numgen random mod 100 \\< 30 drop',
    blame: 'network',
    family: 'network',
    troubles: ['path_lossy'],
    remedy: 'restart_router',
  },
  {
    name: 'large packets vanish',
    world: `${toSite((match) => lost(`${match} meta length gt 1200`))}; nft add rule inet line out ip saddr ${site} meta length gt 1200 drop; nft add rule inet line out ip6 saddr ${site6} meta length gt 1200 drop`,
    blame: 'network',
    family: 'network',
    troubles: ['big_packets_lost'],
    remedy: 'smaller_packets',
  },
  {
    name: 'the way there and back takes 300 ms',
    farMs: 150,
    stage: { own: found(site), others: found(site) },
    blame: 'network',
    family: 'network',
    troubles: ['far'],
    remedy: 'other_network',
  },
  {
    name: 'the line carries 64 kbit/s',
    client: 'tc qdisc add dev NEAR root tbf rate 64kbit burst 2000 latency 2s',
    world: 'tc qdisc add dev FAR root tbf rate 64kbit burst 2000 latency 2s',
    args: ['--speed'],
    blame: 'network',
    family: 'network',
    troubles: ['slow_line', 'far', 'path_lossy'],
    remedy: 'restart_router',
  },
];
