/** nginx's (and Apache's and Traefik's) access log: the combined format, plain or with upstream and timing fields after it. */
import { clockAt } from '../clocks.ts';
import { farSideOf } from '../far-side.ts';
import { clfMoment } from '../moment.ts';
import type { Around } from '../sign.ts';
import { sightingOf } from '../sign.ts';
import type { Seen, Sighting, WeighedClue } from '../sighting.ts';
import { sightStatus } from '../status.ts';

const form =
  /^(\S{1,100}) \S{1,100} [^[\]]{1,200}? ?\[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?)\] "((?:[^"\\]|\\.){0,8000})" (\d{3}) (?:\d{1,20}|-)(.*)$/s;

/** What the fields after the status say, whatever their order. */
interface Tail {
  readonly upstream: string | null;
  readonly upstreamStatus: number | null;
  /** Seconds of the whole request. */
  readonly requestSeconds: number | null;
  readonly upstreamSeconds: number | null;
}

const numberOf = (text: string | undefined): number | null =>
  text === undefined || text === '-' || text === '' ? null : Number(text);

/** `name=value` or `name:value`, quoted or not. */
const named = (tail: string, names: string): string | undefined =>
  new RegExp(`\\b(?:${names})"?[=:] ?"?([^\\s",;]{1,200})`).exec(tail)?.[1];

/** ingress-nginx: … request_length request_time [name] [alternative] upstream_addr response_length response_time status id */
const ingress =
  / \d{1,12} ([\d.]{1,12}) \[[^\]]{0,200}\] \[[^\]]{0,200}\] (\S{1,100}(?:, \S{1,100}){0,5}) (\S{1,20})(?:, \S{1,20}){0,5} ([\d.-]{1,12})(?:, ([\d.-]{1,12})){0,5} (\d{3}|-)(?:, (\d{3}|-)){0,5} /;

/** Traefik's own fields: count "router" "service URL" 3ms */
const traefik = / \d{1,12} "([^"]{0,200})" "([^"]{0,300})" (\d{1,12})ms$/;

const tailOf = (tail: string): Tail => {
  const ofIngress = ingress.exec(tail);
  if (ofIngress !== null)
    return {
      requestSeconds: numberOf(ofIngress[1]),
      upstream: (ofIngress[2] ?? '-').split(',')[0] ?? null,
      upstreamSeconds: numberOf(ofIngress[5] ?? ofIngress[4]),
      upstreamStatus: numberOf(ofIngress[7] ?? ofIngress[6]),
    };
  const ofTraefik = traefik.exec(tail);
  if (ofTraefik !== null)
    return {
      requestSeconds: Number(ofTraefik[3]) / 1000,
      upstream: ofTraefik[2] ?? null,
      upstreamSeconds: null,
      upstreamStatus: null,
    };
  return {
    requestSeconds:
      numberOf(named(tail, 'rt|request_time')) ?? numberOf(/ "?(\d{1,5}\.\d{3})"?(?= |$)/.exec(tail)?.[1]),
    upstream: named(tail, 'ua|upstream|upstream_addr|upstream_address|uaddr') ?? null,
    upstreamSeconds: numberOf(named(tail, 'urt|upstream_response_time|uht')),
    upstreamStatus: numberOf(named(tail, 'us|upstream_status|ust')),
  };
};

const cluesOf = ({ upstreamStatus, requestSeconds, upstreamSeconds }: Tail, status: number): readonly WeighedClue[] => {
  const seconds = upstreamSeconds ?? requestSeconds;
  const clock = seconds === null || (status !== 504 && status !== 499 && status !== 502) ? null : clockAt(seconds);
  return [
    ...(upstreamStatus === status
      ? [{ says: 'the upstream’s own status was', value: String(status), weight: 0.3 }]
      : []),
    ...(clock === null
      ? []
      : [
          {
            says: `it ended after just the time of a known clock (${clock.owner})`,
            value: `${seconds ?? ''} s`,
            weight: 0.5,
          },
        ]),
  ];
};

/** 504 and 499 after a known time are timeouts of that clock. */
const ofClock = (status: number, tail: Tail, around: Around): Sighting | null => {
  const seconds = tail.upstreamSeconds ?? tail.requestSeconds;
  const clock = seconds === null ? null : clockAt(seconds);
  if (status !== 504 || clock === null) return null;
  return sightingOf(
    { system: 'access log', vantage: 'path', farSide: null },
    {
      code: 'http_response_timeout',
      means: `the proxy gave up after ${clock.seconds} s, which is the clock of ${clock.owner}`,
      quoted: 'status 504',
      sure: 0.8,
    },
    around,
  );
};

export const sightAccessLine = (line: string): Seen => {
  const found = form.exec(line);
  if (found === null) return null;
  const status = Number(found[4]);
  if (status < 400) return 'fine';
  const tail = tailOf(found[5] ?? '');
  const around: Around = {
    atMs: clfMoment(found[2] ?? ''),
    host: tail.upstream === '-' ? null : tail.upstream,
    farSide: farSideOf(tail.upstream),
    clues: cluesOf(tail, status),
    status,
  };
  return (
    ofClock(status, tail, around) ?? sightStatus(status, { system: 'access log', vantage: 'path' }, around) ?? 'fine'
  );
};

/** Whether a line can only be that of a success: the one test that most lines of a log go through. */
export const isPlainSuccess = (line: string): boolean => {
  const end = line.indexOf('" ', line.indexOf('] "') + 3);
  // An escaped quote does not end the request: let the careful one look.
  if (end < 0 || line.charCodeAt(end - 1) === 0x5c) return false;
  const first = line.charCodeAt(end + 2);
  // "1", "2" or "3", then two digits and a blank.
  return (
    first >= 0x31 &&
    first <= 0x33 &&
    line.charCodeAt(end + 5) === 0x20 &&
    isDigit(line, end + 3) &&
    isDigit(line, end + 4)
  );
};

const isDigit = (line: string, at: number): boolean => line.charCodeAt(at) >= 0x30 && line.charCodeAt(at) <= 0x39;
