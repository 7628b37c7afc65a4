/** What the gateway sees of one request, told back to whoever sent it: sizes, times and kinds, never an address or a value. */
import type { HeaderBag, Incoming } from '../../domain/ports.ts';

/** Most bytes of a request head that are taken here; many servers on the way take 8 or 16 kB. */
const headerLimitBytes = 64 * 1024;

export interface Echo {
  /** What was asked to be said back: proof that nobody else answers. */
  readonly nonce: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly headerBytes: number;
  readonly headerLimitBytes: number;
  readonly cookies: number;
  readonly cookieBytes: number;
  readonly family: 'IPv4' | 'IPv6' | 'this device';
  /** Two letters, as whoever stands in front of the gateway says of the visitor's address; `null`: nobody does. */
  readonly country: string | null;
  /** A proxy on the way said that it is there. */
  readonly isProxied: boolean;
}

const asText = (value: HeaderBag[string]): string => (typeof value === 'string' ? value : (value?.join(', ') ?? ''));

/** Name, colon, blank, value and line end. */
const sizeOf = (headers: HeaderBag): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + Buffer.byteLength(asText(value)) + name.length + 4, 0);

const familyOf = (address: string): Echo['family'] => {
  const plain = address.replace(/^::ffff:/, '');
  if (plain === '::1' || plain.startsWith('127.')) return 'this device';
  return plain.includes(':') ? 'IPv6' : 'IPv4';
};

/** Cloudflare, CloudFront, Vercel and App Engine; a visitor who writes one says it of nobody else. */
const countryNames = [
  'cf-ipcountry',
  'cloudfront-viewer-country',
  'x-vercel-ip-country',
  'x-appengine-country',
] as const;

const countryIn = (headers: HeaderBag): string | null =>
  countryNames.map((name) => asText(headers[name]).toUpperCase()).find((each) => /^(?:[A-Z]{2}|T1)$/.test(each)) ??
  null;

const proxyMarks = ['via', 'x-forwarded-for', 'forwarded', 'x-real-ip', 'cf-ray'] as const;

export const echoOf = ({ headers, query, remoteAddress }: Incoming, now: number): Echo => {
  const nonce = new URLSearchParams(query).get('nonce');
  const cookie = asText(headers['cookie']);
  return {
    nonce: nonce !== null && /^[\w-]{1,64}$/.test(nonce) ? nonce : null,
    now,
    headerBytes: sizeOf(headers),
    headerLimitBytes,
    cookies: cookie === '' ? 0 : cookie.split(';').length,
    cookieBytes: Buffer.byteLength(cookie),
    family: familyOf(remoteAddress),
    country: countryIn(headers),
    isProxied: proxyMarks.some((name) => headers[name] !== undefined),
  };
};
