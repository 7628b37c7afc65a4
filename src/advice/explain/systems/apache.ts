/** Apache's error log and its pages, when it stands in front as a proxy (mod_proxy, mod_proxy_http, mod_proxy_fcgi). */
import type { SignTable } from '../sign.ts';

export const apacheTable: SignTable = {
  system: 'Apache',
  vantage: 'path',
  farSide: 'site',
  signs: [
    {
      when: /(?:\(111\)|refused)[^\n]{0,80}AH0(?:0957|1114)|AH0(?:0957|1114)[^\n]{0,200}(?:\(111\)|refused)|proxy: (?:HTTP|AJP|FCGI): attempt to connect to \S{1,200} failed/,
      code: 'connection_refused',
      sure: 0.94,
      means: 'Apache was refused: nothing listens on the port it passes requests to',
    },
    {
      when: /(?:\(110\)|timed out)[^\n]{0,80}AH0(?:0957|1114)|AH0(?:0957|1114)[^\n]{0,200}(?:\(110\)|timed out)/,
      code: 'connection_timeout',
      sure: 0.92,
      means: 'the server that Apache passes requests to did not pick up',
    },
    {
      when: /AH0(?:0957|1114)/,
      code: 'connection_refused',
      sure: 0.62,
      instead: 'connection_timeout',
      means: 'Apache could not connect to the server it passes requests to; its line AH00957 says why',
    },
    {
      when: /AH00(?:940|959)\b|disabling worker for|disabled connection for/,
      code: 'destination_unavailable',
      sure: 0.9,
      means: 'Apache gave the server behind it up for a while after a failure: for `retry=`, 60 s by default',
    },
    {
      when: /Error during SSL Handshake with remote server|AH00961|failed to enable ssl support for/,
      code: 'tls_protocol_error',
      who: 'operator',
      sure: 0.93,
      means: 'Apache and the server behind it could not agree on a secure line',
      tip: 'Look for AH02039 or AH02003 above it in the log. `SSLProxyEngine on`, and a certificate behind it that `SSLProxyCACertificateFile` vouches for.',
    },
    {
      when: /DNS lookup failure for|AH00898: (?!Error)/,
      code: 'dns_error',
      who: 'operator',
      sure: 0.92,
      means: 'Apache could not resolve the name it passes requests to',
    },
    {
      when: /The timeout specified has expired|proxy_error[^\n]{0,60}timeout/,
      code: 'http_response_timeout',
      sure: 0.94,
      means: 'the server behind Apache did not answer within `ProxyTimeout`',
    },
    {
      when: /AH01(?:075|067)\b/,
      code: 'connection_terminated',
      sure: 0.85,
      instead: 'http_response_timeout',
      means: 'the FastCGI program behind Apache ended or hung up before it had answered',
      tip: 'Read the log of PHP-FPM: a worker that crashed, or one that was ended after `request_terminate_timeout`.',
    },
    {
      when: /AH01102|AH01110|Error reading from remote server/,
      code: 'connection_terminated',
      sure: 0.88,
      instead: 'keepalive_race',
      means: 'the server behind Apache hung up or said nothing',
      tip: 'If it strikes now and then: `ProxyPass … disablereuse=on` or a `ttl=` below the keep-alive time of the server.',
    },
    {
      when: /AH01144|No protocol handler was valid for the URL/,
      code: 'proxy_configuration_error',
      sure: 0.94,
      means: 'Apache lacks the module that speaks to the server behind it',
      tip: '`a2enmod proxy_http` (or proxy_fcgi, proxy_wstunnel), then restart Apache.',
    },
    {
      when: /AH00124|exceeded the limit of \d{1,4} internal redirects/,
      code: 'proxy_loop_detected',
      sure: 0.94,
      means: 'rules of rewriting in Apache lead to each other in a circle',
    },
    {
      when: /AH00(?:161|484)|server reached MaxRequestWorkers/,
      code: 'connection_limit_reached',
      sure: 0.95,
      means: 'all workers of Apache are busy',
    },
    {
      when: /AH01630|client denied by server configuration/,
      code: 'request_denied',
      sure: 0.9,
      means: 'a `Require` of Apache’s configuration lets nobody in from there',
    },
    {
      when: /The proxy server received an invalid response from an upstream server/,
      code: 'upstream_gateway_error',
      sure: 0.78,
      instead: 'connection_terminated',
      means: 'Apache got no usable answer from the server behind it',
    },
    {
      when: /The proxy server did not receive a timely response from the upstream server/,
      code: 'http_response_timeout',
      sure: 0.92,
      means: 'the server behind Apache did not answer in time',
    },
  ],
};

/** Calls that are told of at the same time: one a worker. */
const keptCalls = 1_000;

/** The connection failed, the answer did: these come first. */
const first = /\bAH(?:00957|01102|01110|00961|02039)\b/;
/** mod_proxy ends a failed call with a line of its own. */
const second = /\bAH(?:01114|00898: Error (?:reading|during))\b/;

/** Apache tells most failed calls twice, in two lines of one thread. */
export class ApacheCalls {
  readonly #told = new Set<string>();

  /** Whether this line repeats what the same thread told before. */
  isToldBefore(line: string): boolean {
    if (!line.includes('AH0')) return false;
    const thread = /\[pid \d{1,10}(?::tid \d{1,20})?\]/.exec(line)?.[0];
    if (thread === undefined) return false;
    if (second.test(line)) return this.#told.delete(thread);
    if (!first.test(line)) return false;
    this.#told.add(thread);
    const [oldest] = this.#told;
    if (this.#told.size > keptCalls && oldest !== undefined) this.#told.delete(oldest);
    return false;
  }
}
