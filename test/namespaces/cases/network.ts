/** What can be wrong with the line, the address book and the way. */
import { addresses } from '../addresses.ts';
import type { Case } from '../case.ts';
import { found, lost, secure } from '../case.ts';

const { site, router, impostor } = addresses;

export const well: readonly Case[] = [
  { name: 'nothing is wrong', blame: 'none', family: null, troubles: [null], remedy: null },
  {
    name: 'nothing is wrong, over a secure line',
    stage: secure('good'),
    blame: 'none',
    family: null,
    troubles: [null],
    remedy: null,
  },
];

export const line: readonly Case[] = [
  {
    name: 'the cable is pulled',
    client: 'ip link set NEAR down',
    blame: 'you',
    family: 'network',
    troubles: ['no_link', 'no_route'],
    remedy: 'go_online',
  },
  {
    name: 'there is no way out',
    client: 'ip route del default; ip -6 route del default',
    blame: 'you',
    family: 'network',
    troubles: ['no_route'],
    remedy: 'go_online',
  },
  {
    name: 'the router is off',
    world: 'ip link set FAR arp off; nft add rule inet line in drop',
    blame: 'network',
    family: 'network',
    troubles: ['router_gone', 'internet_gone'],
    remedy: 'restart_router',
  },
  {
    name: 'the internet is gone behind the router',
    world: `${lost(`ip daddr != ${router}`)}; ${lost('ip6 daddr 2001:db8::/32')}; ${lost(`udp dport 53`)}`,
    blame: 'network',
    family: 'network',
    troubles: ['internet_gone'],
    remedy: 'restart_router',
  },
  {
    name: 'a sign-in page stands in the way',
    stage: { portal: 'sign-in' },
    world: `nft add rule inet line first ip daddr != ${router} tcp dport 80 dnat ip to ${addresses.portal}; ${lost('tcp dport 443')}`,
    blame: 'network',
    family: 'network',
    troubles: ['portal'],
    remedy: 'sign_in_network',
  },
];

export const names: readonly Case[] = [
  {
    name: 'the resolver is dead',
    world: lost(`ip daddr ${router} udp dport 53`),
    blame: 'network',
    family: 'dns',
    troubles: ['dns_silent'],
    remedy: 'other_resolver',
  },
  {
    name: 'the resolver fails',
    stage: { own: { kind: 'fails' } },
    blame: 'network',
    family: 'dns',
    troubles: ['dns_failing'],
    remedy: 'flush_dns',
  },
  {
    name: 'the resolver lies',
    stage: { own: found(impostor) },
    blame: 'network',
    family: 'dns',
    troubles: ['dns_lies', 'dns_stale'],
    remedy: 'other_resolver',
  },
  {
    name: 'the resolver leads into a private network',
    stage: { own: found('10.77.0.99') },
    blame: 'network',
    family: 'dns',
    troubles: ['dns_lies', 'dns_blocked'],
    remedy: 'other_resolver',
  },
  {
    name: 'the resolver denies the name',
    stage: { own: { kind: 'no-name' } },
    blame: 'network',
    family: 'dns',
    troubles: ['dns_blocked'],
    remedy: 'other_resolver',
  },
  {
    name: 'the resolver takes nearly two seconds',
    stage: { own: { ...found(site), afterMs: 1_800 } as ReturnType<typeof found> },
    blame: 'network',
    family: 'dns',
    troubles: ['dns_slow'],
    remedy: 'other_resolver',
  },
  {
    name: 'nobody knows the name',
    stage: { own: { kind: 'no-name' }, others: { kind: 'no-name' } },
    blame: 'gateway',
    family: 'dns',
    troubles: ['dns_no_name'],
    remedy: 'check_spelling',
  },
  {
    name: 'the hosts file leads astray',
    hosts: `${impostor} chat.test`,
    blame: 'you',
    family: 'dns',
    troubles: ['hosts_file'],
    remedy: 'mend_hosts',
  },
];
