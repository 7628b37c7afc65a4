/** Envoy and Istio: access logs as text and as JSON, and the bodies that Envoy answers with. */
import { clockAt } from '../clocks.ts';
import { farSideOf } from '../far-side.ts';
import { isoMoment } from '../moment.ts';
import type { Around, SignTable } from '../sign.ts';
import { firstSign, sightingOf } from '../sign.ts';
import type { Seen, Sighting } from '../sighting.ts';
import { sightStatus } from '../status.ts';
import type { JsonObject } from '../json.ts';
import { numberAt, textAt } from '../json.ts';
import { details } from './envoy-details.ts';
import { flags, leadingFlag } from './envoy-flags.ts';

const table: SignTable = { system: 'Envoy access log', vantage: 'path', farSide: null, signs: details };

interface Entry {
  readonly at: string;
  readonly status: number;
  readonly flags: string;
  readonly details: string;
  readonly reason: string;
  readonly upstream: string | null;
  readonly seconds: number | null;
}

const aroundOf = (entry: Entry): Around => {
  const clock = entry.seconds === null ? null : clockAt(entry.seconds);
  return {
    atMs: isoMoment(entry.at),
    status: entry.status,
    host: entry.upstream,
    farSide: farSideOf(entry.upstream),
    clues:
      clock !== null && entry.status >= 500
        ? [
            {
              says: `it ended after just the time of a known clock (${clock.owner})`,
              value: `${entry.seconds ?? ''} s`,
              weight: 0.3,
            },
          ]
        : [],
  };
};

/** The flags agree with the details: one more observation. */
const withFlag = (found: Sighting, flag: string | null): Sighting => {
  if (flag === null) return found;
  const agrees = flags[flag]?.code === found.code || flags[flag]?.instead === found.code;
  return { ...found, clues: [...found.clues, { says: 'response flag', value: flag, weight: agrees ? 0.5 : 0.2 }] };
};

const sight = (entry: Entry): Seen => {
  const around = aroundOf(entry);
  const flag = leadingFlag(entry.flags);
  // `via_upstream`: the status is the server's own.
  const isOwnAnswer = entry.details.includes('via_upstream') && (flag === null || flag === 'URX');
  const meaning = flag === null ? undefined : flags[flag];
  const text = `${entry.reason} ${entry.details}`;
  const told = isOwnAnswer || flag === 'DC' ? null : firstSign(table, text, around);
  if (told !== null) return withFlag(told, flag);
  if (meaning !== undefined && !isOwnAnswer)
    return sightingOf(table, { ...meaning, quoted: `response flag ${flag ?? ''}, status ${entry.status}` }, around);
  if (entry.status < 400) return 'fine';
  const quoted = `status ${entry.status}${isOwnAnswer ? ', via_upstream: the server’s own answer' : ''}`;
  return sightStatus(entry.status, { system: table.system, vantage: 'path', quoted }, around) ?? 'fine';
};

/** `[time] "GET /path HTTP/1.1" 503 UF …`: Envoy's default, and Istio's with details before the byte counts. */
const form =
  /^(?:.{0,200}?)\[(\d{4}-\d\d-\d\dT[\d:.]{8,20}Z?)\] "([^"]{0,8000})" (\d{1,3}) ([A-Za-z,-]{1,80})(?: (.{0,8000}))?$/s;

const istio = /^(\S{1,300}(?: \S{1,100}){0,3}?) (\S{1,300}) "([^"]{0,1000})" \d{1,20} \d{1,20} (\d{1,12}) /;
const plain = /^\d{1,20} \d{1,20} (\d{1,12}) /;
/** The first address that stands alone: the host that was asked. */
const upstreamIn =
  /"(?:tcp:\/\/)?((?:\d{1,3}\.){3}\d{1,3}:\d{1,5}|\[[0-9a-f:]{2,45}\]:\d{1,5}|[a-z0-9.-]{1,200}:\d{1,5})"(?: |$)(?!.*"(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}")/;

export const sightEnvoy = (line: string): Seen => {
  const found = form.exec(line);
  if (found === null) return null;
  const [, at = '', , status = '', flagText = '', rest = ''] = found;
  const ofIstio = istio.exec(rest);
  const ms = Number(ofIstio?.[4] ?? plain.exec(rest)?.[1] ?? Number.NaN);
  return sight({
    at,
    status: Number(status),
    flags: flagText,
    details: ofIstio === null ? '' : `${ofIstio[1] ?? ''} ${ofIstio[2] ?? ''}`,
    reason: ofIstio?.[3] === '-' ? '' : (ofIstio?.[3] ?? ''),
    upstream: upstreamIn.exec(rest.slice(0, 2000))?.[1] ?? null,
    seconds: Number.isNaN(ms) ? null : ms / 1000,
  });
};

export const sightEnvoyJson = (entry: JsonObject): Seen => {
  const flagText = textAt(entry, 'response_flags') ?? textAt(entry, 'RESPONSE_FLAGS');
  const status = numberAt(entry, 'response_code') ?? numberAt(entry, 'status');
  if (flagText === null || status === null) return null;
  const ms = numberAt(entry, 'duration');
  return sight({
    at: textAt(entry, 'start_time') ?? '',
    status,
    flags: flagText,
    details: textAt(entry, 'response_code_details') ?? '',
    reason: textAt(entry, 'upstream_transport_failure_reason')?.replace(/^-$/, '') ?? '',
    upstream: textAt(entry, 'upstream_host'),
    seconds: ms === null ? null : ms / 1000,
  });
};

const bodies: SignTable = { ...table, system: 'Envoy', vantage: 'path' };

/** What Envoy writes into the body of its own answers. */
export const sightEnvoyWords = (text: string): Sighting | null =>
  /upstream connect error|no healthy upstream|upstream request timeout|upstream_reset|RBAC: access denied|fault filter abort|upstream_response_timeout|delayed connect error|upstream protocol error|stream timeout|local_rate_limited|Jwt is/.test(
    text,
  )
    ? firstSign(bodies, text)
    : null;
