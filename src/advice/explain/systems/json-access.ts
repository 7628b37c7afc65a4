/** Access logs as JSON, as nginx, Apache and web frameworks are often set to write them: a status beside a method or path. */
import { clockAt } from '../clocks.ts';
import { farSideOf } from '../far-side.ts';
import type { JsonObject } from '../json.ts';
import { isObject, numberAt, textAt } from '../json.ts';
import { epochMoment, clfMoment, isoMoment } from '../moment.ts';
import { sightingOf } from '../sign.ts';
import type { Seen } from '../sighting.ts';
import { sightStatus } from '../status.ts';

const system = { system: 'access log (JSON)', vantage: 'path', farSide: null } as const;

const firstNumber = (entry: JsonObject, names: readonly string[]): number | null =>
  names.map((name) => numberAt(entry, name)).find((value) => value !== null) ?? null;
const firstText = (entry: JsonObject, names: readonly string[]): string | null =>
  names.map((name) => textAt(entry, name)).find((value) => value !== null) ?? null;

const momentOf = (entry: JsonObject): number | null => {
  const text = firstText(entry, ['time', 'timestamp', '@timestamp', 'time_iso8601', 'time_local', 'ts', 'date']);
  if (text !== null) return isoMoment(text) ?? clfMoment(text);
  const number = firstNumber(entry, ['time', 'timestamp', 'ts', 'msec']);
  return number === null ? null : epochMoment(number);
};

/** The request may stand beside the status, or as an object of its own. */
const partsOf = (entry: JsonObject): readonly JsonObject[] => [
  entry,
  ...['req', 'res', 'request', 'response', 'http', 'httpRequest'].map((name) => entry[name]).filter(isObject),
];

const isRequest = (parts: readonly JsonObject[]): boolean =>
  parts.some(
    (part) =>
      firstText(part, [
        'request',
        'request_uri',
        'uri',
        'path',
        'url',
        'requestUrl',
        'method',
        'request_method',
        'requestMethod',
      ]) !== null,
  );

export const sightJsonAccess = (entry: JsonObject): Seen => {
  const parts = partsOf(entry);
  const of = (names: readonly string[]): number | null =>
    parts.map((part) => firstNumber(part, names)).find((value) => value !== null) ?? null;
  const status = of(['status', 'status_code', 'statusCode', 'response_status', 'http_status', 'code']);
  if (status === null || status < 100 || status > 599 || !isRequest(parts)) return null;
  if (status < 400) return 'fine';
  const upstream =
    firstText(entry, ['upstream_addr', 'upstream', 'upstream_address', 'backend'])?.split(',').at(-1)?.trim() ?? null;
  const seconds = of(['upstream_response_time', 'request_time']);
  const clock = seconds === null ? null : clockAt(seconds);
  const around = {
    status,
    atMs: momentOf(entry),
    host: upstream === '-' ? null : upstream,
    farSide: farSideOf(upstream),
  };
  if (status === 504 && clock !== null)
    return sightingOf(
      system,
      {
        code: 'http_response_timeout',
        sure: 0.88,
        means: `the proxy gave up after ${clock.seconds} s, which is the clock of ${clock.owner}`,
        quoted: 'status 504',
      },
      around,
    );
  return sightStatus(status, system, around) ?? 'fine';
};
