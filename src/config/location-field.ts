/** Kinds of config value that say where something is: URLs, paths, headers, stores. */
import { isIP } from 'node:net';
import { z } from 'zod';
import type { SharedSettings, StoreSettings } from '../domain/settings.ts';
import { parsed } from './field.ts';

const longestUrl = 2_048;

/** `null` unless it is an absolute http or https URL. */
const webUrl = (text: string): URL | null => {
  const url = text.length <= longestUrl && /^https?:\/\/[^/\s]/i.test(text) ? URL.parse(text) : null;
  return url !== null && !/[\s\p{Cc}\\]/u.test(text) ? url : null;
};

const web = (example: string) => {
  const error = `an http or https URL such as "${example}"`;
  return z
    .string({ error })
    .refine((text) => webUrl(text) !== null, { error, abort: true })
    .refine((text) => !/^[^/]*\/\/[^/?#]*@/.test(text), { error: 'a URL without user name and password', abort: true });
};

/** Without the slash at its end. */
export const baseUrl = (example: string) =>
  web(example)
    .refine((text) => !/[?#]/.test(text), { error: 'a URL without "?" and "#"', abort: true })
    .refine((text) => !/\/(chat\/completions|completions|embeddings|responses|messages)\/*$/.test(text), {
      error: `a base URL such as "${example}": leave out the path of a single API`,
      abort: true,
    })
    .transform((text) => (webUrl(text)?.href ?? text).replace(/\/+$/, ''))
    .meta({ title: 'URL' });

/** Where something is posted to; a query belongs to it. */
export const webhookUrl = () =>
  web('https://hooks.example.org/alerts')
    .refine((text) => !text.includes('#'), { error: 'a URL without "#"' })
    .meta({ title: 'URL' });

/** A page people are sent to; here a query is welcome. */
export const pageUrl = (example: string) => web(example).meta({ title: 'URL' });

export const origin = () => {
  const error = 'an origin such as "https://app.example.org": scheme, host and port, no path';
  return web('https://app.example.org')
    .refine((text) => /^[^/]*\/\/[^/?#]+\/?$/.test(text), { error, abort: true })
    .transform((text) => webUrl(text)?.origin ?? text)
    .meta({ title: 'origin' });
};

const emailWords = 'an e-mail address such as "help@example.org"';

export const email = () =>
  z
    .string({ error: emailWords })
    .regex(/^[^\s@<>]+@[^\s@<>]+$/, { error: emailWords })
    .meta({ title: 'e-mail address' });

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly isTls: boolean;
}

const mailForm = /^(smtps?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?\/?$/i;

/** RFC 8314: 465 for TLS from the first byte, 587 for submission. */
const readMailServer = (text: string): MailServer | null => {
  const [, scheme, host, port] = mailForm.exec(text) ?? [];
  if (scheme === undefined || host === undefined) return null;
  const isTls = scheme.toLowerCase() === 'smtps';
  const number = Number(port ?? (isTls ? 465 : 587));
  return number > 0 && number < 65_536 ? { host: host.replace(/^\[|\]$/g, ''), port: number, isTls } : null;
};

export const mailServer = () =>
  parsed('a mail server such as "smtp://mail.example.org:587" or "smtps://mail.example.org"', readMailServer).meta({
    title: 'mail server',
  });

const readTime = (text: string): number | null => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
};

/** Minutes after midnight. */
export const timeOfDay = () => parsed('a time in quotes such as "22:00"', readTime).meta({ title: 'time of day' });

const readZone = (text: string): string | null => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
};

export const timeZone = () => parsed('a time zone such as "Europe/Berlin"', readZone).meta({ title: 'time zone' });

const serverForm = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i;

const readServer = (text: string): string | null => {
  if (isIP(text) !== 0) return text;
  const [, six, four, port] = serverForm.exec(text) ?? [];
  const isRight = isIP(six ?? '') === 6 || isIP(four ?? '') === 4;
  return isRight && (port === undefined || (Number(port) > 0 && Number(port) < 65_536)) ? text : null;
};

export const nameServer = () =>
  parsed('the address of a resolver such as "1.1.1.1", "1.1.1.1:53" or "[::1]:5353"', readServer).meta({
    title: 'address of a resolver',
  });

const pathWords = 'a path such as "/health"';

/** On the upstream's own host. */
export const hostPath = () =>
  z
    .string({ error: pathWords })
    .regex(/^\/[\x21-\x7e]{0,1023}$/, { error: pathWords })
    .meta({ title: 'path' });

/** The gateway sets these itself, or they belong to one connection (RFC 9110 section 7.6.1). */
const ownHeaders = [
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const headerWords = 'a header name such as "x-team" (RFC 9110 section 5.1)';

export const headerName = () =>
  z
    .string({ error: headerWords })
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, { error: headerWords })
    .refine((text) => !ownHeaders.includes(text.toLowerCase()), {
      error: 'a header that the gateway does not set itself',
    });

const headerValueWords = 'a header value of visible ASCII characters, without line breaks';

export const headerValue = () =>
  z
    .string({ error: headerValueWords })
    .regex(/^[\x21-\x7e]([\x20-\x7e]{0,4094}[\x21-\x7e])?$/, { error: headerValueWords });

const readStore = (text: string): StoreSettings | null => {
  if (/^sqlite:(?!\/\/[^/])[^\p{Cc}]+$/u.test(text)) return { kind: 'sqlite', path: text.slice('sqlite:'.length) };
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? { kind: 'postgres', url: text } : null;
};

const readShared = (text: string): SharedSettings | null => {
  if (text === 'memory') return { kind: 'memory' };
  return /^rediss?:\/\//.test(text) && URL.canParse(text) ? { kind: 'redis', url: text } : null;
};

/** Its path is still as written: relative to the file. */
export const store = () => parsed('"sqlite:PATH" or "postgres://…"', readStore).meta({ title: 'store' });

export const shared = () => parsed('"memory" or "redis://…"', readShared).meta({ title: 'store' });
