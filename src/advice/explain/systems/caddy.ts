/** Caddy's JSON log. Its messages are those of Go's network library. */
import type { JsonObject } from '../json.ts';
import { numberAt, objectAt, textAt } from '../json.ts';
import { epochMoment, isoMoment } from '../moment.ts';
import type { SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';
import type { Seen } from '../sighting.ts';
import { sightStatus } from '../status.ts';
import { goSigns } from './go.ts';

const table: SignTable = {
  system: 'Caddy log',
  vantage: 'path',
  farSide: null,
  signs: [
    {
      when: /no upstreams available/,
      code: 'destination_unavailable',
      sure: 0.95,
      means: 'Caddy believes none of its upstreams to be up',
    },
    {
      when: /aborting with incomplete response|reading: unexpected EOF/,
      code: 'http_response_incomplete',
      sure: 0.92,
      means: 'the upstream hung up in the middle of its answer',
    },
    {
      when: /host is not up|unexpected status code|HTTP request failed/,
      code: 'destination_unavailable',
      sure: 0.85,
      means: 'a health check failed, so Caddy took the upstream out',
    },
    { when: /context canceled/, code: 'client_gone', sure: 0.88, means: 'the client hung up' },
    {
      when: /(?:could not get certificate|obtain(?:ing)? certificate|challenge failed|no certificate available for)/i,
      code: 'tls_certificate_error',
      sure: 0.9,
      means: 'Caddy could not get a certificate for its own name',
    },
    ...goSigns,
  ],
};

/** Host in `dial tcp 10.0.0.5:8080` or in a field. */
const hostOf = (entry: JsonObject, message: string): string | null =>
  textAt(entry, 'upstream') ??
  textAt(entry, 'host') ??
  /dial (?:tcp|unix)4?6? (\S{1,253}?):? /.exec(message)?.[1] ??
  null;

/** A call's line of access follows at once; others come in between only on a busy server. */
const keptErrors = 1_000;

/** Caddy tells a failed call twice: why it failed in a line of errors, that it failed in one of access. */
export class CaddyCalls {
  readonly #told = new Set<string>();

  /** Whether this line of access repeats a line of errors that came before it. */
  isToldBefore(entry: JsonObject): boolean {
    const logger = textAt(entry, 'logger') ?? '';
    const request = logger.startsWith('http.log.') ? objectAt(entry, 'request') : null;
    if (request === null) return false;
    const call = ['remote_ip', 'remote_addr', 'remote_port', 'uri'].map((name) => textAt(request, name) ?? '');
    const key = JSON.stringify([...call, numberAt(entry, 'status'), numberAt(entry, 'duration')]);
    if (logger.startsWith('http.log.access')) return this.#told.delete(key);
    if (!logger.startsWith('http.log.error')) return false;
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > keptErrors && oldest !== undefined) this.#told.delete(oldest);
    return false;
  }
}

export const sightCaddy = (entry: JsonObject): Seen => {
  const logger = textAt(entry, 'logger') ?? '';
  const message = textAt(entry, 'msg');
  if (message === null || (!/^(?:http|tls|admin|caddy)\b/.test(logger) && numberAt(entry, 'ts') === null)) return null;
  const isCaddys = /^(?:http|tls)\b/.test(logger) || objectAt(entry, 'request') !== null;
  if (!isCaddys) return null;
  const ts = numberAt(entry, 'ts');
  const status = numberAt(entry, 'status');
  const words = `${message} ${textAt(entry, 'error') ?? ''}`.trim();
  const around = {
    status,
    host: hostOf(entry, words),
    atMs: ts === null ? isoMoment(textAt(entry, 'ts') ?? '') : epochMoment(ts),
  };
  const level = textAt(entry, 'level') ?? '';
  const found = level === 'info' && message === 'handled request' ? null : firstSign(table, words, around);
  if (found !== null) return found;
  if (status === null || status < 400) return 'fine';
  return sightStatus(status, { system: table.system, vantage: 'path' }, around) ?? 'fine';
};
