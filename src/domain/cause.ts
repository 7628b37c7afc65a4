/** What can go wrong with a call, and ONE table of what we believe of each: nothing else decides status, blame or retry. */
import type { Scope } from './scope.ts';

/** The twelve families of the contract. */
export type Family =
  | 'overload'
  | 'throttling'
  | 'maintenance'
  | 'outage'
  | 'backend'
  | 'timeout'
  | 'network'
  | 'dns'
  | 'tls'
  | 'misconfiguration'
  | 'gateway'
  | 'client';

/** Whose turn it is to mend it; `nobody` means it passes by itself. */
export type Who = 'caller' | 'network' | 'operator' | 'provider' | 'nobody';

/**
 * Whether another attempt may help.
 * `here`: the same target once more first, then another. `anywhere`: another target, or the same one after a pause.
 * `elsewhere`: another target only.
 * `later`: another target now, or the same one after the time it asked for. `nowhere`: never.
 */
export type Again = 'here' | 'anywhere' | 'elsewhere' | 'later' | 'nowhere';

/** What a failure says about the upstream's health. `client` faults and our own decisions say nothing. */
export type Hurts = 'host' | 'model' | 'key' | 'nothing';

/** What we believe of a cause. */
export interface Traits {
  readonly family: Family;
  readonly who: Who;
  /** HTTP status when it ends a call whose head is not out yet. */
  readonly status: number;
  readonly again: Again;
  readonly hurts: Hurts;
  /** RFC 9209 section 2.3 error type for `Proxy-Status`; `null` where that registry has none that fits. */
  readonly proxyError: string | null;
}

const row = (
  family: Family,
  who: Who,
  status: number,
  again: Again,
  hurts: Hurts,
  proxyError: string | null,
): Traits => ({ family, who, status, again, hurts, proxyError });

/** Rows named after an RFC 9209 error type carry that type; the others are ours. */
export const traits = {
  // The way to the upstream.
  dns_error: row('dns', 'operator', 503, 'elsewhere', 'host', 'dns_error'),
  dns_timeout: row('dns', 'network', 504, 'anywhere', 'host', 'dns_timeout'),
  destination_ip_prohibited: row('misconfiguration', 'operator', 503, 'elsewhere', 'host', 'destination_ip_prohibited'),
  destination_ip_unroutable: row('network', 'network', 503, 'elsewhere', 'host', 'destination_ip_unroutable'),
  connection_refused: row('outage', 'provider', 503, 'anywhere', 'host', 'connection_refused'),
  connection_timeout: row('network', 'network', 504, 'elsewhere', 'host', 'connection_timeout'),
  connection_reset: row('network', 'provider', 503, 'anywhere', 'host', 'connection_terminated'),
  connection_limit_reached: row('overload', 'operator', 503, 'later', 'nothing', 'connection_limit_reached'),
  forward_proxy_failed: row('misconfiguration', 'operator', 503, 'elsewhere', 'host', 'http_upgrade_failed'),
  tls_certificate_error: row('tls', 'operator', 503, 'elsewhere', 'host', 'tls_certificate_error'),
  tls_protocol_error: row('tls', 'operator', 503, 'elsewhere', 'host', 'tls_protocol_error'),
  tls_alert_received: row('tls', 'operator', 503, 'elsewhere', 'host', 'tls_alert_received'),

  // The exchange with it.
  keepalive_race: row('misconfiguration', 'operator', 503, 'here', 'nothing', 'connection_terminated'),
  connection_terminated: row('backend', 'provider', 503, 'here', 'host', 'connection_terminated'),
  connection_write_timeout: row('timeout', 'provider', 504, 'elsewhere', 'host', 'connection_write_timeout'),
  http_response_timeout: row('timeout', 'provider', 504, 'elsewhere', 'host', 'http_response_timeout'),
  connection_read_timeout: row('timeout', 'provider', 504, 'elsewhere', 'host', 'connection_read_timeout'),
  http_response_incomplete: row('backend', 'provider', 502, 'anywhere', 'host', 'http_response_incomplete'),
  http_response_header_section_size: row(
    'misconfiguration',
    'operator',
    502,
    'elsewhere',
    'host',
    'http_response_header_section_size',
  ),
  http_response_body_size: row('backend', 'provider', 502, 'elsewhere', 'model', 'http_response_body_size'),
  http_response_transfer_coding: row('backend', 'provider', 502, 'anywhere', 'host', 'http_response_transfer_coding'),
  http_response_content_coding: row('backend', 'provider', 502, 'anywhere', 'host', 'http_response_content_coding'),
  http_upgrade_failed: row('misconfiguration', 'operator', 503, 'elsewhere', 'host', 'http_upgrade_failed'),
  http_protocol_error: row('backend', 'provider', 502, 'elsewhere', 'host', 'http_protocol_error'),
  not_http: row('misconfiguration', 'operator', 502, 'elsewhere', 'host', 'http_protocol_error'),
  proxy_loop_detected: row('misconfiguration', 'operator', 502, 'nowhere', 'nothing', 'proxy_loop_detected'),

  // What it answered.
  rate_limited: row('throttling', 'operator', 429, 'later', 'key', 'http_request_error'),
  quota_exhausted: row('throttling', 'operator', 429, 'elsewhere', 'key', 'http_request_error'),
  overloaded: row('overload', 'provider', 503, 'later', 'model', 'destination_unavailable'),
  loading: row('outage', 'nobody', 503, 'later', 'model', 'destination_unavailable'),
  maintenance: row('maintenance', 'provider', 503, 'later', 'nothing', 'destination_unavailable'),
  upstream_error: row('backend', 'provider', 503, 'here', 'host', null),
  upstream_gateway_error: row('outage', 'provider', 503, 'anywhere', 'host', null),
  upstream_gateway_timeout: row('timeout', 'provider', 504, 'elsewhere', 'host', null),
  wrong_content: row('misconfiguration', 'operator', 502, 'elsewhere', 'host', 'http_protocol_error'),
  redirected: row('misconfiguration', 'operator', 502, 'elsewhere', 'host', 'http_protocol_error'),
  empty_answer: row('backend', 'provider', 502, 'anywhere', 'model', 'http_response_incomplete'),
  invalid_answer: row('backend', 'provider', 502, 'anywhere', 'model', 'http_protocol_error'),
  key_refused: row('misconfiguration', 'operator', 503, 'elsewhere', 'key', 'http_request_denied'),
  request_blocked: row('misconfiguration', 'operator', 503, 'elsewhere', 'nothing', 'http_request_denied'),

  // What only the caller can change.
  unknown_model: row('client', 'caller', 404, 'elsewhere', 'nothing', 'destination_not_found'),
  invalid_request: row('client', 'caller', 400, 'nowhere', 'nothing', 'http_request_error'),
  context_length_exceeded: row('client', 'caller', 400, 'nowhere', 'nothing', 'http_request_error'),
  content_filtered: row('client', 'caller', 400, 'nowhere', 'nothing', 'http_request_error'),
  unauthorized: row('client', 'caller', 401, 'nowhere', 'nothing', 'http_request_denied'),
  request_denied: row('client', 'caller', 403, 'nowhere', 'nothing', 'http_request_denied'),
  foreign_origin: row('client', 'caller', 403, 'nowhere', 'nothing', 'http_request_denied'),
  misdirected_host: row('client', 'caller', 421, 'nowhere', 'nothing', 'http_request_denied'),
  not_found: row('client', 'caller', 404, 'nowhere', 'nothing', 'http_request_error'),
  stream_expired: row('client', 'nobody', 410, 'nowhere', 'nothing', 'http_request_error'),
  method_not_allowed: row('client', 'caller', 405, 'nowhere', 'nothing', 'http_request_error'),
  request_timeout: row('client', 'caller', 408, 'nowhere', 'nothing', 'http_request_error'),
  request_too_large: row('client', 'caller', 413, 'nowhere', 'nothing', 'http_request_error'),
  unsupported_media_type: row('client', 'caller', 415, 'nowhere', 'nothing', 'http_request_error'),
  unprocessable_request: row('client', 'caller', 422, 'nowhere', 'nothing', 'http_request_error'),
  request_headers_too_large: row('client', 'caller', 431, 'nowhere', 'nothing', 'http_request_error'),
  // What never reaches a gateway: seen in browsers and programs only.
  no_internet: row('network', 'network', 503, 'anywhere', 'nothing', null),
  captive_portal: row('network', 'network', 511, 'nowhere', 'nothing', null),
  blocked_on_device: row('client', 'caller', 403, 'nowhere', 'nothing', null),
  sign_in_expired: row('client', 'caller', 401, 'nowhere', 'nothing', null),

  // It went away.
  client_gone: row('client', 'caller', 499, 'nowhere', 'nothing', null),
  cancelled: row('client', 'caller', 499, 'nowhere', 'nothing', null),

  // Our own decisions.
  throttled: row('throttling', 'caller', 429, 'later', 'nothing', 'http_request_error'),
  too_busy: row('overload', 'operator', 503, 'later', 'nothing', 'proxy_internal_response'),
  deadline_exceeded: row('timeout', 'caller', 504, 'nowhere', 'nothing', 'http_response_timeout'),
  stream_too_long: row('timeout', 'operator', 504, 'nowhere', 'nothing', 'http_response_timeout'),
  draining: row('maintenance', 'operator', 503, 'later', 'nothing', 'proxy_internal_response'),
  retry_budget_exhausted: row('overload', 'nobody', 503, 'later', 'nothing', 'proxy_internal_response'),
  destination_unavailable: row('outage', 'provider', 503, 'later', 'nothing', 'destination_unavailable'),
  destination_not_found: row('misconfiguration', 'operator', 503, 'nowhere', 'nothing', 'destination_not_found'),
  proxy_configuration_error: row(
    'misconfiguration',
    'operator',
    503,
    'nowhere',
    'nothing',
    'proxy_configuration_error',
  ),
  gateway_restarted: row('gateway', 'operator', 503, 'anywhere', 'nothing', 'proxy_internal_response'),
  proxy_internal_error: row('gateway', 'operator', 500, 'nowhere', 'nothing', 'proxy_internal_error'),
} as const satisfies Record<string, Traits>;

export type CauseCode = keyof typeof traits;

export const causeCodes = Object.keys(traits) as readonly CauseCode[];

/** One observation that speaks for a cause: template text and names only, never foreign prose. */
export interface Clue {
  readonly says: string;
  readonly value: string;
}

/** Why something failed. `family` and `who` start from the table; what happened around it may correct them. */
export interface Cause {
  readonly code: CauseCode;
  readonly family: Family;
  readonly who: Who;
  /** 0 to 1: how far independent observations agree. */
  readonly confidence: number;
  readonly clues: readonly Clue[];
  /** Name of the upstream it was observed at; `null` when it is ours or the caller's. */
  readonly upstream: string | null;
  /** How long the failing side asked us to wait, in ms. */
  readonly retryAfterMs: number | null;
  /** Status the upstream sent, where it sent one. */
  readonly receivedStatus: number | null;
  /** How wide it is; `null` until it was looked at together with what happened around it. */
  readonly scope: Scope | null;
  /** The next likely family, where we are not sure. */
  readonly runnerUp: Family | null;
}

export const causeOf = (code: CauseCode, more: Partial<Omit<Cause, 'code'>> = {}): Cause => ({
  code,
  family: traits[code].family,
  who: traits[code].who,
  confidence: 1,
  clues: [],
  upstream: null,
  retryAfterMs: null,
  receivedStatus: null,
  scope: null,
  runnerUp: null,
  ...more,
});
