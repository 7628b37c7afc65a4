/** Hop 9: the answer. What status, from whom, how soon. */
import { isMaintenancePage } from './maintenance-page.ts';
import type { AskPhases, Heard } from '../../domain/doctor-ports.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, msText, privately, seen, skipped, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface HttpFacts {
  /** The last answer, redirects within the site followed; `null`: nobody was asked. */
  readonly heard: Heard | null;
  readonly phases: AskPhases;
  /** Where it leads, each step once. */
  readonly redirects: readonly string[];
  readonly isLoop: boolean;
  /** A plain-text site sends people to a stranger. */
  readonly leadsAway: boolean;
  /** Header bytes that were sent. */
  readonly headerBytes: number;
  /** Bytes of a head that it took, and of a larger one that it refused; `null`: that was not tried. */
  readonly heads: { readonly takes: number; readonly refuses: number | null; readonly status: number | null } | null;
  /** It was asked without encryption, and speaks nothing else. */
  readonly wantsHttps: boolean;
  /** It is a gateway of our kind. */
  readonly isOurs: boolean;
}

const longMs = 3_000;

const bodyOf = (heard: Heard): string => (heard.kind === 'answer' ? heard.pieces.map(({ text }) => text).join('') : '');

const servers: readonly (readonly [RegExp, string])[] = [
  [/cloudflare/i, 'Cloudflare'],
  [/cloudfront/i, 'Amazon CloudFront'],
  [/^awselb|awsalb/i, 'an Amazon load balancer'],
  [/nginx|openresty/i, 'nginx'],
  [/envoy/i, 'Envoy'],
  [/caddy/i, 'Caddy'],
  [/apache/i, 'Apache'],
  [/google|gws|gse/i, 'Google'],
  [/varnish|fastly/i, 'Varnish or Fastly'],
  [/akamai/i, 'Akamai'],
  [/uvicorn|gunicorn|hypercorn/i, 'a Python server'],
];

/** Who answered, by what they say of themselves. */
const serverOf = ({ headers }: Extract<Heard, { kind: 'answer' }>, isOurs: boolean): string | null => {
  if (isOurs) return 'a gateway of this kind';
  const said = `${headers['server'] ?? ''} ${headers['via'] ?? ''}`;
  return servers.find(([pattern]) => pattern.test(said))?.[1] ?? null;
};

/** Cookies of a few signed-in services are as large. */
const smallHeadBytes = 4 * 1024;

const headEvidence = (heads: HttpFacts['heads']): readonly Observation[] => {
  if (heads === null) return [];
  const { takes, refuses, status } = heads;
  return [
    ...(takes === 0 ? [] : [seen('takes heads (cookies) of', `${takes / 1_024} kB`)]),
    ...(refuses === null ? [] : [seen('refuses heads of', `${refuses / 1_024} kB, with status ${status ?? 0}`)]),
  ];
};

/** The name of what `Retry-After` says. */
export const asksToWait = 'asks to wait';

const evidenceOf = ({ heard, phases, redirects, headerBytes, isOurs, heads }: HttpFacts): readonly Observation[] => {
  if (heard === null) return [];
  if (heard.kind === 'failed') return [seen('the request ended with', heard.code)];
  const server = serverOf(heard, isOurs);
  const wait = heard.headers['retry-after'];
  return [
    seen('status', String(heard.status)),
    ...(server === null ? [] : [seen('answered by', server)]),
    ...(phases.firstByte === null ? [] : [seen('first byte after', msText(phases.firstByte))]),
    ...(wait !== undefined && /^[\w :,+-]{1,40}$/.test(wait)
      ? [seen(asksToWait, /^\d+$/.test(wait) ? `${wait} s` : wait)]
      : []),
    ...headEvidence(heads),
    ...redirects.map((each) => privately('leads on to', each)),
    ...(heard.status === 431 || heard.status === 400 ? [seen('header bytes sent', String(headerBytes))] : []),
    ...(heard.ending === 'cut' ? [seen('the answer', 'broke off before its end')] : []),
    ...(heard.status === 200 && heard.ending === 'whole' && bodyOf(heard) === ''
      ? [seen('the answer', 'is empty')]
      : []),
  ];
};

const failureTrouble = (code: string): TroubleId => {
  if (code === 'ETIMEDOUT') return 'no_answer';
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE' && code !== 'HPE_HEADER_OVERFLOW'
    ? 'not_http'
    : 'answer_cut';
};

/** Pages that filters of networks send in place of the one that was asked for, often with status 200. */
const isFilterPage = (text: string): boolean =>
  /blocked by (?:the )?(?:Zscaler|Netskope|Forti(?:net|Guard|Gate)|Palo Alto|Cisco Umbrella|Sophos|Barracuda|McAfee|Forcepoint|(?:web|content) filter|your (?:organi[sz]ation|administrator|network))|FortiGuard (?:Intrusion Prevention|Web Filtering)|<title>\s*Web Page Blocked/i.test(
    text,
  );

/** A page or a document of data with nothing in it. What is of no kind may be empty: many checks of health are. */
const isEmptyPage = ({ status, headers, ending }: Extract<Heard, { kind: 'answer' }>, text: string): boolean =>
  status === 200 &&
  ending === 'whole' &&
  text.trim() === '' &&
  /^(?:text\/html|application\/(?:\w+\+)?json)\b/i.test(headers['content-type'] ?? '');

const statusTrouble = (status: number, text: string): TroubleId | null => {
  if (status === 431 || (status === 400 && /header[^<]{0,40}too (?:large|big|long)|cookie too large/i.test(text)))
    return 'headers_too_large';
  if (status === 401) return 'sign_in';
  if (status === 403 || status === 451) return 'denied';
  if (status === 404 || status === 405 || status === 410) return 'no_page';
  if (status === 407) return 'proxy_login';
  if (status === 429) return 'throttled';
  if (status === 511) return 'portal';
  if (status < 500) return null;
  if (isMaintenancePage(text)) return 'site_maintenance';
  if (status === 529) return 'site_overloaded';
  if (status === 503) return 'site_overloaded';
  if (status === 504 || status === 522 || status === 524) return 'site_behind_late';
  return status === 502 || (status >= 520 && status <= 530) ? 'site_behind_down' : 'site_failing';
};

/** An API that wants to know who asks says 401 or 403 as JSON: it works. */
const isApiAskingWho = ({ status, headers }: Extract<Heard, { kind: 'answer' }>, text: string): boolean =>
  (status === 401 || status === 403) &&
  (headers['content-type'] ?? '').includes('json') &&
  /key|token|auth|credential|log.?in/i.test(text);

const troubleIn = (facts: HttpFacts): TroubleId | null => {
  const { heard, isLoop, leadsAway } = facts;
  if (heard === null) return null;
  if (facts.wantsHttps) return 'wants_https';
  if (heard.kind === 'failed') return failureTrouble(heard.code);
  if (isLoop) return 'redirect_loop';
  if (leadsAway) return 'elsewhere';
  const text = bodyOf(heard);
  if (isApiAskingWho(heard, text)) return 'sign_in';
  if (isFilterPage(text)) return 'filter_blocks';
  const trouble = statusTrouble(heard.status, text);
  if (trouble !== null) return trouble;
  if (heard.ending === 'cut') return 'answer_cut';
  if (isEmptyPage(heard, text)) return 'empty_page';
  const { connect, tls, firstByte } = facts.phases;
  if (firstByte !== null && firstByte - (tls ?? connect ?? 0) > longMs) return 'slow_answer';
  return (facts.heads?.refuses ?? Infinity) <= smallHeadBytes ? 'small_heads' : null;
};

/** Our own gateway says itself what is wrong with it: the hops after this one. */
const tellsItself: ReadonlySet<TroubleId> = new Set([
  'site_overloaded',
  'site_maintenance',
  'site_behind_down',
  'site_behind_late',
]);

export const judgeHttp = (facts: HttpFacts): Judgement => {
  const { heard } = facts;
  if (heard === null || (heard.kind === 'failed' && heard.at !== 'answer')) return skipped('It was not reached.');
  const evidence = evidenceOf(facts);
  const trouble = troubleIn(facts);
  if (trouble === null || (facts.isOurs && tellsItself.has(trouble))) return well('The site answers.', evidence);
  const judged = ill([trouble], evidence);
  return trouble === 'sign_in'
    ? { ...judged, status: 'ok', says: 'The site answers, and wants to know who asks.' }
    : judged;
};
