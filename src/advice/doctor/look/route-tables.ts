/** Reads what systems print of their routes and neighbours. */
import { isIP } from 'node:net';
import type { LinkFacts } from '../link.ts';

export interface Leg {
  /** Of the router; `null`: the line itself leads on. */
  readonly address: string | null;
  /** Name of the network device; Windows tells its address instead. */
  readonly through: string | null;
}

/** Little-endian, as the kernel prints it. */
const addressOf = (hex: string): string | null => {
  const bytes = (hex.match(/../g) ?? []).map((each) => Number.parseInt(each, 16)).toReversed();
  return bytes.length === 4 && bytes.some((each) => each !== 0) ? bytes.join('.') : null;
};

/** `/proc/net/route`: a default route has no destination bits; the two halves of VPNs (0/1 and 128/1) count as one. */
export const readLinuxRoutes = (text: string): Leg | null => {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const half = rows.find(([, to, , , , , , mask]) => to === '00000000' && mask === '00000080');
  const whole = rows
    .filter(([, to, , , , , , mask]) => to === '00000000' && mask === '00000000')
    .toSorted((one, other) => Number(one[6]) - Number(other[6]))[0];
  const row = half ?? whole;
  return row === undefined ? null : { through: row[0] ?? null, address: addressOf(row[2] ?? '') };
};

/** `/proc/net/arp`: flags 0x0 is a question nobody answers. */
export const readLinuxNeighbour = (text: string, address: string): LinkFacts['neighbour'] => {
  const row = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([first]) => first === address);
  return row === undefined ? null : row[2] === '0x0' ? 'gone' : 'there';
};

/** Idle tunnels of macOS have routes of their own, by a router without an address. */
const idle = /^fe80::%utun\d+$/;

/** `route -n get` of macOS, for the default or for an address. Lines of VPNs have no router, or only a number (`link#20`). */
export const readMacRoute = (text: string): Leg | null => {
  const of = (name: string): string | null => new RegExp(`^\\s*${name}: (\\S+)`, 'm').exec(text)?.[1] ?? null;
  const [through, via] = [of('interface'), of('gateway')];
  if (through === null || (via !== null && idle.test(via))) return null;
  return { through, address: via !== null && isIP(via.split('%')[0] ?? '') !== 0 ? via : null };
};

/** `route print -4 0.0.0.0` of Windows: to, mask, by whom (a word where it is the line itself), own address, cost. */
export const readWindowsRoute = (text: string): Leg | null => {
  const rows = [...text.matchAll(/^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(\S.*?)\s+([\d.]+)\s+(\d+)\s*$/gm)];
  const [row] = rows.toSorted(([, , , one], [, , , other]) => Number(one) - Number(other));
  if (row === undefined) return null;
  const [, via = '', through = null] = row;
  return { through, address: isIP(via) === 0 ? null : via };
};

/** What the kernel prints of an address: 32 hex digits, without colons. */
const sixOf = (hex: string): string => (hex.match(/.{4}/g) ?? []).map((each) => each.replace(/^0{1,3}/, '')).join(':');

/** A default route of IPv6 goes by all zeros in `/proc/net/ipv6_route`, but for the one that rejects. */
export const readLinuxRoutes6 = (text: string): Leg | null => {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  const own = rows
    .filter(
      ([to, length, , , , , , , flags = '0', through]) =>
        /^0{32}$/.test(to ?? '') && length === '00' && through !== 'lo' && (Number.parseInt(flags, 16) & 0x200) === 0,
    )
    .toSorted((one, other) => Number.parseInt(one[5] ?? '', 16) - Number.parseInt(other[5] ?? '', 16))[0];
  if (own === undefined) return null;
  const [via = '', through = null] = [own[4], own[9]];
  return { through, address: /^0*$/.test(via) ? null : zoned(sixOf(via), through) };
};

/** An address of the line itself is nothing without the name of the line (RFC 4007 section 11). */
const zoned = (address: string, through: string | null): string =>
  /^fe[89ab]/i.test(address) && through !== null && !address.includes('%') ? `${address}%${through}` : address;

/** `route print -6 ::/0` of Windows: number of the line, metric, where to, by whom. */
export const readWindowsRoute6 = (text: string): Leg | null => {
  const row = /^\s*(\d+)\s+\d+\s+::\/0\s+(\S+)/m.exec(text);
  if (row === null) return null;
  const via = row[2] ?? '';
  return { through: null, address: via.includes(':') ? zoned(via, row[1] ?? null) : null };
};

/** `ip -6 neigh show`: a neighbour that failed or was never heard is gone. */
export const readNeighbour6 = (text: string): LinkFacts['neighbour'] =>
  text.trim() === '' ? null : /\b(?:FAILED|INCOMPLETE)\b/.test(text) ? 'gone' : 'there';
