/** Bare words and numbers: `502`, `HTTP 504 Gateway Timeout`, `error 1015`, and plain sentences of the operating system. */
import type { Around, SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';
import type { FarSide, Sighting } from '../sighting.ts';
import { sightStatus } from '../status.ts';

/** What systems of every make print. */
const system: SignTable = {
  system: 'error text',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /connection (?:was )?refused|actively refused/i,
      code: 'connection_refused',
      sure: 0.92,
      means: 'the connection was refused: nothing listens on that port',
    },
    {
      when: /no route to host|(?:network|host) is unreachable|host unreachable/i,
      code: 'destination_ip_unroutable',
      sure: 0.92,
      means: 'there is no way to that address',
    },
    {
      when: /(?:could not|couldn.t|cannot|can.t|unable to|failed to) resolve|name (?:or service )?not (?:known|resolved)|unknown host|no such host|NXDOMAIN|SERVFAIL|DNS (?:lookup|resolution|server|probe)[^\n]{0,30}(?:fail|error|n.t respond|not respond|problem|timed out)|DNS (?:error|failure)|server (?:DNS )?address could not be found/i,
      code: 'dns_error',
      sure: 0.88,
      means: 'the name does not resolve',
    },
    {
      when: /temporary failure in name resolution/i,
      code: 'dns_timeout',
      sure: 0.92,
      means: 'the resolver did not answer',
    },
    {
      when: /certificate (?:has )?expired|expired certificate/i,
      code: 'tls_certificate_error',
      sure: 0.92,
      means: 'the certificate of the server is out of date',
    },
    {
      when: /self.signed certificate|no alternative certificate subject name|invalid peer certificate|certificate[^\n]{0,40} is (?:invalid|not valid)|certificate (?:is not trusted|verify failed|verification failed|signed by unknown)|invalid certificate|hostname mismatch|certificate[^\n]{0,40}does(?: not|n.t) match/i,
      code: 'tls_certificate_error',
      sure: 0.9,
      means: 'the certificate of the server is not trusted',
    },
    {
      when: /(?:SSL|TLS) ?handshake[^\n]{0,40}(?:fail|error|abort|timed)|handshake failure|SSL_ERROR_SYSCALL|SSL routines/i,
      code: 'tls_protocol_error',
      sure: 0.85,
      means: 'no secure line could be agreed on',
    },
    {
      when: /connect(?:ion|ing)? (?:attempt )?(?:has )?timed? ?out|timed out (?:while )?connecting|connect timeout/i,
      code: 'connection_timeout',
      sure: 0.82,
      instead: 'http_response_timeout',
      means: 'the other side did not pick up',
    },
    {
      when: /connection (?:was )?reset|reset by peer/i,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.75,
      instead: 'keepalive_race',
      means: 'the line was cut by a reset, by the server or by something in between',
    },
    {
      when: /connection (?:was )?(?:closed|terminated|dropped|aborted)|closed (?:the )?connection|broken pipe|unexpected(?:ly)? closed|hung up/i,
      code: 'connection_terminated',
      sure: 0.7,
      instead: 'connection_reset',
      means: 'the connection was closed before all was said',
    },
    {
      when: /too many (?:clients|connections)\b|remaining connection slots|connection pool (?:is )?(?:exhausted|full)|connection limit/i,
      code: 'connection_limit_reached',
      sure: 0.88,
      instead: 'overloaded',
      means: 'all connections that may be open at once are in use',
    },
    {
      when: /unable to handle the request|server (?:is )?too busy|at (?:full )?capacity|queue (?:is )?full/i,
      code: 'overloaded',
      sure: 0.85,
      means: 'the server has more to do than it can',
    },
    {
      when: /EADDRINUSE|address already in use/i,
      code: 'proxy_configuration_error',
      sure: 0.85,
      means: 'another program already uses the port',
    },
    {
      when: /not authenticated|authentication (?:is )?required|missing (?:api )?(?:key|token)|invalid (?:api )?(?:key|token|credentials)|api key (?:is )?(?:missing|invalid|expired)/i,
      code: 'unauthorized',
      sure: 0.9,
      means: 'the key or the sign-in is missing, wrong or too old',
    },
    {
      when: /(?:connect(?:ion)?|connecting) to (?:the )?proxy[^\n]{0,80}|proxy[^\n]{0,40}(?:refused|failed|not respond)/i,
      code: 'forward_proxy_failed',
      sure: 0.85,
      means: 'the proxy on the way out does not answer or refuses',
    },
    {
      when: /circuit ?breaker[^\n]{0,40}\bopen\b/i,
      code: 'destination_unavailable',
      sure: 0.85,
      instead: 'overloaded',
      means: 'calls to the server failed so often that it is being left alone for a while',
    },
    {
      when: /concurrency limit|all workers (?:are )?busy|no free workers/i,
      code: 'connection_limit_reached',
      sure: 0.75,
      instead: 'throttled',
      means: 'as many calls run at once as may',
    },
    {
      when: /(?:server|service|gateway|pod|process) (?:is )?(?:shutting down|draining|restarting)|graceful(?:ly)? shut/i,
      code: 'draining',
      sure: 0.82,
      means: 'the server is being restarted or taken out, and takes no new requests',
    },
    {
      when: /too many open files|cannot assign requested address/i,
      code: 'connection_limit_reached',
      sure: 0.9,
      instead: 'proxy_internal_error',
      means: 'the machine has no files, sockets or ports left',
    },
    {
      when: /proxy authentication required/i,
      code: 'forward_proxy_failed',
      sure: 0.94,
      who: 'network',
      means: 'a proxy on the way out wants a login',
    },
    {
      when: /rate.?limit(?:ed|ing)?|too many requests|throttl(?:ed|ing)|quota exceeded/i,
      code: 'rate_limited',
      sure: 0.85,
      who: 'caller',
      means: 'more requests came than are allowed in this time',
    },
    {
      when: /out of memory|segmentation fault|core dumped|\bpanic: |fatal error: |stack overflow|unhandled (?:exception|promise rejection)/i,
      code: 'upstream_error',
      sure: 0.8,
      means: 'a program crashed',
    },
    {
      when: /(?:server|upstream|gateway|service|site|backend) (?:is )?(?:not responding|n.t responding|timing out|unresponsive|hanging)/i,
      code: 'http_response_timeout',
      sure: 0.65,
      isVague: true,
      instead: 'destination_unavailable',
      means: 'the server does not answer in time',
    },
    {
      when: /Server Error in '|application error/i,
      code: 'upstream_error',
      sure: 0.75,
      isVague: true,
      means: 'the program of the site failed',
    },
    {
      when: /(?:read|response|request|operation|gateway|upstream|server) timed? ?out|timeout (?:exceeded|expired|reached|waiting)|deadline exceeded|timed out/i,
      code: 'http_response_timeout',
      sure: 0.72,
      isVague: true,
      instead: 'deadline_exceeded',
      means: 'a clock ran out before the answer came',
    },
  ],
};

export const sightSystemWords = (text: string, around: Around): Sighting | null => firstSign(system, text, around);

const reasons: readonly (readonly [RegExp, number])[] = [
  [/\bbad gateway\b/i, 502],
  [/\bgateway time-?\s?out\b/i, 504],
  [/\bservice (?:temporarily )?unavailable\b/i, 503],
  [/\binternal server error\b/i, 500],
  [/\btoo many requests\b/i, 429],
  [/\b(?:request entity|payload|content) too large\b/i, 413],
  [/\brequest header fields too large\b/i, 431],
  [/\bnetwork authentication required\b/i, 511],
  [/\bunauthorized\b/i, 401],
  [/\bpayment required\b/i, 402],
  [/\bforbidden\b/i, 403],
  [/\bmethod not allowed\b/i, 405],
  [/\bunsupported media type\b/i, 415],
  [/\brequest time-?out\b/i, 408],
  [/\bloop detected\b/i, 508],
  [/\bnot found\b/i, 404],
  [/\bbad request\b/i, 400],
];

/** A number where an error names its status. */
const numbered =
  /^\W{0,12}([45]\d\d)\W{0,12}$|\bHTTP(?:\/[\d.]{1,3})?[ :/]{0,3}(?:status|error|code)?[ :]{0,3}([45]\d\d)\b|\b(?:error|status|code|response|returned|got|answered|antwortet|gives?|says?|an?|fehler|erreur)[:\s#("']{1,4}(?:code|status)?[:\s#("']{0,4}([45]\d\d)\b|\berror\b[^\n\d]{1,30}\b([45]\d\d)\b|\b([45]\d\d)(?=[ :.,–-]{1,3}(?:bad|gateway|service|internal|server|too many|request|payload|unauthori|forbidden|not found|error|method|unsupported|time-?out|web server|overloaded|precondition|conflict|gone|payment|misdirected|loop|client|temporarily|unknown|status|fehler))/im;

/** Plain words that mean something else in longer texts. */
const isPlainWord = new Set([400, 401, 403, 404]);
const shortLength = 48;

/** Beside the name of a provider, a number of this kind is no number of anything else. */
const gatewayNumber = /\b(429|50[0234]|52\d|530)\b/;

/** A status named by number or by its reason. */
export const sightStatusNamed = (text: string, farSide: FarSide | null): Sighting | null => {
  const found = numbered.exec(text);
  const beside = farSide === 'provider' ? gatewayNumber.exec(text)?.[1] : undefined;
  const status = Number(found?.slice(1).find((number) => number !== undefined) ?? beside ?? 0);
  const worded = reasons.find(
    ([pattern, reason]) =>
      pattern.test(text) && (text.length <= shortLength || !isPlainWord.has(reason) || reason === status),
  );
  const chosen = status >= 400 ? status : (worded?.[1] ?? 0);
  if (chosen === 0) return null;
  // Number and words together are two observations.
  const agrees = status >= 400 && worded?.[1] === status;
  return sightStatus(
    chosen,
    { system: 'status', vantage: 'asker', quoted: found?.[0].trim() ?? worded?.[0].exec(text)?.[0] ?? '' },
    {
      farSide,
      clues: agrees
        ? [{ says: 'the words agree with the number', value: worded?.[0].exec(text)?.[0] ?? '', weight: 0.15 }]
        : [],
    },
  );
};
