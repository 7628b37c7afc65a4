/** Exam: Google, Caddy, Traefik, Kubernetes, Apache and hosting platforms. */
import type { ExamCase } from '../case.ts';

const google = (status: number, details: string): string =>
  JSON.stringify({
    httpRequest: {
      requestMethod: 'POST',
      requestUrl: 'https://chat.example.org/v1/chat/completions',
      status,
      serverIp: '10.128.0.7',
    },
    jsonPayload: {
      '@type': 'type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry',
      statusDetails: details,
    },
    timestamp: '2025-03-14T09:26:53.123456Z',
    severity: 'WARNING',
  });
const caddy = (message: string, status = 502): string =>
  JSON.stringify({
    level: 'error',
    ts: 1741944413.5,
    logger: 'http.log.error',
    msg: message,
    request: { method: 'POST', host: 'chat.example.org', uri: '/v1/chat/completions' },
    duration: 0.001,
    status,
    err_id: 'x1',
    err_trace: 'reverseproxy.statusError (reverseproxy.go:1373)',
  });

export const platformCases: readonly ExamCase[] = [
  {
    text: '(110)Connection timed out: AH00957: http: attempt to connect to 10.0.0.1:80 (10.0.0.1) failed',
    family: 'network',
    who: 'operator',
    code: 'connection_timeout',
  },
  {
    text: '[proxy_http:error] [pid 1:tid 2] AH01114: HTTP: failed to make connection to backend: 127.0.0.1',
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
  },
  { text: google(502, 'failed_to_pick_backend'), family: 'outage', who: 'operator', code: 'destination_unavailable' },
  {
    text: google(502, 'backend_connection_closed_before_data_sent_to_client'),
    family: ['misconfiguration', 'backend'],
    who: 'operator',
  },
  { text: google(504, 'backend_timeout'), family: 'timeout', who: 'operator', code: 'http_response_timeout' },
  { text: google(502, 'failed_to_connect_to_backend'), family: ['network', 'outage'], who: 'operator' },
  { text: google(502, 'backend_connection_closed_after_partial_response_sent'), family: 'backend', who: 'operator' },
  { text: google(429, 'throttled_by_security_policy'), family: 'throttling', who: 'caller' },
  { text: google(403, 'denied_by_security_policy'), family: 'misconfiguration', who: 'operator' },
  { text: google(0, 'client_disconnected_before_any_response'), family: 'client', who: 'caller' },
  { text: google(502, 'server_cert_expired'), family: 'tls', who: 'operator' },
  { text: google(502, 'internal_error'), family: 'gateway', who: 'operator' },
  {
    text: caddy('dial tcp 127.0.0.1:8000: connect: connection refused'),
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
  },
  { text: caddy('dial tcp: lookup ollama on 127.0.0.11:53: no such host'), family: 'dns', who: 'operator' },
  { text: caddy('dial tcp 10.0.3.17:8000: i/o timeout', 504), family: 'network', who: 'operator' },
  { text: caddy('no upstreams available', 503), family: 'outage', who: 'operator' },
  { text: caddy('EOF'), family: 'backend', who: 'operator', code: 'connection_terminated' },
  {
    text: caddy(
      'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2025-03-14T09:26:53Z is after 2025-03-01T00:00:00Z',
    ),
    family: 'tls',
    who: 'operator',
  },
  { text: caddy('net/http: timeout awaiting response headers', 504), family: 'timeout', who: 'operator' },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/2.0" 502 11 "-" "-" 42 "llm@docker" "http://172.18.0.2:8000" 3ms',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '{"ClientAddr":"203.0.113.7:51234","DownstreamStatus":504,"Duration":30001000000,"OriginStatus":0,"RouterName":"llm@docker","ServiceURL":"http://172.18.0.2:8000","StartUTC":"2025-03-14T09:26:53.1Z","level":"info","msg":"","time":"2025-03-14T09:27:23Z"}',
    family: 'timeout',
    who: 'operator',
  },
  {
    text: 'time="2025-03-14T09:26:53Z" level=debug msg="\'502 Bad Gateway\' caused by: dial tcp 172.18.0.2:8000: connect: connection refused"',
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
  },
  {
    text: 'Warning  Unhealthy  12s (x3 over 32s)  kubelet  Readiness probe failed: Get "http://10.1.0.9:8000/health": dial tcp 10.1.0.9:8000: connect: connection refused',
    family: 'outage',
    who: 'operator',
  },
  { text: 'llm-6d5b7-xk2lp   0/1   CrashLoopBackOff   7 (2m ago)   14m', family: 'backend', who: 'operator' },
  { text: 'Last State: Terminated\n  Reason: OOMKilled\n  Exit Code: 137', family: 'backend', who: 'operator' },
  {
    text: 'Warning  FailedScheduling  0/5 nodes are available: 5 Insufficient nvidia.com/gpu.',
    family: 'overload',
    who: 'operator',
  },
  {
    text: '[Fri Mar 14 09:26:53.123456 2025] [proxy:error] [pid 123:tid 456] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:8000 (localhost:8000) failed',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '[Fri Mar 14 09:26:53 2025] [proxy_http:error] [pid 123] [client 203.0.113.7:1234] AH01102: error reading status line from remote server localhost:8000',
    family: 'backend',
    who: 'operator',
  },
  {
    text: '2025-03-14T09:26:53.000000+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=POST path="/chat" host=x.herokuapp.com dyno=web.1 connect=1ms service=30000ms status=503',
    family: 'timeout',
    who: 'operator',
  },
  {
    text: '2025-03-14T09:26:53.000000+00:00 heroku[router]: at=error code=H10 desc="App crashed" method=GET path="/" host=x.herokuapp.com',
    family: 'backend',
    who: 'operator',
  },
  { text: '[2025-03-14 09:26:53 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:31)', family: 'timeout', who: 'operator' },
  { text: 'FUNCTION_INVOCATION_TIMEOUT', family: 'timeout', who: 'operator' },
  {
    text: 'Error 503 Backend fetch failed\nBackend fetch failed\nGuru Meditation:\nXID: 123456\nVarnish cache server',
    family: 'outage',
    who: 'operator',
  },
];
