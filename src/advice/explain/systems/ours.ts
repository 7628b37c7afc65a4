/** What this gateway and others that keep RFC 9209 say: our error bodies and log lines, and `Proxy-Status` headers. */
import type { CauseCode, Family, Who } from '../../../domain/cause.ts';
import { traits } from '../../../domain/cause.ts';
import { familyNames, whoNames, wordsOf } from '../../../domain/words/index.ts';
import type { JsonObject } from '../json.ts';
import { numberAt, objectAt, textAt } from '../json.ts';
import { epochMoment, isoMoment } from '../moment.ts';
import type { Around } from '../sign.ts';
import { sightingOf } from '../sign.ts';
import type { Sighting } from '../sighting.ts';
import { meaningOfStatus } from '../status.ts';

const isCode = (text: string | null): text is CauseCode => text !== null && Object.hasOwn(traits, text);
const isFamily = (text: string | null): text is Family => text !== null && Object.hasOwn(familyNames, text);
const isWho = (text: string | null): text is Who => text !== null && Object.hasOwn(whoNames, text);

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const sight = (code: CauseCode, says: { family: Family; who: Who; quoted: string }, around: Around): Sighting =>
  sightingOf(
    { system: 'Good Gateway', vantage: 'path', farSide: 'provider' },
    { code, family: says.family, who: says.who, means: lowered(wordsOf(code).title), sure: 0.98, quoted: says.quoted },
    around,
  );

/** An error body of ours, in either dialect, or a log line with the same members. */
export const sightOurJson = (body: JsonObject): Sighting | null => {
  for (const object of [objectAt(body, 'error'), objectAt(body, 'cause'), body]) {
    if (object === null) continue;
    const code = textAt(object, 'code') ?? textAt(object, 'cause') ?? textAt(object, 'upstream_code');
    const family = textAt(object, 'family');
    if (!isCode(code) || !isFamily(family)) continue;
    const named = textAt(object, 'who');
    const at = numberAt(body, 'time');
    return sight(
      code,
      { family, who: isWho(named) ? named : traits[code].who, quoted: `code ${code}, family ${family}` },
      { status: numberAt(body, 'status'), atMs: at === null ? isoMoment(textAt(body, 'time') ?? '') : epochMoment(at) },
    );
  }
  return null;
};

/** What a family means when no more is known of a failure of this gateway. */
const typical = {
  overload: 'overloaded',
  throttling: 'rate_limited',
  maintenance: 'maintenance',
  outage: 'destination_unavailable',
  backend: 'upstream_error',
  timeout: 'http_response_timeout',
  network: 'connection_timeout',
  dns: 'dns_error',
  tls: 'tls_certificate_error',
  misconfiguration: 'proxy_configuration_error',
  gateway: 'proxy_internal_error',
  client: 'invalid_request',
} as const satisfies Record<Family, CauseCode>;

/** `Good-Gateway-Cause: FAMILY`, the header of each failure of this gateway. */
const ofHeader = (text: string): Sighting | null => {
  const found = /\bgood-gateway-cause["']?\s{0,3}[:=]\s{0,3}["']?([a-z]{3,20})/i.exec(text);
  const family = found?.[1]?.toLowerCase() ?? null;
  if (found === null || !isFamily(family)) return null;
  const code = typical[family];
  return { ...sight(code, { family, who: traits[code].who, quoted: found[0] }, {}), isVague: true };
};

/** The line of a doctor's report that says what was found: `trouble  dns_silent, family dns, code dns_timeout`. */
export const sightReport = (text: string): Sighting | null => {
  const found = /^trouble {2,4}([a-z][a-z0-9_]{2,40}), family ([a-z]{3,20})(?:, code ([a-z_]{3,60}))?$/m.exec(text);
  const family = found?.[2] ?? null;
  if (found === null || !isFamily(family)) return null;
  const named = found[3] ?? null;
  const code = isCode(named) ? named : typical[family];
  return sight(code, { family, who: traits[code].who, quoted: found[0] }, {});
};

/** RFC 9209's error types that are no codes of ours, by what they stand for. */
const others: Readonly<Record<string, CauseCode>> = {
  http_request_denied: 'request_blocked',
  http_response_header_size: 'http_response_header_section_size',
  http_response_trailer_section_size: 'http_response_header_section_size',
  http_response_trailer_size: 'http_response_header_section_size',
};

/** Members run from the origin to the user: the first with an error is nearest to the cause. */
export const sightProxyStatus = (text: string): Sighting | null => {
  const header =
    /\bproxy[-_]status["']?\s{0,3}[:=]\s{0,3}["']?([^\n]{1,2000})/i.exec(text)?.[1] ??
    (/^[\w."*-]{1,100}\s{0,3};/.test(text) ? text.slice(0, 2000) : '');
  const found = /;\s{0,3}error=["']?(\w{3,60})/.exec(header);
  const error = found?.[1]?.toLowerCase() ?? '';
  if (found === null) return ofHeader(text);
  const table = { system: 'Proxy-Status header', vantage: 'path', farSide: null } as const;
  const quoted = found[0].replace(/^;\s*/, '');
  const code = isCode(error) ? error : others[error];
  if (code !== undefined)
    return sightingOf(table, {
      code,
      means: `the proxy that wrote it says: ${lowered(wordsOf(code).title)}`,
      sure: 0.96,
      quoted,
    });
  const status = Number(
    /;\s{0,3}(?:status-code|received-status)=(\d{3})/.exec(header)?.[1] ??
      /\bHTTP\/[\d.]{1,3} (\d{3})/.exec(text)?.[1] ??
      0,
  );
  const meaning = meaningOfStatus(status);
  return meaning === null ? null : sightingOf(table, { ...meaning, quoted }, { status });
};
