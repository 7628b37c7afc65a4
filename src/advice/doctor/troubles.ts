/** What can be wrong on the way, and ONE table of what we believe of each: where it shows, how bad it is, whose turn it is. */
import type { CauseCode, Family } from '../../domain/cause.ts';
import type { Blame, HopId } from './diagnosis.ts';
import { troubleWords } from './trouble-words.ts';

/** `stops`: nothing works because of it. `hurts`: it works, but badly. `hint`: worth knowing, no reason to act while all else is well. */
export type Weight = 'stops' | 'hurts' | 'hint';

export interface Trouble {
  readonly hop: HopId;
  readonly weight: Weight;
  readonly blame: Blame;
  readonly family: Family;
  readonly code: CauseCode | null;
  /** How sure we are where nothing speaks against it, 0 to 1. */
  readonly confidence: number;
  /** The verdict: one plain sentence. */
  readonly says: string;
}

type Row = readonly [HopId, Weight, Blame, Family, CauseCode | null, number];

const rows = {
  // The device and its line.
  no_link: ['device', 'stops', 'you', 'network', 'no_internet', 0.95],
  clock_wrong: ['device', 'hurts', 'you', 'client', null, 0.9],
  clock_off: ['device', 'hint', 'you', 'client', null, 0.8],
  old_browser: ['device', 'hurts', 'you', 'client', null, 0.85],
  slept: ['device', 'hint', 'you', 'client', null, 0.8],
  stale_page: ['device', 'hurts', 'you', 'client', null, 0.8],
  keeps_nothing: ['device', 'hint', 'you', 'client', null, 0.8],
  no_route: ['link', 'stops', 'you', 'network', 'no_internet', 0.9],
  router_gone: ['link', 'stops', 'network', 'network', 'no_internet', 0.85],
  internet_gone: ['link', 'stops', 'network', 'network', 'no_internet', 0.9],
  link_lossy: ['link', 'hurts', 'network', 'network', null, 0.85],
  link_unsteady: ['link', 'hurts', 'network', 'network', null, 0.7],
  portal: ['portal', 'stops', 'network', 'network', 'captive_portal', 0.95],

  // The address book.
  hosts_file: ['dns', 'stops', 'you', 'dns', 'dns_error', 0.9],
  dns_silent: ['dns', 'stops', 'network', 'dns', 'dns_timeout', 0.9],
  dns_failing: ['dns', 'stops', 'network', 'dns', 'dns_error', 0.85],
  dns_blocked: ['dns', 'stops', 'network', 'dns', 'dns_error', 0.9],
  dns_sunk: ['dns', 'stops', 'network', 'dns', 'dns_error', 0.9],
  dns_lies: ['dns', 'stops', 'network', 'dns', 'dns_error', 0.9],
  dns_stale: ['dns', 'stops', 'network', 'dns', 'dns_error', 0.75],
  dns_no_name: ['dns', 'stops', 'gateway', 'dns', 'dns_error', 0.8],
  dns_not_known: ['dns', 'stops', 'unknown', 'dns', 'dns_error', 0.55],
  dns_broken_zone: ['dns', 'stops', 'gateway', 'dns', 'dns_error', 0.8],
  dns_slow: ['dns', 'hurts', 'network', 'dns', 'dns_timeout', 0.85],
  dns_forced: ['dns', 'hint', 'network', 'dns', null, 0.7],

  // The way there.
  v6_broken: ['route', 'hurts', 'network', 'network', 'destination_ip_unroutable', 0.9],
  v4_broken: ['route', 'hurts', 'network', 'network', 'destination_ip_unroutable', 0.85],
  path_lossy: ['route', 'hurts', 'network', 'network', null, 0.85],
  big_packets_lost: ['route', 'stops', 'network', 'network', null, 0.85],
  far: ['route', 'hurts', 'network', 'network', null, 0.8],
  slow_line: ['route', 'hurts', 'network', 'network', null, 0.8],
  proxy_here_gone: ['proxy', 'stops', 'you', 'misconfiguration', 'forward_proxy_failed', 0.9],
  proxy_gone: ['proxy', 'stops', 'network', 'misconfiguration', 'forward_proxy_failed', 0.9],
  proxy_login: ['proxy', 'stops', 'network', 'misconfiguration', 'forward_proxy_failed', 0.95],
  proxy_blocks: ['proxy', 'stops', 'network', 'misconfiguration', 'request_blocked', 0.9],
  proxy_fails: ['proxy', 'stops', 'network', 'misconfiguration', 'forward_proxy_failed', 0.75],
  proxy_not_used: ['proxy', 'stops', 'you', 'misconfiguration', 'forward_proxy_failed', 0.85],
  proxy_of_browsers: ['proxy', 'hurts', 'you', 'misconfiguration', 'forward_proxy_failed', 0.75],
  vpn_in_use: ['proxy', 'hint', 'you', 'network', null, 0.5],
  proxy_in_use: ['proxy', 'hint', 'network', 'misconfiguration', null, 0.5],

  // The door.
  refused: ['tcp', 'stops', 'gateway', 'outage', 'connection_refused', 0.9],
  refused_here: ['tcp', 'stops', 'gateway', 'outage', 'connection_refused', 0.95],
  rejected: ['tcp', 'stops', 'network', 'network', 'connection_refused', 0.8],
  silent: ['tcp', 'stops', 'network', 'network', 'connection_timeout', 0.7],
  port_blocked: ['tcp', 'stops', 'network', 'misconfiguration', 'connection_timeout', 0.85],
  reset: ['tcp', 'stops', 'network', 'network', 'connection_reset', 0.7],
  gateway_gone: ['tcp', 'stops', 'gateway', 'outage', 'connection_refused', 0.65],
  no_gateway: ['tcp', 'stops', 'unknown', 'outage', null, 0.4],
  unroutable: ['tcp', 'stops', 'network', 'network', 'destination_ip_unroutable', 0.85],

  // The secure line.
  tls_clock: ['tls', 'stops', 'you', 'tls', 'tls_certificate_error', 0.95],
  tls_expired: ['tls', 'stops', 'gateway', 'tls', 'tls_certificate_error', 0.95],
  tls_not_yet: ['tls', 'stops', 'gateway', 'tls', 'tls_certificate_error', 0.9],
  tls_name: ['tls', 'stops', 'gateway', 'tls', 'tls_certificate_error', 0.85],
  tls_untrusted: ['tls', 'stops', 'gateway', 'tls', 'tls_certificate_error', 0.75],
  tls_chain: ['tls', 'stops', 'gateway', 'tls', 'tls_certificate_error', 0.85],
  tls_filter: ['tls', 'stops', 'network', 'tls', 'tls_certificate_error', 0.9],
  tls_stranger: ['tls', 'stops', 'network', 'tls', 'tls_certificate_error', 0.85],
  tls_watched: ['tls', 'hint', 'network', 'tls', null, 0.8],
  tls_system_only: ['tls', 'stops', 'you', 'tls', 'tls_certificate_error', 0.9],
  tls_plain: ['tls', 'stops', 'gateway', 'misconfiguration', 'tls_protocol_error', 0.85],
  tls_refused: ['tls', 'stops', 'gateway', 'tls', 'tls_alert_received', 0.75],
  tls_cut: ['tls', 'stops', 'network', 'tls', 'connection_reset', 0.7],
  name_blocked: ['tls', 'stops', 'network', 'misconfiguration', 'request_blocked', 0.85],
  tls_silent: ['tls', 'stops', 'unknown', 'network', 'connection_timeout', 0.5],
  tls_ends_soon: ['tls', 'hint', 'gateway', 'tls', null, 0.9],

  // The answer.
  no_answer: ['http', 'stops', 'gateway', 'timeout', 'http_response_timeout', 0.75],
  answer_cut: ['http', 'stops', 'gateway', 'backend', 'http_response_incomplete', 0.7],
  empty_page: ['http', 'stops', 'gateway', 'backend', 'empty_answer', 0.75],
  not_http: ['http', 'stops', 'gateway', 'misconfiguration', 'not_http', 0.85],
  wants_https: ['http', 'stops', 'you', 'misconfiguration', 'not_http', 0.9],
  headers_too_large: ['http', 'stops', 'you', 'client', 'request_headers_too_large', 0.95],
  elsewhere: ['http', 'stops', 'network', 'network', 'captive_portal', 0.75],
  redirect_loop: ['http', 'stops', 'gateway', 'misconfiguration', 'redirected', 0.85],
  sign_in: ['http', 'hint', 'you', 'client', 'sign_in_expired', 0.7],
  filter_blocks: ['http', 'stops', 'network', 'misconfiguration', 'request_blocked', 0.85],
  denied: ['http', 'stops', 'gateway', 'misconfiguration', 'request_blocked', 0.7],
  no_page: ['http', 'hint', 'you', 'client', 'not_found', 0.8],
  throttled: ['http', 'stops', 'you', 'throttling', 'throttled', 0.9],
  site_failing: ['http', 'stops', 'gateway', 'backend', 'upstream_error', 0.9],
  site_behind_down: ['http', 'stops', 'gateway', 'outage', 'upstream_gateway_error', 0.9],
  site_behind_late: ['http', 'stops', 'gateway', 'timeout', 'upstream_gateway_timeout', 0.9],
  site_overloaded: ['http', 'stops', 'gateway', 'overload', 'overloaded', 0.85],
  site_maintenance: ['http', 'stops', 'gateway', 'maintenance', 'maintenance', 0.9],
  extension_blocks: ['http', 'stops', 'you', 'client', 'blocked_on_device', 0.8],
  small_heads: ['http', 'hint', 'gateway', 'misconfiguration', 'request_headers_too_large', 0.8],
  heavy_cookies: ['http', 'hint', 'you', 'client', 'request_headers_too_large', 0.7],
  blocker: ['http', 'hint', 'you', 'client', 'blocked_on_device', 0.8],
  slow_answer: ['http', 'hurts', 'gateway', 'timeout', null, 0.7],

  // The stream of words.
  stream_held: ['stream', 'hurts', 'network', 'misconfiguration', null, 0.9],
  stream_one_late: ['stream', 'hurts', 'you', 'misconfiguration', null, 0.85],
  stream_cut: ['stream', 'hurts', 'network', 'misconfiguration', 'connection_terminated', 0.85],
  stream_stalls: ['stream', 'hurts', 'network', 'network', null, 0.7],

  // The gateway, and who stands behind it.
  gateway_maintenance: ['gateway', 'stops', 'gateway', 'maintenance', 'maintenance', 0.95],
  gateway_draining: ['gateway', 'stops', 'gateway', 'maintenance', 'draining', 0.95],
  gateway_overloaded: ['gateway', 'stops', 'gateway', 'overload', 'too_busy', 0.9],
  gateway_failing: ['gateway', 'stops', 'gateway', 'gateway', 'proxy_internal_error', 0.85],
  provider_down: ['provider', 'stops', 'provider', 'outage', 'destination_unavailable', 0.9],
  provider_failing: ['provider', 'stops', 'provider', 'backend', 'upstream_error', 0.85],
  provider_late: ['provider', 'stops', 'provider', 'timeout', 'http_response_timeout', 0.85],
  provider_overloaded: ['provider', 'stops', 'provider', 'overload', 'overloaded', 0.9],
  provider_throttled: ['provider', 'stops', 'provider', 'throttling', 'rate_limited', 0.9],
  provider_maintenance: ['provider', 'stops', 'provider', 'maintenance', 'maintenance', 0.9],
  provider_out_of_reach: ['provider', 'stops', 'gateway', 'network', 'connection_timeout', 0.75],
  provider_set_wrongly: ['provider', 'stops', 'gateway', 'misconfiguration', 'key_refused', 0.85],
  provider_partly: ['provider', 'hint', 'provider', 'outage', null, 0.8],
} as const satisfies Record<string, Row>;

export type TroubleId = keyof typeof rows;

export const troubleIds = Object.keys(rows) as readonly TroubleId[];

export const troubleOf = (id: TroubleId): Trouble => {
  const [hop, weight, blame, family, code, confidence] = rows[id];
  return { hop, weight, blame, family, code, confidence, says: troubleWords[id] };
};
