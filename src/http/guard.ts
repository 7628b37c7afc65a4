/** What the callers' listener refuses before it looks at a request: foreign names (rebinding), foreign pages, odd paths. */
import { isIP } from 'node:net';
import type { HeaderBag } from '../domain/ports.ts';
import type { Address } from '../domain/settings.ts';

const one = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** The name in a `Host` header, lower-case, without port and brackets; `null` when there is none or it is malformed. */
const hostName = (host: string | null): string | null => {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (found?.[1] ?? found?.[2])?.toLowerCase() ?? null;
};

const isLoopbackName = (name: string): boolean =>
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  name === '::1' ||
  (name.startsWith('127.') && isIP(name) === 4);

/** Of a peer's address: `::ffff:127.0.0.1` is how a socket of both families names one. */
export const isLoopback = (address: string): boolean => isLoopbackName(address.replace(/^::ffff:/, ''));

const isWildcard = (address: Address): boolean => address.host === '0.0.0.0' || address.host === '::';

export interface Doorplate {
  /** What this listener is bound to. */
  readonly address: Address;
  readonly publicUrl: string | null;
}

/**
 * Whether a request is meant for us. A page that makes its own name resolve to our address (DNS rebinding) sends its own name;
 * a bare IP address cannot be rebound, so where we listen on all addresses any of them may be named.
 */
export const isOurHost = (headers: HeaderBag, doorplate: Doorplate): boolean => {
  const name = hostName(one(headers['host']));
  if (name === null) return false;
  if (isLoopbackName(name) || name === doorplate.address.host.toLowerCase()) return true;
  if (isWildcard(doorplate.address) && isIP(name) !== 0) return true;
  return (
    doorplate.publicUrl !== null &&
    name === new URL(doorplate.publicUrl).hostname.replaceAll(/[[\]]/g, '').toLowerCase()
  );
};

export type OriginVerdict =
  | { readonly kind: 'own' }
  /** A page of another origin that the config lists. */
  | { readonly kind: 'listed'; readonly origin: string }
  | { readonly kind: 'foreign' };

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);

/** Which page sent a request. A program sends neither `Origin` nor `Sec-Fetch-Site` and is its own master. */
export const originOf = (headers: HeaderBag, publicUrl: string | null, listed: readonly string[]): OriginVerdict => {
  const origin = one(headers['origin']);
  const site = one(headers['sec-fetch-site']);
  if (origin !== null && (listed.includes(origin) || listed.includes('*'))) return { kind: 'listed', origin };
  // Our pages send no referrer, so a browser hides where their forms come from; no page can claim to be of the same origin.
  if (origin === 'null' && site === 'same-origin') return { kind: 'own' };
  if (origin === null) return site === 'cross-site' ? { kind: 'foreign' } : { kind: 'own' };
  const isSame =
    hostOf(origin) === one(headers['host'])?.toLowerCase() ||
    (publicUrl !== null && origin === new URL(publicUrl).origin);
  return isSame && site !== 'cross-site' ? { kind: 'own' } : { kind: 'foreign' };
};

/** Whether a path means the same to every server on its way: no dot segments, however they are written. */
export const isPlainPath = (path: string): boolean => {
  // Nearly all paths: nothing to decode, no dots.
  if (/^\/[\w/-]*$/.test(path)) return true;
  if (!path.startsWith('/') || path.includes('\\')) return false;
  try {
    return !decodeURIComponent(path)
      .split(/[/\\]/)
      .some((segment) => segment === '.' || segment === '..' || segment.includes('\0'));
  } catch {
    return false;
  }
};
