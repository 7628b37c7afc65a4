/** How durations, sizes, shares and addresses are written: text in, number or `null` out. */
import type { Address } from '../domain/settings.ts';

const msPer = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const bytesPer = { b: 1, kb: 1_024, mb: 1_048_576, gb: 1_073_741_824 } as const;

const durationForm = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;
const sizeForm = /^(\d{1,12}(?:\.\d{1,3})?)(b|kb|mb|gb)$/i;
const shareForm = /^(\d{1,3}(?:\.\d{1,3})?)%$/;
const addressForm = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/;

/** A timer of Node holds at most 2^31 - 1 ms; longer ones would fire at once. */
const longestMs = 500 * msPer.h;

/** `250ms`, `2s`, `1.5m`, `1h` in whole ms; `null` when it is no duration or longer than 500h. */
export const readDuration = (text: string): number | null => {
  const [, amount, unit] = durationForm.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const ms = Math.round(Number(amount) * msPer[unit as keyof typeof msPer]);
  return ms <= longestMs ? ms : null;
};

/** `512b`, `64kb`, `10mb`, `1gb` in whole bytes; a kb is 1024 of them. */
export const readSize = (text: string): number | null => {
  const [, amount, unit] = sizeForm.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const bytes = Math.round(Number(amount) * bytesPer[unit.toLowerCase() as keyof typeof bytesPer]);
  return Number.isSafeInteger(bytes) ? bytes : null;
};

/** `20%` as 0.2; at most `100%`. */
export const readShare = (text: string): number | null => {
  const amount = shareForm.exec(text)?.[1];
  if (amount === undefined || Number(amount) > 100) return null;
  return Number(amount) / 100;
};

/** `127.0.0.1:5020`, `[::1]:5020`, `localhost:5020`; the host comes back without brackets, in its normal form. */
export const readAddress = (text: string): Address | null => {
  const [, host, port] = addressForm.exec(text) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535) return null;
  const url = URL.parse(`http://${host}/`);
  if (url === null) return null;
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
};

export const showAddress = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Whether only programs of this machine can reach it (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3, RFC 6761). */
export const isLoopback = ({ host }: Address): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host) || /^::ffff:7f[0-9a-f]{2}:/.test(host);
