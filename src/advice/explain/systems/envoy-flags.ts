/** What Envoy's response flags and response code details mean. */
import type { Sign } from '../sign.ts';

export type Meaning = Omit<Sign, 'when'>;

/** Envoy's access-log documentation; long names as JSON logs may have them. */
export const flags: Readonly<Record<string, Meaning>> = {
  UH: { code: 'destination_unavailable', sure: 0.94, means: 'no host of the upstream cluster is healthy' },
  UF: { code: 'connection_refused', sure: 0.7, instead: 'connection_timeout', means: 'Envoy could not connect to the upstream' },
  UO: { code: 'connection_limit_reached', sure: 0.94, means: 'a circuit breaker of Envoy is open: as many connections or requests as it allows are in use', tip: 'Raise `circuit_breakers` (Istio: `connectionPool` of the DestinationRule) to what the upstream can take, or add hosts.' },
  UT: { code: 'http_response_timeout', sure: 0.92, instead: 'overloaded', means: 'the upstream did not answer within the timeout of the route (15 s by default)', tip: 'Raise the route’s `timeout` (Istio: `timeout` in the VirtualService) for chat paths; `0s` switches it off for streams.' },
  UC: { code: 'connection_terminated', sure: 0.8, instead: 'keepalive_race', means: 'the upstream closed the connection before it answered' },
  UR: { code: 'connection_terminated', sure: 0.85, instead: 'draining', means: 'the upstream reset the request' },
  LR: { code: 'connection_reset', sure: 0.6, instead: 'http_response_timeout', means: 'Envoy itself reset the connection to the upstream' },
  LH: { code: 'destination_unavailable', sure: 0.85, family: 'gateway', who: 'operator', means: 'this Envoy’s own health check fails' },
  URX: { code: 'destination_unavailable', sure: 0.6, instead: 'connection_terminated', means: 'all retries failed; the attempts before it have the true cause' },
  NR: { code: 'destination_not_found', sure: 0.92, means: 'no route fits the request', tip: 'Look at hosts and paths of the routes (Istio: VirtualService and Gateway), and at what was changed last.' },
  NC: { code: 'proxy_configuration_error', sure: 0.92, means: 'the route names a cluster that does not exist' },
  NFCF: { code: 'proxy_configuration_error', sure: 0.92, means: 'Envoy waits for a filter configuration that never came' },
  DF: { code: 'dns_error', sure: 0.94, means: 'Envoy could not resolve the name of the upstream' },
  UPE: { code: 'http_protocol_error', sure: 0.92, means: 'the upstream’s answer breaks the rules of HTTP' },
  SI: { code: 'connection_read_timeout', sure: 0.9, means: 'nothing moved on the stream for longer than the idle timeout (5 minutes by default)', tip: 'Raise `stream_idle_timeout` or let the server send heartbeats.' },
  UMSDR: { code: 'stream_too_long', sure: 0.92, means: 'the answer took longer than the longest time a stream may last (`max_stream_duration`)' },
  DT: { code: 'stream_too_long', sure: 0.85, means: 'the request took longer than the longest time it may last' },
  OM: { code: 'too_busy', sure: 0.92, means: 'Envoy’s overload manager refused the request: the proxy itself is full', instead: 'proxy_internal_error' },
  DO: { code: 'too_busy', sure: 0.88, means: 'Envoy drops a share of the requests because the cluster is overloaded' },
  RL: { code: 'throttled', sure: 0.95, means: 'a rate limit of Envoy refused the request' },
  RLSE: { code: 'proxy_configuration_error', sure: 0.8, family: 'gateway', who: 'operator', means: 'Envoy’s rate-limit service failed' },
  UAEX: { code: 'request_blocked', sure: 0.85, instead: 'unauthorized', means: 'the external authorization service refused the request' },
  DC: { code: 'client_gone', sure: 0.95, means: 'the client hung up' },
  DR: { code: 'client_gone', sure: 0.9, means: 'the client reset the request' },
  DPE: { code: 'invalid_request', sure: 0.9, means: 'the client’s request breaks the rules of HTTP' },
  IH: { code: 'invalid_request', sure: 0.85, means: 'a header of the request has a value that Envoy does not allow' },
  FI: { code: 'proxy_configuration_error', sure: 0.85, means: 'a fault was injected on purpose' },
  DI: { code: 'proxy_configuration_error', sure: 0.7, means: 'a delay was injected on purpose' },
};

const longNames: Readonly<Record<string, string>> = {
  NoHealthyUpstream: 'UH',
  UpstreamConnectionFailure: 'UF',
  UpstreamOverflow: 'UO',
  UpstreamRequestTimeout: 'UT',
  UpstreamConnectionTermination: 'UC',
  UpstreamRemoteReset: 'UR',
  LocalReset: 'LR',
  FailedLocalHealthCheck: 'LH',
  UpstreamRetryLimitExceeded: 'URX',
  NoRouteFound: 'NR',
  NoClusterFound: 'NC',
  DnsResolutionFailed: 'DF',
  UpstreamProtocolError: 'UPE',
  StreamIdleTimeout: 'SI',
  UpstreamMaxStreamDurationReached: 'UMSDR',
  OverloadManagerTerminated: 'OM',
  RateLimited: 'RL',
  RateLimitServiceError: 'RLSE',
  UnauthorizedExternalService: 'UAEX',
  DownstreamConnectionTermination: 'DC',
  DownstreamProtocolError: 'DPE',
  FaultInjected: 'FI',
};

/** The flag that says most: the retry limit and the resets hide what the others tell. */
export const leadingFlag = (text: string): string | null => {
  const all = text.split(',').map((flag) => longNames[flag.trim()] ?? flag.trim());
  const known = all.filter((flag) => Object.hasOwn(flags, flag));
  return known.find((flag) => flag !== 'URX' && flag !== 'DC') ?? known[0] ?? null;
};

/** Response code details and failure reasons; they say more than the flags. */
export const details: readonly Sign[] = [
  { when: /delayed[ _]connect[ _]error:?[ _]*111|Connection[ _]refused/i, code: 'connection_refused', sure: 0.96, means: 'the upstream refused the connection: nothing listens on that port' },
  { when: /delayed[ _]connect[ _]error:?[ _]*(?:113|101)|No[ _]route[ _]to[ _]host/i, code: 'destination_ip_unroutable', sure: 0.95, means: 'Envoy found no way to the upstream' },
  { when: /delayed[ _]connect[ _]error:?[ _]*110|connection[ _]timeout|connect[ _]timeout/i, code: 'connection_timeout', sure: 0.95, means: 'the upstream did not pick up within `connect_timeout`' },
  { when: /delayed[ _]connect[ _]error:?[ _]*99/i, code: 'connection_limit_reached', sure: 0.9, means: 'Envoy has no local ports left' },
  { when: /CERTIFICATE_VERIFY_FAILED|certificate[ _]verify[ _]failed|verify[ _]cert|CERTIFICATE_HAS_EXPIRED/i, code: 'tls_certificate_error', sure: 0.96, means: 'Envoy does not trust the upstream’s certificate' },
  { when: /TLSV1_ALERT|SSLV3_ALERT|TLS_ALERT|CERTIFICATE_REQUIRED|ALERT_\w{3,40}/i, code: 'tls_alert_received', sure: 0.93, means: 'the upstream broke off the TLS handshake with an alert' },
  { when: /WRONG_VERSION_NUMBER/i, code: 'tls_protocol_error', sure: 0.95, means: 'Envoy speaks TLS to a port that speaks plain text', tip: 'Istio: a sidecar is missing on one side, or the DestinationRule’s `tls.mode` does not fit; the port’s name must tell its protocol.' },
  { when: /TLS_error|TLS[ _]error|SSL[ _]error|OPENSSL_internal|Secret[ _]is[ _]not[ _]supplied/i, code: 'tls_protocol_error', sure: 0.9, means: 'Envoy and the upstream could not agree on a secure line' },
  { when: /no_healthy_upstream|no healthy upstream/i, code: 'destination_unavailable', sure: 0.95, means: 'no host of the upstream cluster is healthy', tip: 'See which hosts are out and why: `/clusters` on Envoy’s admin port (`health_flags`).' },
  { when: /maintenance_mode/, code: 'maintenance', who: 'operator', sure: 0.93, means: 'the cluster is switched to maintenance' },
  { when: /\{overflow\}|reset reason: overflow|^overflow$|upstream_overflow/, code: 'connection_limit_reached', sure: 0.94, means: 'a circuit breaker of Envoy is open: as many connections or requests as it allows are in use' },
  { when: /upstream_response_timeout|upstream_per_try_timeout|request_overall_timeout|response_timeout|upstream request timeout/, code: 'http_response_timeout', sure: 0.93, instead: 'overloaded', means: 'the upstream did not answer within the timeout of the route' },
  { when: /stream_idle_timeout|per_try_idle_timeout|stream timeout/, code: 'connection_read_timeout', sure: 0.92, means: 'nothing moved on the stream for longer than the idle timeout' },
  { when: /max_duration_timeout|max_stream_duration/, code: 'stream_too_long', sure: 0.92, means: 'the request took longer than the longest time it may last' },
  { when: /upstream_reset_after_response_started/, code: 'http_response_incomplete', sure: 0.94, means: 'the upstream broke off in the middle of its answer' },
  { when: /remote_refused_stream_reset|remote refused stream/i, code: 'draining', sure: 0.8, means: 'the upstream takes no new requests on that connection: it is draining or full', instead: 'overloaded' },
  { when: /(?:before_response_started|disconnect\/reset before headers).{0,60}connection[ _]termination/, code: 'connection_terminated', sure: 0.88, instead: 'keepalive_race', means: 'the upstream closed the connection before it answered', tip: 'If it strikes now and then: the upstream closes idle connections sooner than Envoy reuses them; raise its keep-alive time or lower Envoy’s `idle_timeout`.' },
  { when: /(?:before_response_started|disconnect\/reset before headers).{0,60}remote[ _]reset/, code: 'connection_terminated', sure: 0.88, means: 'the upstream reset the request before it answered' },
  { when: /(?:before_response_started|disconnect\/reset before headers).{0,60}protocol[ _]error|http1\.(?:codec_error|invalid)|http2\.\w{3,30}|upstream protocol error/, code: 'http_protocol_error', sure: 0.9, instead: 'http_upgrade_failed', means: 'the upstream’s answer breaks the rules of HTTP, or it speaks another version', tip: 'Check whether the cluster is set to HTTP/2 while the server speaks HTTP/1 (or the other way round).' },
  { when: /(?:before_response_started|disconnect\/reset before headers).{0,60}(?:remote_)?connection[ _]failure/, code: 'connection_refused', sure: 0.75, instead: 'connection_timeout', means: 'Envoy could not connect to the upstream' },
  { when: /(?:before_response_started|disconnect\/reset before headers).{0,60}local[ _](?:reset|connection[ _]failure)/, code: 'connection_reset', sure: 0.65, instead: 'http_response_timeout', means: 'Envoy itself reset the connection to the upstream' },
  { when: /upstream connect error or disconnect\/reset before headers/, code: 'connection_terminated', sure: 0.6, instead: 'connection_refused', means: 'Envoy got no answer from the upstream' },
  { when: /route_not_found/, code: 'destination_not_found', sure: 0.93, means: 'no route fits the request' },
  { when: /cluster_not_found/, code: 'proxy_configuration_error', sure: 0.93, means: 'the route names a cluster that does not exist' },
  { when: /dns_resolution_failure|dns resolution fail/i, code: 'dns_error', sure: 0.94, means: 'Envoy could not resolve the name of the upstream' },
  { when: /response_payload_too_large|response_payload_too_large/i, code: 'http_response_body_size', sure: 0.92, means: 'the answer is larger than a buffer of Envoy', family: 'misconfiguration', who: 'operator' },
  { when: /request_payload_too_large|Payload Too Large/, code: 'request_too_large', sure: 0.93, means: 'the request is larger than a buffer of Envoy' },
  { when: /rbac_access_denied|RBAC: access denied/, code: 'request_blocked', sure: 0.92, means: 'a policy of the mesh forbids it', tip: 'See the AuthorizationPolicy of the workload; the details name the policy.' },
  { when: /ext_authz_denied|ext_authz_error/, code: 'request_blocked', sure: 0.88, instead: 'unauthorized', means: 'the external authorization service refused the request' },
  { when: /(?:local_rate_limited|request_rate_limited|local_rate_limit)/, code: 'throttled', sure: 0.95, means: 'a rate limit of Envoy refused the request' },
  { when: /jwt_authn_access_denied|Jwt (?:is missing|is expired|verification fails)/i, code: 'unauthorized', sure: 0.93, means: 'the token of the request is missing or not valid' },
  { when: /fault_filter_abort|fault filter abort/, code: 'proxy_configuration_error', sure: 0.92, means: 'a fault was injected on purpose' },
  { when: /downstream_remote_disconnect|downstream_local_disconnect|client_disconnect/, code: 'client_gone', sure: 0.93, means: 'the client hung up' },
  { when: /^overload$|overload_manager|envoy overloaded/, code: 'too_busy', sure: 0.92, means: 'Envoy’s overload manager refused the request: the proxy itself is full' },
];
