/** `GET /doctor` gives the page, `POST /doctor` the page or JSON with a judgement of what was measured. */
import { prefersPage } from '../accept.ts';
import type { Room } from '../doctor.ts';
import { headersWith } from '../page-headers.ts';
import { diagnosisPart } from '../pages/diagnosis.ts';
import type { Shown } from '../pages/diagnosis.ts';
import type { Book, Control } from '../pages/doctor.ts';
import { doctorPage } from '../pages/doctor.ts';
import type { Visitor } from '../visitor.ts';
import { refuse, sendJson } from '../visitor.ts';
import { alone, baseUrlOf, judge } from './judge.ts';

/** A whole measurement is below 8 kB. */
const bodyLimitBytes = 64 * 1024;

/** Sites at addresses that need no name; a page can only see that something answers there. */
const controls: readonly Control[] = [
  { name: 'Cloudflare (1.1.1.1)', url: 'https://1.1.1.1/', family: 4 },
  { name: 'Google (8.8.8.8)', url: 'https://8.8.8.8/', family: 4 },
  // Policies of pages know no addresses of IPv6, so this one has a name.
  { name: 'Google by IPv6 (ipv6.google.com)', url: 'https://ipv6.google.com/', family: 6 },
];

/** Address books of others that a page may ask (DNS over HTTPS, as JSON). */
const books: readonly Book[] = [
  { name: 'Cloudflare', url: 'https://1.1.1.1/dns-query' },
  { name: 'Google', url: 'https://8.8.8.8/resolve' },
];

/** What stands in no address book of others is not asked for there: addresses, and names of one network. */
const isPublicName = (host: string): boolean =>
  host.includes('.') && !/^[\d.]+$|[[\]:]|\.(?:local|localhost|internal|lan|home|corp|test|invalid)$/.test(host);

/** Its own script, which may ask the gateway, and these where a person agreed. */
const headersOfPage = headersWith(
  `; script-src 'self'; connect-src 'self' ${controls.map(({ url }) => new URL(url).origin).join(' ')}`,
);

const sendPage = (visitor: Visitor, { parts }: Room, shown: Shown | null): void => {
  const { downstream, headers, incoming } = visitor;
  const baseUrl = baseUrlOf(parts, incoming);
  const { hostname } = new URL(baseUrl);
  const text = doctorPage({
    version: parts.version,
    baseUrl,
    books: isPublicName(hostname) ? { name: hostname, list: books } : null,
    diagnosis: shown === null ? null : diagnosisPart(shown),
    alone: alone(parts, incoming),
    controls,
  });
  const bytes = Buffer.from(text);
  downstream.head(200, [...headers, ...headersOfPage, 'content-length', String(bytes.length)]);
  downstream.end(incoming.method === 'HEAD' ? undefined : bytes);
};

export const answerPage = (visitor: Visitor, room: Room): void => sendPage(visitor, room, null);

const types: readonly string[] = ['application/json', 'application/x-www-form-urlencoded'];

export const judgePage = async (visitor: Visitor, room: Room): Promise<void> => {
  const { incoming, downstream } = visitor;
  const type = incoming.headers['content-type']?.toString().split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type))
    return refuse(visitor, 'unsupported_media_type', { says: '/doctor takes the form of its page, or JSON.' });
  const held = await incoming.hold(bodyLimitBytes);
  if (held.kind === 'too_large') return refuse(visitor, 'request_too_large');
  if (held.kind !== 'held') return downstream.destroy();
  const body = type === 'application/json' ? held.bytes : new Uint8Array();
  const shown = judge(room.parts, incoming, body);
  if (shown === null)
    return refuse(visitor, 'invalid_request', { says: 'This is no measurement of the doctor’s page.' });
  room.reports.keep(shown);
  if (prefersPage(incoming.headers['accept'])) return sendPage(visitor, room, shown);
  const { diagnosis, ...more } = shown;
  sendJson(visitor, { ...diagnosis, ...more });
};
