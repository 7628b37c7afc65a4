/** What Envoy's response flags mean. */
import type { Sign } from '../sign.ts';

type Meaning = Omit<Sign, 'when'>;

/** Envoy's access-log documentation; long names as JSON logs may have them. */
export const flags: Readonly<Record<string, Meaning>> = {
  UH: { code: 'destination_unavailable', sure: 0.94, means: 'no host of the upstream cluster is healthy' },
  UF: {
    code: 'connection_refused',
    sure: 0.7,
    instead: 'connection_timeout',
    means: 'Envoy could not connect to the upstream',
  },
  UO: {
    code: 'connection_limit_reached',
    sure: 0.94,
    means: 'a circuit breaker of Envoy is open: as many connections or requests as it allows are in use',
    tip: 'Raise `circuit_breakers` (Istio: `connectionPool` of the DestinationRule) to what the upstream can take, or add hosts.',
  },
  UT: {
    code: 'http_response_timeout',
    sure: 0.92,
    instead: 'overloaded',
    means: 'the upstream did not answer within the timeout of the route (15 s by default)',
    tip: 'Raise the route’s `timeout` (Istio: `timeout` in the VirtualService) for chat paths; `0s` switches it off for streams.',
  },
  UC: {
    code: 'connection_terminated',
    sure: 0.8,
    instead: 'keepalive_race',
    means: 'the upstream closed the connection before it answered',
  },
  UR: { code: 'connection_terminated', sure: 0.85, instead: 'draining', means: 'the upstream reset the request' },
  LR: {
    code: 'connection_reset',
    sure: 0.6,
    instead: 'http_response_timeout',
    means: 'Envoy itself reset the connection to the upstream',
  },
  LH: {
    code: 'destination_unavailable',
    sure: 0.85,
    family: 'gateway',
    who: 'operator',
    means: 'this Envoy’s own health check fails',
  },
  URX: {
    code: 'destination_unavailable',
    sure: 0.6,
    instead: 'connection_terminated',
    means: 'all retries failed; the attempts before it have the true cause',
  },
  NR: {
    code: 'destination_not_found',
    sure: 0.92,
    means: 'no route fits the request',
    tip: 'Look at hosts and paths of the routes (Istio: VirtualService and Gateway), and at what was changed last.',
  },
  NC: { code: 'proxy_configuration_error', sure: 0.92, means: 'the route names a cluster that does not exist' },
  NFCF: {
    code: 'proxy_configuration_error',
    sure: 0.92,
    means: 'Envoy waits for a filter configuration that never came',
  },
  DF: { code: 'dns_error', sure: 0.94, means: 'Envoy could not resolve the name of the upstream' },
  UPE: { code: 'http_protocol_error', sure: 0.92, means: 'the upstream’s answer breaks the rules of HTTP' },
  SI: {
    code: 'connection_read_timeout',
    sure: 0.9,
    means: 'nothing moved on the stream for longer than the idle timeout (5 minutes by default)',
    tip: 'Raise `stream_idle_timeout` or let the server send heartbeats.',
  },
  UMSDR: {
    code: 'stream_too_long',
    sure: 0.92,
    means: 'the answer took longer than the longest time a stream may last (`max_stream_duration`)',
  },
  DT: { code: 'stream_too_long', sure: 0.85, means: 'the request took longer than the longest time it may last' },
  OM: {
    code: 'too_busy',
    sure: 0.92,
    means: 'Envoy’s overload manager refused the request: the proxy itself is full',
    instead: 'proxy_internal_error',
  },
  DO: { code: 'too_busy', sure: 0.88, means: 'Envoy drops a share of the requests because the cluster is overloaded' },
  RL: { code: 'throttled', sure: 0.95, means: 'a rate limit of Envoy refused the request' },
  RLSE: {
    code: 'proxy_configuration_error',
    sure: 0.8,
    family: 'gateway',
    who: 'operator',
    means: 'Envoy’s rate-limit service failed',
  },
  UAEX: {
    code: 'request_blocked',
    sure: 0.85,
    instead: 'unauthorized',
    means: 'the external authorization service refused the request',
  },
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
