/** Addresses that a sink must not reach unless it is allowed to: this machine, its networks, and what clouds tell of themselves. */
import { BlockList, isIP } from 'node:net';
import type { Found, Names } from '../../domain/ports.ts';

/** IANA special-purpose registries (RFC 6890 and its updates): what is not globally reachable. */
const blocked4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Teredo and 6to4 carry other addresses inside, and nobody needs them any longer. */
const blocked6 = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

const blocked = new BlockList();
for (const [net, bits] of blocked4) blocked.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of blocked6) blocked.addSubnet(net, bits, 'ipv6');

/** An IPv4 address inside an IPv6 one: mapped or compatible (RFC 4291 section 2.5.5), translated (RFC 6052). */
const inner4 = (address: string): string | null => {
  const url = URL.parse(`http://[${address}]/`);
  const normal = url?.hostname.slice(1, -1) ?? '';
  const [, high, low] = /^(?:::|::ffff:|::ffff:0:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(normal) ?? [];
  const [, only] = /^(?:64:ff9b::)([0-9a-f]{1,4})$/.exec(normal) ?? [];
  if (high === undefined || low === undefined)
    return only === undefined ? null : inner4Text(0, Number.parseInt(only, 16));
  return inner4Text(Number.parseInt(high, 16), Number.parseInt(low, 16));
};

const inner4Text = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

export const isPrivate = (address: string): boolean => {
  const family = isIP(address);
  // An address with a zone (`fe80::1%eth0`) is one of this link.
  if (family === 0 || address.includes('%')) return true;
  if (family === 4) return blocked.check(address, 'ipv4');
  const inner = inner4(address);
  return inner === null ? blocked.check(address, 'ipv6') : blocked.check(inner, 'ipv4');
};

export const privateCode = 'PRIVATE_ADDRESS';

const publicOnly = (found: Found): Found => {
  const addresses = found.addresses.filter((one) => !isPrivate(one));
  const former = found.former.filter((one) => !isPrivate(one));
  const isEmptied = addresses.length + former.length === 0 && found.addresses.length + found.former.length > 0;
  return { ...found, addresses, former, code: isEmptied ? privateCode : found.code };
};

/** Names whose private addresses are left out: what is dialled is what was looked at, whatever a resolver says a moment later. */
export const publicNames = (names: Names): Names => ({
  find: async (name, connectMs) => publicOnly(await names.find(name, connectMs)),
  again: async (name) => {
    const found = await names.again(name);
    return found === null ? null : publicOnly(found);
  },
  dialled: (address, isGood) => names.dialled(address, isGood),
});
