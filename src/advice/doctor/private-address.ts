/** Addresses of private networks: RFC 1918, RFC 4193, link-local, loopback, and carriers’ (RFC 6598). */
import { BlockList, isIP } from 'node:net';

const own = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['100.64.0.0', 10],
] as const)
  own.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
] as const)
  own.addSubnet(net, bits, 'ipv6');

export const isPrivateAddress = (address: string): boolean =>
  isIP(address) !== 0 && own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
