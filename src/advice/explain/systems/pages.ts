/** Error pages and the heads of answers that a proxy wrote itself: their status, and who wrote them. */
import { sightingOf } from '../sign.ts';
import type { FarSide, Sighting } from '../sighting.ts';
import { meaningOfStatus, sightStatus } from '../status.ts';

/** Server names that stand on error pages and in `Server:` headers. */
const makers: readonly (readonly [RegExp, string])[] = [
  [/<center>\s{0,5}(?:nginx|openresty|tengine)|\bserver:\s{0,3}(?:nginx|openresty)|\bnginx\/[\d.]{1,10}\b/i, 'nginx'],
  [/\bawselb\/2\.0|server:\s{0,3}awselb/i, 'AWS load balancer'],
  [/server:\s{0,3}envoy|x-envoy-/i, 'Envoy'],
  [/\bserver:\s{0,3}cloudflare|\bcf-ray\b|<center>cloudflare/i, 'Cloudflare'],
  [/\bserver:\s{0,3}caddy/i, 'Caddy'],
  [/Apache\/[\d.]{1,10}|\bserver:\s{0,3}apache/i, 'Apache'],
  [
    /<html><body><h1>50[234] [\s\S]{0,60}No server is available to handle this request|The server didn't (?:respond in time|produce a valid)/i,
    'HAProxy',
  ],
  [/\bserver:\s{0,3}(?:gws|google frontend|ghs)|via:\s{0,3}1\.1 google/i, 'Google'],
  [/vercel|x-vercel-id/i, 'Vercel'],
  [/Microsoft-(?:IIS|Azure)|x-azure-ref/i, 'Microsoft'],
];

/** Who wrote a page or an answer's head, read off its own marks. */
const makerOf = (text: string): string | null => makers.find(([mark]) => mark.test(text))?.[1] ?? null;

/** An error page or the head of an answer that a proxy wrote itself: the next hop behind it failed. */
export const sightPage = (text: string, farSide: FarSide | null): Sighting | null => {
  const status = Number(
    /\bHTTP\/[\d.]{1,3} ([45]\d\d)\b/.exec(text)?.[1] ??
      /<(?:title|h1|center|h2)[^>]{0,100}>(?:[^<\d]{0,60})([45]\d\d)\b/i.exec(text)?.[1] ??
      0,
  );
  const meaning = meaningOfStatus(status);
  if (meaning === null) return null;
  const maker = makerOf(text);
  if (/No server is available to handle this request/.test(text))
    return sightingOf(
      { system: 'HAProxy page', vantage: 'path', farSide },
      {
        code: 'destination_unavailable',
        sure: 0.92,
        means: 'HAProxy has no server left that it believes to be up',
        quoted: 'No server is available to handle this request',
      },
      { status },
    );
  if (/The server returned an invalid or incomplete response/.test(text))
    return sightingOf(
      { system: 'HAProxy page', vantage: 'path', farSide },
      {
        code: 'http_protocol_error',
        sure: 0.85,
        instead: 'connection_terminated',
        means: 'the server behind HAProxy hung up or answered against the rules of HTTP',
        quoted: 'The server returned an invalid or incomplete response',
      },
      { status },
    );
  return sightStatus(
    status,
    { system: maker === null ? 'error page' : `${maker} page`, vantage: 'asker' },
    {
      farSide,
      clues: maker === null ? [] : [{ says: 'the page or head was written by', value: maker, weight: 0.2 }],
    },
  );
};
