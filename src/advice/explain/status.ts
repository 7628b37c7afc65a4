/** What a bare status code means, when nothing else is known. */
import type { Around, Sign } from './sign.ts';
import { sightingOf } from './sign.ts';
import type { Sighting, Vantage } from './sighting.ts';

type Meaning = Omit<Sign, 'when'>;

const vague = (meaning: Omit<Meaning, 'isVague'>): Meaning => ({ ...meaning, isVague: true });

/** Standard codes (RFC 9110, 6585) and the private ones of nginx, AWS, Cloudflare and Anthropic. */
const byStatus: Readonly<Record<number, Meaning>> = {
  400: vague({ code: 'invalid_request', means: 'the server could not read the request', sure: 0.75 }),
  401: vague({
    code: 'unauthorized',
    means: 'the key or the sign-in is missing, wrong or too old',
    sure: 0.85,
    instead: 'sign_in_expired',
  }),
  402: vague({ code: 'quota_exhausted', means: 'the account has no credit left', sure: 0.85 }),
  403: vague({
    code: 'request_denied',
    means: 'the server knows who asks, and says no',
    sure: 0.65,
    instead: 'request_blocked',
  }),
  404: vague({ code: 'not_found', means: 'there is nothing at that address', sure: 0.8, instead: 'unknown_model' }),
  405: vague({ code: 'method_not_allowed', means: 'the address does not take this method', sure: 0.9 }),
  407: vague({
    code: 'forward_proxy_failed',
    means: 'a proxy on the way out wants a login',
    sure: 0.9,
    who: 'network',
  }),
  408: vague({ code: 'request_timeout', means: 'the request did not arrive in time', sure: 0.8 }),
  409: vague({ code: 'invalid_request', means: 'the request contradicts what is already there', sure: 0.7 }),
  410: vague({
    code: 'stream_expired',
    means: 'what was asked for is no longer kept',
    sure: 0.7,
    instead: 'not_found',
  }),
  411: vague({ code: 'invalid_request', means: 'the request does not say how long it is', sure: 0.85 }),
  413: vague({ code: 'request_too_large', means: 'the request is larger than the server takes', sure: 0.95 }),
  414: vague({ code: 'request_headers_too_large', means: 'the address is longer than the server takes', sure: 0.85 }),
  415: vague({ code: 'unsupported_media_type', means: 'the server does not take this kind of content', sure: 0.95 }),
  417: vague({ code: 'invalid_request', means: 'the server does not do what the `Expect` header wants', sure: 0.8 }),
  421: vague({ code: 'misdirected_host', means: 'the server does not go by that name', sure: 0.85 }),
  422: vague({ code: 'unprocessable_request', means: 'the values of the request do not fit together', sure: 0.95 }),
  425: vague({ code: 'invalid_request', means: 'the request came too early in the connection to be safe', sure: 0.8 }),
  426: vague({ code: 'invalid_request', means: 'the server wants another version of the protocol', sure: 0.8 }),
  429: vague({
    code: 'rate_limited',
    means: 'more requests came than are allowed in this time',
    sure: 0.9,
    instead: 'quota_exhausted',
    who: 'caller',
  }),
  431: vague({ code: 'request_headers_too_large', means: 'the headers or cookies are too large', sure: 0.95 }),
  440: vague({ code: 'sign_in_expired', means: 'the sign-in has run out', sure: 0.85 }),
  444: vague({
    code: 'request_blocked',
    means: 'nginx closed the connection on purpose, without an answer',
    sure: 0.75,
  }),
  451: vague({ code: 'request_denied', means: 'it is withheld for legal reasons', sure: 0.9 }),
  460: vague({ code: 'client_gone', means: 'the client hung up before the load balancer had an answer', sure: 0.9 }),
  463: vague({
    code: 'invalid_request',
    means: 'the `X-Forwarded-For` header holds more than 30 addresses',
    sure: 0.9,
  }),
  464: vague({
    code: 'invalid_request',
    means: 'the protocol of the request does not fit that of the target group',
    sure: 0.8,
    family: 'misconfiguration',
    who: 'operator',
  }),
  494: vague({
    code: 'request_headers_too_large',
    means: 'the headers or cookies are too large for nginx',
    sure: 0.95,
  }),
  495: vague({
    code: 'tls_certificate_error',
    means: 'the certificate of the client is not valid',
    sure: 0.9,
    who: 'caller',
  }),
  496: vague({ code: 'tls_certificate_error', means: 'the client showed no certificate', sure: 0.9, who: 'caller' }),
  497: vague({
    code: 'tls_protocol_error',
    means: 'plain HTTP was sent to a port that speaks HTTPS',
    sure: 0.9,
    family: 'misconfiguration',
    who: 'caller',
  }),
  498: vague({ code: 'sign_in_expired', means: 'the token is too old', sure: 0.8 }),
  499: vague({
    code: 'client_gone',
    means: 'the client hung up before the answer was there',
    sure: 0.9,
    instead: 'http_response_timeout',
  }),
  500: vague({ code: 'upstream_error', means: 'the server failed inside', sure: 0.8 }),
  501: vague({ code: 'upstream_error', means: 'the server cannot do this at all', sure: 0.7 }),
  502: vague({
    code: 'upstream_gateway_error',
    means: 'a gateway or proxy got no usable answer from the server behind it',
    sure: 0.55,
    instead: 'connection_terminated',
    tip: 'Read the error log of the proxy that sent it, at that time: it names the reason. `good-gateway explain --log error.log` does it for you.',
  }),
  503: vague({
    code: 'overloaded',
    means: 'the server cannot do it now: too busy, down, or closed for work',
    sure: 0.5,
    instead: 'maintenance',
    tip: 'Read the error log of the proxy that sent it, at that time: it names the reason. `good-gateway explain --log error.log` does it for you.',
  }),
  504: vague({
    code: 'upstream_gateway_timeout',
    means: 'a gateway or proxy waited for the server behind it, and its time ran out',
    sure: 0.8,
    instead: 'overloaded',
    tip: 'Read the error log of the proxy that sent it, at that time: it names the reason. `good-gateway explain --log error.log` does it for you.',
  }),
  505: vague({
    code: 'http_protocol_error',
    means: 'the server does not take this version of HTTP',
    sure: 0.7,
    family: 'misconfiguration',
    who: 'operator',
  }),
  507: vague({ code: 'upstream_error', means: 'the server has no room left to store things', sure: 0.7 }),
  508: vague({ code: 'proxy_loop_detected', means: 'the request went round in a circle', sure: 0.9 }),
  509: vague({ code: 'quota_exhausted', means: 'the site has used up its bandwidth', sure: 0.8, who: 'operator' }),
  511: vague({ code: 'captive_portal', means: 'the network wants a sign-in first', sure: 0.95 }),
  520: vague({
    code: 'http_protocol_error',
    means: 'Cloudflare got an empty or unexpected answer from the site’s server',
    sure: 0.75,
    instead: 'connection_terminated',
  }),
  521: vague({ code: 'connection_refused', means: 'the site’s server refused Cloudflare’s connection', sure: 0.92 }),
  522: vague({
    code: 'connection_timeout',
    means: 'the site’s server did not pick up when Cloudflare called',
    sure: 0.9,
    who: 'operator',
    instead: 'overloaded',
  }),
  523: vague({
    code: 'destination_ip_unroutable',
    means: 'Cloudflare found no way to the site’s server',
    sure: 0.9,
    who: 'operator',
  }),
  524: vague({
    code: 'http_response_timeout',
    means: 'the site’s server took the request but did not answer Cloudflare in time (100 to 120 s)',
    sure: 0.92,
  }),
  525: vague({
    code: 'tls_protocol_error',
    means: 'Cloudflare and the site’s server could not agree on a secure line',
    sure: 0.92,
  }),
  526: vague({ code: 'tls_certificate_error', means: 'the certificate of the site’s server is not valid', sure: 0.95 }),
  527: vague({
    code: 'destination_unavailable',
    means: 'the line between Cloudflare and the site’s server was cut',
    sure: 0.7,
  }),
  529: vague({
    code: 'overloaded',
    means: 'the AI service has more work than it can do',
    sure: 0.92,
    farSide: 'provider',
  }),
  530: vague({
    code: 'dns_error',
    means: 'Cloudflare could not find the site’s server by its name (the page has a 1xxx code with more)',
    sure: 0.65,
    who: 'operator',
    instead: 'destination_unavailable',
  }),
  561: vague({
    code: 'unauthorized',
    means: 'the identity provider refused the sign-in',
    sure: 0.7,
    family: 'misconfiguration',
    who: 'operator',
  }),
  598: vague({ code: 'connection_read_timeout', means: 'a proxy waited too long for data', sure: 0.75 }),
  599: vague({ code: 'connection_timeout', means: 'a proxy could not connect in time', sure: 0.7 }),
};

const ofClass = (status: number): Meaning | null => {
  if (status >= 500 && status <= 599) return vague({ code: 'upstream_error', means: 'the server failed', sure: 0.6 });
  if (status >= 400 && status <= 499)
    return vague({ code: 'invalid_request', means: 'the server refused the request', sure: 0.55 });
  return null;
};

export const meaningOfStatus = (status: number): Meaning | null => byStatus[status] ?? ofClass(status);

/** `null` for a status that is no failure. */
export const sightStatus = (
  status: number,
  seen: { readonly system: string; readonly vantage: Vantage; readonly quoted?: string },
  around: Around = {},
): Sighting | null => {
  const meaning = meaningOfStatus(status);
  if (meaning === null) return null;
  const table = { system: seen.system, vantage: seen.vantage, farSide: null };
  return sightingOf(table, { ...meaning, quoted: seen.quoted ?? `status ${status}` }, { ...around, status });
};
