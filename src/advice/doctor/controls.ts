/** Whom else the doctor asks, to tell one broken way from another. Data: a file can replace all of it, and without it nobody else is asked. */
import { isObject } from '../../dialect/reading.ts';

export interface PublicResolver {
  readonly name: string;
  /** `address` or `address:port`. */
  readonly servers: readonly string[];
  readonly doh: string | null;
}

/** A site that is up as good as always, at an address that needs no name. */
export interface Control {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Its name, where it speaks https there. */
  readonly host: string | null;
}

/** A page whose answer is known: what differs comes from a sign-in page on the way. */
export interface PortalProbe {
  readonly url: string;
  readonly status: number;
  /** What the body contains; empty: it is empty. */
  readonly body: string;
}

/** A provider's status page with the Statuspage API, and the hosts it speaks of. */
export interface StatusSource {
  readonly hosts: readonly string[];
  readonly url: string;
}

export interface Controls {
  readonly resolvers: readonly PublicResolver[];
  readonly controls: readonly Control[];
  readonly portals: readonly PortalProbe[];
  readonly statusPages: readonly StatusSource[];
  /** To ask in place of this device’s own resolvers; empty: those of the device. */
  readonly systemServers: readonly string[];
}

/** Asks nobody but the address in question, the device’s resolver and its proxy. */
export const noControls: Controls = { resolvers: [], controls: [], portals: [], statusPages: [], systemServers: [] };

/** Nobody else may be asked. */
export const isOffline = ({ resolvers, controls, portals, statusPages }: Controls): boolean =>
  [resolvers, controls, portals, statusPages].every((list) => list.length === 0);

/** Addresses and endpoints as their owners publish them. */
export const publicControls: Controls = {
  resolvers: [
    { name: 'Cloudflare', servers: ['1.1.1.1'], doh: 'https://1.1.1.1/dns-query' },
    { name: 'Google', servers: ['8.8.8.8'], doh: 'https://8.8.8.8/dns-query' },
    { name: 'Quad9', servers: ['9.9.9.9'], doh: 'https://9.9.9.9/dns-query' },
    { name: 'OpenDNS', servers: ['208.67.222.222'], doh: 'https://doh.opendns.com/dns-query' },
  ],
  controls: [
    { name: 'Cloudflare', address: '1.1.1.1', port: 443, host: 'one.one.one.one' },
    { name: 'Google', address: '8.8.8.8', port: 443, host: 'dns.google' },
    { name: 'Quad9', address: '9.9.9.9', port: 443, host: 'dns.quad9.net' },
  ],
  portals: [
    { url: 'http://connectivitycheck.gstatic.com/generate_204', status: 204, body: '' },
    { url: 'http://detectportal.firefox.com/success.txt', status: 200, body: 'success' },
    { url: 'http://www.msftconnecttest.com/connecttest.txt', status: 200, body: 'Microsoft Connect Test' },
  ],
  statusPages: [
    { hosts: ['openai.com', 'chatgpt.com'], url: 'https://status.openai.com/api/v2/summary.json' },
    { hosts: ['anthropic.com', 'claude.ai', 'claude.com'], url: 'https://status.claude.com/api/v2/summary.json' },
    { hosts: ['deepseek.com'], url: 'https://status.deepseek.com/api/v2/summary.json' },
  ],
  systemServers: [],
};

/** Whom a walk may ask, for a person to read. */
export const namesOf = ({ resolvers, controls, portals, statusPages }: Controls): readonly string[] => [
  ...new Set([
    ...[...resolvers, ...controls].map(({ name }) => name),
    ...[...portals, ...statusPages].map(({ url }) => new URL(url).hostname),
  ]),
];

type Read<T> = (value: Readonly<Record<string, unknown>>) => T | null;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 2_000;
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): value is number => Number.isInteger(value);

const resolver: Read<PublicResolver> = ({ name, servers, doh = null }) =>
  isText(name) && isTexts(servers) && (doh === null || isText(doh)) ? { name, servers, doh } : null;

const control: Read<Control> = ({ name, address, port, host = null }) =>
  isText(name) && isText(address) && isCount(port) && (host === null || isText(host))
    ? { name, address, port, host }
    : null;

const portal: Read<PortalProbe> = ({ url, status, body }) =>
  isText(url) && URL.canParse(url) && isCount(status) && isText(body) ? { url, status, body } : null;

const statusPage: Read<StatusSource> = ({ hosts, url }) =>
  isTexts(hosts) && isText(url) && URL.canParse(url) ? { hosts, url } : null;

/** More entries than that make no walk better, only longer. */
const mostEntries = 16;

const listOf = <T>(value: unknown, read: Read<T>): readonly T[] | null => {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > mostEntries) return null;
  const items = value.map((each) => (isObject(each) ? read(each) : null));
  return items.every((each) => each !== null) ? items : null;
};

const keys = ['resolvers', 'controls', 'portals', 'statusPages', 'systemServers'] as const;

/** What a file says; a text says what is wrong with it. A list that is missing is empty. */
export const readControls = (text: string): Controls | string => {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isObject(file)) return 'it must be an object';
  const stranger = Object.keys(file).find((key) => !keys.some((each) => each === key));
  if (stranger !== undefined) return `there is no "${stranger}"; known: ${keys.join(', ')}`;
  const resolvers = listOf(file['resolvers'], resolver);
  const controls = listOf(file['controls'], control);
  const portals = listOf(file['portals'], portal);
  const statusPages = listOf(file['statusPages'], statusPage);
  const systemServers = file['systemServers'] ?? [];
  if (resolvers === null) return 'resolvers must be a list of { name, servers: [..], doh }';
  if (controls === null) return 'controls must be a list of { name, address, port, host }';
  if (portals === null) return 'portals must be a list of { url, status, body }';
  if (statusPages === null) return 'statusPages must be a list of { hosts: [..], url }';
  if (!isTexts(systemServers)) return 'systemServers must be a list of addresses';
  return { resolvers, controls, portals, statusPages, systemServers };
};
