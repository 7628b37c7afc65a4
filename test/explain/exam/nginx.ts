/** Exam: nginx's error and access logs. */
import type { ExamCase } from '../case.ts';

const at = '2025/03/14 09:26:53';
const tail = (upstream: string): string =>
  `, client: 203.0.113.7, server: chat.example.org, request: "POST /v1/chat/completions HTTP/1.1", upstream: "${upstream}/v1/chat/completions", host: "chat.example.org"`;
const line = (says: string, upstream = 'http://10.0.3.17:8000', level = 'error'): string =>
  `${at} [${level}] 31#31: *88214 ${says}${tail(upstream)}`;

export const nginxCases: readonly ExamCase[] = [
  {
    text: '2025/03/14 09:26:53 [error] 652#652: send() failed (111: Connection refused) while resolving, resolver: 127.0.0.1:53',
    family: 'dns',
    who: 'operator',
    code: 'dns_timeout',
  },
  {
    text: line('connect() failed (111: Connection refused) while connecting to upstream'),
    family: 'outage',
    who: 'operator',
    code: 'connection_refused',
    hop: 'server',
  },
  {
    text: line('connect() failed (113: No route to host) while connecting to upstream'),
    family: 'network',
    who: 'operator',
    code: 'destination_ip_unroutable',
    hop: 'connection',
  },
  {
    text: line(
      'connect() failed (101: Network is unreachable) while connecting to upstream',
      'https://[2606:4700::6810:84e5]:443',
    ),
    family: 'network',
    who: 'operator',
    code: 'destination_ip_unroutable',
  },
  {
    text: line('upstream timed out (110: Connection timed out) while connecting to upstream'),
    family: 'network',
    who: 'operator',
    code: 'connection_timeout',
    hop: 'connection',
  },
  {
    text: line('upstream timed out (110: Operation timed out) while reading response header from upstream'),
    family: 'timeout',
    who: 'operator',
    code: 'http_response_timeout',
    hop: 'server',
  },
  {
    text: line('upstream timed out (110: Connection timed out) while reading upstream'),
    family: 'timeout',
    who: 'operator',
    code: 'connection_read_timeout',
  },
  {
    text: line('upstream timed out (110: Connection timed out) while sending request to upstream'),
    family: 'timeout',
    who: 'operator',
    code: 'connection_write_timeout',
  },
  {
    text: line('upstream prematurely closed connection while reading response header from upstream'),
    family: 'backend',
    who: 'operator',
    code: 'connection_terminated',
    hop: 'server',
  },
  {
    text: line('upstream prematurely closed connection while reading upstream'),
    family: 'backend',
    who: 'operator',
    code: 'http_response_incomplete',
  },
  {
    text: line('recv() failed (104: Connection reset by peer) while reading response header from upstream'),
    family: 'backend',
    who: 'operator',
    code: 'connection_terminated',
  },
  {
    text: line('upstream sent too big header while reading response header from upstream'),
    family: 'misconfiguration',
    who: 'operator',
    code: 'http_response_header_section_size',
  },
  {
    text: line(
      'upstream sent invalid header: "Content-Type\\x20: text/html..." while reading response header from upstream',
    ),
    family: 'backend',
    who: 'operator',
    code: 'http_protocol_error',
  },
  {
    text: line(
      'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
      'http://10.0.3.17:8443',
    ),
    family: ['misconfiguration', 'backend'],
    who: 'operator',
  },
  {
    text: line('upstream sent invalid chunked response while reading upstream'),
    family: 'backend',
    who: 'operator',
    code: 'http_response_transfer_coding',
  },
  {
    text: line('no live upstreams while connecting to upstream', 'http://model_servers'),
    family: 'outage',
    who: 'operator',
    code: 'destination_unavailable',
    hop: 'server',
  },
  {
    text: `${at} [error] 31#31: *9 no resolver defined to resolve api.openai.com${tail('https://api.openai.com')}`,
    family: 'misconfiguration',
    who: 'operator',
    code: 'proxy_configuration_error',
    hop: 'proxy',
  },
  {
    text: `${at} [error] 31#31: *9 api.openai.com could not be resolved (110: Operation timed out), client: 203.0.113.7, server: , request: "GET / HTTP/1.1", host: "x"`,
    family: 'dns',
    who: 'operator',
    code: 'dns_timeout',
  },
  {
    text: `${at} [error] 31#31: *9 llm.internal could not be resolved (3: Host not found), client: 203.0.113.7, server: , request: "GET / HTTP/1.1", host: "x"`,
    family: 'dns',
    who: 'operator',
    code: 'dns_error',
  },
  {
    text: `${at} [emerg] 1#1: host not found in upstream "ollama" in /etc/nginx/conf.d/default.conf:12`,
    family: 'dns',
    who: 'operator',
    code: 'dns_error',
  },
  {
    text: line(
      'SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream',
      'https://10.0.3.17:8000',
    ),
    family: 'tls',
    who: 'operator',
  },
  {
    text: line(
      'upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream',
      'https://10.0.3.17:443',
    ),
    family: 'tls',
    who: 'operator',
    code: 'tls_certificate_error',
  },
  {
    text: line(
      'upstream SSL certificate does not match "api.internal" while SSL handshaking to upstream',
      'https://10.0.3.17:443',
    ),
    family: 'tls',
    who: 'operator',
    code: 'tls_certificate_error',
  },
  {
    text: line(
      'SSL_do_handshake() failed (SSL: error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream',
      'https://104.18.6.192:443',
    ),
    family: 'tls',
    who: ['operator', 'provider'],
  },
  {
    text: `${at} [error] 31#31: *3 client intended to send too large body: 5242881 bytes, client: 203.0.113.7, server: chat.example.org, request: "POST /v1/files HTTP/1.1"`,
    family: 'client',
    who: 'caller',
    code: 'request_too_large',
    hop: 'asker',
  },
  {
    text: `${at} [error] 31#31: *3 limiting requests, excess: 20.560 by zone "perip", client: 203.0.113.7, server: chat.example.org, request: "POST /v1/chat/completions HTTP/1.1"`,
    family: 'throttling',
    who: 'caller',
    code: 'throttled',
  },
  {
    text: `${at} [alert] 31#31: 768 worker_connections are not enough`,
    family: ['overload', 'gateway'],
    who: 'operator',
    hop: 'proxy',
  },
  {
    text: `${at} [crit] 31#31: *77 connect() to unix:/run/app.sock failed (13: Permission denied) while connecting to upstream, client: 203.0.113.7, server: _, request: "GET / HTTP/1.1", upstream: "http://unix:/run/app.sock:/", host: "x"`,
    family: 'misconfiguration',
    who: 'operator',
  },
  {
    text: `${at} [crit] 31#31: *77 connect() to unix:/run/app.sock failed (2: No such file or directory) while connecting to upstream, client: 203.0.113.7, server: _, request: "GET / HTTP/1.1", upstream: "http://unix:/run/app.sock:/", host: "x"`,
    family: 'outage',
    who: 'operator',
  },
  {
    text: `${at} [error] 31#31: *77 connect() to unix:/run/gunicorn.sock failed (11: Resource temporarily unavailable) while connecting to upstream, client: 203.0.113.7, server: _, request: "GET / HTTP/1.1", upstream: "http://unix:/run/gunicorn.sock:/", host: "x"`,
    family: 'overload',
    who: 'operator',
  },
  {
    text: `${at} [alert] 7#7: worker process 4711 exited on signal 11 (core dumped)`,
    family: 'gateway',
    who: 'operator',
    hop: 'proxy',
  },
  {
    text: `${at} [info] 31#31: *99 epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending request to upstream, client: 203.0.113.7, server: _, request: "POST /v1/chat/completions HTTP/1.1", upstream: "http://10.0.3.17:8000/v1/chat/completions"`,
    family: 'client',
    who: 'caller',
    code: 'client_gone',
  },
  {
    text: line(
      'ModSecurity: Access denied with code 403 (phase 2). Matched "Operator `Rx\' with parameter" [id "942100"]',
    ),
    family: 'misconfiguration',
    who: 'operator',
    code: 'request_blocked',
  },
  {
    text: `${at} [error] 31#31: *6 access forbidden by rule, client: 203.0.113.7, server: _, request: "GET /v1/models HTTP/1.1"`,
    family: ['misconfiguration', 'client'],
    who: ['operator', 'caller'],
  },
  {
    text: 'upstream prematurely closed connection while reading response header from upstream',
    family: 'backend',
    who: ['operator', 'provider'],
  },
  { text: 'no live upstreams while connecting to upstream', family: 'outage', who: ['operator', 'provider'] },
  {
    text: line(
      'upstream timed out (110: Connection timed out) while reading response header from upstream',
      'https://api.openai.com',
    ),
    family: 'timeout',
    who: ['provider', 'operator'],
  },
  {
    text: 'W0314 09:26:53.000000       7 controller.go:1112] Service "prod/llm" does not have any active Endpoint.',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/1.1" 502 157 "-" "python-httpx/0.27"',
    family: 'outage',
    who: 'operator',
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/1.1" 504 167 "-" "python-httpx/0.27" rt=60.001 uct="0.001" uht="-" urt="60.001"',
    family: 'timeout',
    who: 'operator',
    code: 'http_response_timeout',
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/1.1" 499 0 "-" "okhttp/4.9" 30.002 30.001',
    family: 'client',
    who: 'caller',
    code: 'client_gone',
  },
  {
    text: '203.0.113.7 - alice [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/2.0" 429 88 "-" "openai-node" us=429',
    family: 'throttling',
    who: 'caller',
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/1.1" 500 88 "-" "curl/8.5"',
    family: 'backend',
    who: ['operator', 'provider'],
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/files HTTP/1.1" 413 88 "-" "curl/8.5"',
    family: 'client',
    who: 'caller',
  },
  {
    text: '203.0.113.7 - - [14/Mar/2025:09:26:53 +0000] "GET /favicon.ico HTTP/1.1" 404 88 "-" "curl/8.5"',
    family: 'client',
    who: 'caller',
  },
  {
    text: '10.1.2.3 - - [14/Mar/2025:09:26:53 +0000] "POST /v1/chat/completions HTTP/1.1" 503 190 "-" "k6/0.49" 812 0.000 [prod-llm-8000] [] - - - - 1f3e2d',
    family: ['overload', 'outage'],
    who: 'operator',
  },
];
