/** Exam: HAProxy, Envoy and AWS. */
import type { ExamCase } from '../case.ts';

const haproxy = (...[server, timers, status, state]: readonly [string, string, number, string]): string =>
  `Mar 14 09:26:53 lb1 haproxy[1432]: 203.0.113.7:51234 [14/Mar/2025:09:26:53.123] fe_https~ be_llm/${server} ${timers} ${status} 217 - - ${state} 12/10/8/2/0 0/0 "POST /v1/chat/completions HTTP/1.1"`;
const envoy = (
  ...[status, flags, details, reason = '-', upstream = '10.44.1.23:8000']: readonly [
    number,
    string,
    string,
    string?,
    string?,
  ]
): string =>
  `[2025-03-14T09:26:53.409Z] "POST /v1/chat/completions HTTP/1.1" ${status} ${flags} ${details} - "${reason}" 120 95 14 - "203.0.113.7" "python-httpx/0.27" "84961386-6d84-929d-98bd-c5aee93b5c88" "llm.example.org" "${upstream}" outbound|8000||llm.prod.svc.cluster.local - 10.44.1.9:8000 203.0.113.7:0 - default`;
const alb = (
  ...[times, status, target, targetAddress = '10.0.1.15:8000', reason = '-']: readonly [
    string,
    number,
    string,
    string?,
    string?,
  ]
): string =>
  `https 2025-03-14T09:26:53.186641Z app/chat/50dc6c495c0c9188 203.0.113.7:2817 ${targetAddress} ${times} ${status} ${target} 534 366 "POST https://chat.example.org:443/v1/chat/completions HTTP/2.0" "python-httpx/0.27" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/llm/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "chat.example.org" "arn:aws:acm:x" 0 2025-03-14T09:26:52.364000Z "forward" "-" "${reason}" "${targetAddress}" "${target}" "-" "-"`;
export const balancerCases: readonly ExamCase[] = [
  {
    text: haproxy('<NOSRV>', '-1/-1/-1/-1/0', 503, 'SC--').replace('be_llm/', 'fe_https/'),
    family: 'misconfiguration',
    who: 'operator',
    code: 'proxy_configuration_error',
  },
  {
    text: haproxy('llm1', '0/0/-1/-1/3', 503, 'SC--'),
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
    hop: 'server',
  },
  {
    text: haproxy('llm1', '0/0/-1/-1/5004', 503, 'sC--'),
    family: 'network',
    who: 'operator',
    code: 'connection_timeout',
    hop: 'connection',
  },
  {
    text: haproxy('llm1', '0/0/1/-1/120', 502, 'SH--'),
    family: 'backend',
    who: 'operator',
    code: 'connection_terminated',
    hop: 'server',
  },
  {
    text: haproxy('llm1', '0/0/1/-1/50002', 504, 'sH--'),
    family: 'timeout',
    who: 'operator',
    code: 'http_response_timeout',
  },
  {
    text: haproxy('llm1', '0/0/1/210/8000', 200, 'SD--'),
    family: 'backend',
    who: 'operator',
    code: 'http_response_incomplete',
  },
  {
    text: haproxy('llm1', '0/0/1/210/60211', 200, 'sD--'),
    family: 'timeout',
    who: 'operator',
    code: 'connection_read_timeout',
  },
  {
    text: haproxy('<NOSRV>', '0/-1/-1/-1/0', 503, 'SC--'),
    family: 'outage',
    who: 'operator',
    code: 'destination_unavailable',
  },
  {
    text: haproxy('<NOSRV>', '0/10001/-1/-1/10001', 503, 'sQ--'),
    family: 'overload',
    who: 'operator',
    code: 'connection_limit_reached',
  },
  { text: haproxy('llm1', '0/0/1/300/2000', 200, 'CD--'), family: 'client', who: 'caller', code: 'client_gone' },
  { text: haproxy('<NOSRV>', '-1/-1/-1/-1/10000', 408, 'cR--'), family: 'client', who: 'caller' },
  { text: haproxy('<NOSRV>', '-1/-1/-1/-1/0', 400, 'PR--'), family: 'client', who: 'caller' },
  {
    text: haproxy('<NOSRV>', '0/-1/-1/-1/0', 403, 'PR--'),
    family: 'misconfiguration',
    who: 'operator',
    code: 'request_blocked',
  },
  { text: haproxy('<NOSRV>', '0/-1/-1/-1/0', 429, 'PR--'), family: 'throttling', who: 'caller' },
  { text: haproxy('llm1', '0/0/1/-1/9', 502, 'PH--'), family: ['backend', 'misconfiguration'], who: 'operator' },
  { text: haproxy('llm1', '0/0/1/40/41', 500, '----'), family: 'backend', who: ['operator', 'provider'] },
  { text: haproxy('<NOSRV>', '0/0/-1/-1/2', 503, 'RC--'), family: ['overload', 'gateway'], who: 'operator' },
  {
    text: 'haproxy[14385]: 10.0.1.2:33313 [14/Mar/2025:09:26:53.443] fnt bck/srv1 0/-1/3001 0 sC 0/0/0/0/3 0/0',
    family: 'network',
    who: 'operator',
  },
  {
    text: '[WARNING]  (8) : Server be_llm/llm1 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left.',
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
  },
  { text: "[ALERT]    (8) : backend 'be_llm' has no server available!", family: 'outage', who: 'operator' },
  {
    text: envoy(
      503,
      'UF,URX',
      'upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111}',
      'delayed_connect_error:_111',
    ),
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
  },
  {
    text: envoy(503, 'UF', 'upstream_reset_before_response_started{connection_timeout}', 'connection_timeout'),
    family: 'network',
    who: 'operator',
    code: 'connection_timeout',
  },
  {
    text: envoy(503, 'UH', 'no_healthy_upstream', '-', '-'),
    family: 'outage',
    who: 'operator',
    code: 'destination_unavailable',
  },
  {
    text: envoy(504, 'UT', 'upstream_response_timeout'),
    family: 'timeout',
    who: 'operator',
    code: 'http_response_timeout',
  },
  {
    text: envoy(503, 'UC', 'upstream_reset_before_response_started{connection_termination}'),
    family: ['backend', 'misconfiguration'],
    who: 'operator',
  },
  { text: envoy(503, 'UO', 'overflow'), family: 'overload', who: 'operator', code: 'connection_limit_reached' },
  {
    text: envoy(404, 'NR', 'route_not_found', '-', '-'),
    family: 'misconfiguration',
    who: 'operator',
    code: 'destination_not_found',
  },
  { text: envoy(503, 'NC', 'cluster_not_found', '-', '-'), family: 'misconfiguration', who: 'operator' },
  { text: envoy(0, 'DC', 'downstream_remote_disconnect'), family: 'client', who: 'caller' },
  { text: envoy(429, 'RL', 'request_rate_limited', '-', '-'), family: 'throttling', who: 'caller' },
  {
    text: envoy(
      503,
      'UF',
      'upstream_reset_before_response_started{remote_connection_failure,TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED}',
      'TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end',
    ),
    family: 'tls',
    who: 'operator',
    code: 'tls_certificate_error',
  },
  { text: envoy(503, 'DF', 'dns_resolution_failure', '-', '-'), family: 'dns', who: 'operator' },
  { text: envoy(503, '-', 'via_upstream'), family: ['overload', 'outage'], who: ['operator', 'provider'] },
  {
    text: envoy(502, 'UPE', 'upstream_reset_before_response_started{protocol_error}'),
    family: 'backend',
    who: 'operator',
    code: 'http_protocol_error',
  },
  {
    text: envoy(403, '-', 'rbac_access_denied_matched_policy[ns[prod]-policy[deny]-rule[0]]', '-', '-'),
    family: ['misconfiguration', 'client'],
    who: ['operator', 'caller'],
  },
  {
    text: '{"start_time":"2025-03-14T09:26:53.409Z","method":"POST","path":"/v1/chat/completions","response_code":503,"response_flags":"UF","response_code_details":"upstream_reset_before_response_started{connection_failure}","upstream_transport_failure_reason":"delayed connect error: 113","upstream_host":"10.44.1.23:8000","duration":3,"authority":"llm"}',
    family: 'network',
    who: 'operator',
    code: 'destination_ip_unroutable',
  },
  {
    text: 'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111',
    family: 'outage',
    who: ['operator', 'provider'],
    code: 'connection_refused',
  },
  {
    text: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    family: 'backend',
    who: ['operator', 'provider'],
  },
  { text: 'no healthy upstream', family: 'outage', who: ['operator', 'provider'], code: 'destination_unavailable' },
  { text: 'upstream request timeout', family: 'timeout', who: ['operator', 'provider'] },
  { text: alb('0.001 -1 -1', 502, '-'), family: 'backend', who: 'operator', code: 'connection_terminated' },
  { text: alb('-1 -1 -1', 502, '-'), family: 'outage', who: 'operator', code: 'connection_refused' },
  { text: alb('-1 -1 -1', 503, '-', '-'), family: 'outage', who: 'operator', code: 'destination_unavailable' },
  { text: alb('0.001 60.002 -1', 504, '-'), family: 'timeout', who: 'operator', code: 'http_response_timeout' },
  { text: alb('-1 -1 -1', 504, '-'), family: ['network', 'timeout'], who: 'operator' },
  { text: alb('0.001 0.120 0.000', 500, '500'), family: 'backend', who: ['operator', 'provider'] },
  { text: alb('0.001 12.1 -1', 460, '-'), family: 'client', who: 'caller' },
  { text: alb('0.001 3.1 -1', 502, '-', '-', 'LambdaTimeout'), family: 'timeout', who: 'operator' },
  {
    text: '2025-03-14\t09:26:53\tFRA56-C1\t939\t203.0.113.7\tPOST\td111111abcdef8.cloudfront.net\t/v1/chat/completions\t502\t-\tpython-httpx\t-\t-\tError\tx\tchat.example.org\thttps\t100\t0.05\t-\tTLSv1.3\tx\tError\tHTTP/2.0\t-\t-\t51234\t0.05\tOriginDnsError\ttext/html\t939\t-\t-',
    family: 'dns',
    who: 'operator',
  },
  { text: '{"message": "Endpoint request timed out"}', family: 'timeout', who: 'operator' },
];
