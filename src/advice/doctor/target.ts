/** What the doctor is asked to walk to. */
import { isIP } from 'node:net';

export interface Target {
  /** Without credentials, query and fragment. */
  readonly url: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** The host is an address, so there is no name to look up. */
  readonly isAddress: boolean;
  /** It is on this very device. */
  readonly isHere: boolean;
}

/** Where the gateway listens when nobody says otherwise. */
export const ownUrl = 'http://127.0.0.1:5020';

const schemes: Readonly<Record<string, Target['scheme']>> = {
  'http:': 'http',
  'https:': 'https',
  'ws:': 'http',
  'wss:': 'https',
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host.startsWith('127.');

/** `null`: nobody can walk there. A name without a scheme is taken for a site: https, but on this device http. */
export const readTarget = (text: string): Target | null => {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const named = /^\[([^\]]*)\]|^([^/:]*)/.exec(text);
  const full = hasScheme ? text : `${isLoopback(named?.[1] ?? named?.[2] ?? '') ? 'http' : 'https'}://${text}`;
  if (!URL.canParse(full)) return null;
  const url = new URL(full);
  const scheme = schemes[url.protocol];
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (scheme === undefined || host === '') return null;
  return {
    url: `${scheme}://${url.host}${url.pathname}`,
    scheme,
    host,
    port: url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port),
    path: url.pathname,
    isAddress: isIP(host) !== 0,
    isHere: isLoopback(host),
  };
};
