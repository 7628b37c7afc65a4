/** The cookie of the chat's sign-in: how it is written, and from which requests it counts. */
import type { Incoming } from '../domain/ports.ts';
import { originOf } from './guard.ts';

/** Chrome and Safari keep no cookie longer (RFC 6265bis): it outlives the sign-in, so that one that expired can be told from none. */
const keptSeconds = 400 * 86_400;

const one = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** Whether people reach us over TLS under this name. Elsewhere browsers would drop a `Secure` cookie. */
const isSecure = (incoming: Incoming, publicUrl: string | null): boolean =>
  publicUrl !== null &&
  publicUrl.startsWith('https:') &&
  one(incoming.headers['host'])?.toLowerCase() === new URL(publicUrl).host;

/** `__Host-`: no other name of the same site can set it. */
const nameOf = (secure: boolean): string => (secure ? '__Host-good-gateway' : 'good-gateway');

/** `token` empty: the browser forgets it. */
export const setCookie = (incoming: Incoming, publicUrl: string | null, token: string): string => {
  const secure = isSecure(incoming, publicUrl);
  const life = token === '' ? 0 : keptSeconds;
  return `${nameOf(secure)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${life}${secure ? '; Secure' : ''}`;
};

/** The token a request shows; `null` without one. */
export const shownToken = (incoming: Incoming, publicUrl: string | null): string | null => {
  const cookies = one(incoming.headers['cookie']);
  if (cookies === null) return null;
  const start = `${nameOf(isSecure(incoming, publicUrl))}=`;
  const found = cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(start));
  return found?.slice(start.length) ?? null;
};

/**
 * Whether a page of ours sent it: other pages of the same site, and other ports of this machine, get a `SameSite` cookie sent along.
 * Browsers name no origin when they read from where the page is from, and no `Sec-Fetch-Site` over plain HTTP.
 */
export const isFromOwnPage = (incoming: Incoming, publicUrl: string | null): boolean => {
  const { method, headers } = incoming;
  const origin = one(headers['origin']);
  const site = one(headers['sec-fetch-site']);
  if (originOf(headers, publicUrl, []).kind === 'foreign') return false;
  if (origin !== null) return !isSecure(incoming, publicUrl) || origin === new URL(publicUrl ?? '').origin;
  return site === null ? method === 'GET' || method === 'HEAD' : site === 'same-origin';
};
