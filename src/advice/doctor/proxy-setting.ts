/** Which proxy the settings of a device name for an address, as programs on the command line read them. */
import { isIP } from 'node:net';
import type { Target } from './target.ts';

export interface ProxySetting {
  /** Where it is written down. */
  readonly from: string;
  readonly host: string;
  readonly port: number;
  readonly login: string | null;
  readonly kind: 'http' | 'socks' | 'other';
}

const defaultPorts: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'socks:': 1080,
  'socks5:': 1080,
  'socks5h:': 1080,
};

/** SOCKS4 knows no names and no sign-in, and a proxy that wants encryption itself is rare: both are seen and not tried. */
const kinds: Readonly<Record<string, ProxySetting['kind']>> = {
  'http:': 'http',
  'socks:': 'socks',
  'socks5:': 'socks',
  'socks5h:': 'socks',
};

/** `null`: nothing that names a proxy. */
export const readProxy = (from: string, value: string): ProxySetting | null => {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') return null;
  const login = url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const port = url.port === '' ? (defaultPorts[url.protocol] ?? 80) : Number(url.port);
  return { from, host, port, login, kind: kinds[url.protocol] ?? 'other' };
};

const named = (
  env: Readonly<Record<string, string>>,
  ...names: readonly string[]
): readonly [string, string] | null => {
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== '') return [name, value];
  }
  return null;
};

/** As curl and most programs read it: names with all below them, addresses, ports, or `*`; Windows has `<local>` for names without a dot. */
export const isExempt = (list: string, { host, port }: Pick<Target, 'host' | 'port'>): boolean =>
  list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    if (entry === '<local>') return !host.includes('.');
    const [, name = '', ownPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
    const bare = name.replace(/^\*?\./, '').toLowerCase();
    if (bare === '' || (ownPort !== undefined && Number(ownPort) !== port)) return false;
    return host.toLowerCase() === bare || host.toLowerCase().endsWith(`.${bare}`);
  });

/** The proxy of the environment; curl reads `http_proxy` in lower case alone, most others read both. */
export const proxyOf = (env: Readonly<Record<string, string>>, target: Target): ProxySetting | null => {
  const exempt = named(env, 'no_proxy', 'NO_PROXY');
  if (exempt !== null && isExempt(exempt[1], target)) return null;
  const own = target.scheme === 'https' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy', 'HTTP_PROXY'];
  const found = named(env, ...own, 'all_proxy', 'ALL_PROXY');
  return found === null ? null : readProxy(...found);
};
