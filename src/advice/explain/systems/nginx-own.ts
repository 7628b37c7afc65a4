/** What nginx's error log says of names, secure lines, clients and itself. */
import type { Sign } from '../sign.ts';

export const naming: readonly Sign[] = [
  {
    when: /no resolver defined to resolve \S{1,253}/,
    code: 'proxy_configuration_error',
    sure: 0.97,
    means: 'a variable stands in `proxy_pass`, and nginx was not told which resolver to ask',
    tip: 'Add `resolver 10.0.0.2 valid=30s;` (your DNS server) beside the `proxy_pass`.',
  },
  {
    when: /failed \(111: [^)]{1,60}\) while resolving/,
    code: 'dns_timeout',
    sure: 0.95,
    means: 'nothing listens where nginx looks for its resolver',
    tip: 'See that the address after `resolver` is that of a DNS server which runs: `dig @ADDRESS NAME`.',
  },
  {
    when: /\S{1,253} could not be resolved \(110: [^)]{1,60}\)|failed \(\d{1,3}: [^)]{1,60}\) while resolving/,
    code: 'dns_timeout',
    sure: 0.95,
    means: 'the resolver did not answer nginx in time',
  },
  {
    when: /host not found in (?:upstream|resolver)|\S{1,253} could not be resolved \(\d{1,3}: [^)]{1,60}\)/,
    code: 'dns_error',
    sure: 0.95,
    means: 'the name of the upstream does not resolve',
    tip: 'At start-up nginx needs the name to exist: start the upstream first, or use a variable with `resolver`.',
  },
  {
    when: /(?:no (?:port|host) in upstream|invalid (?:URL prefix|port in upstream|host in upstream)|unknown directive|directive is not allowed here|unexpected "[;}]"|conflicting server name|\[emerg\].{0,200}(?:invalid|duplicate|not allowed))/,
    code: 'proxy_configuration_error',
    sure: 0.92,
    means: 'nginx’s configuration is wrong',
  },
  {
    when: /bind\(\) to \S{1,100} failed \(98: [^)]{1,60}\)/,
    code: 'proxy_configuration_error',
    sure: 0.92,
    means: 'another program already uses the port that nginx wants',
  },
];

export const secure: readonly Sign[] = [
  {
    when: /upstream SSL certificate verify error: \(\d{1,3}:[^)]{1,80}\)/,
    code: 'tls_certificate_error',
    sure: 0.97,
    means: 'nginx does not trust the upstream’s certificate',
    tip: 'Renew it, or set `proxy_ssl_trusted_certificate` to the CA that signed it.',
  },
  {
    when: /upstream SSL certificate does not match "[^"]{0,253}"/,
    code: 'tls_certificate_error',
    sure: 0.97,
    means: 'the upstream’s certificate is for another name',
    tip: 'Set `proxy_ssl_server_name on;` and `proxy_ssl_name` to the name in the certificate.',
  },
  {
    when: /no "ssl_certificate" is defined|cannot load certificate(?: key)?|SSL_CTX_use_PrivateKey/,
    code: 'proxy_configuration_error',
    sure: 0.9,
    family: 'tls',
    who: 'operator',
    means: 'nginx’s own certificate is missing or does not fit its key',
  },
  {
    when: /client SSL certificate verify error|client sent no required SSL certificate/,
    code: 'tls_certificate_error',
    sure: 0.92,
    who: 'caller',
    means: 'the client’s certificate is missing or not valid',
  },
  {
    when: /client sent plain HTTP request to HTTPS port/,
    code: 'tls_protocol_error',
    sure: 0.95,
    family: 'misconfiguration',
    who: 'caller',
    means: 'the client spoke plain HTTP to a port that speaks HTTPS',
    callerTip: 'Write `https://` in the address.',
  },
  {
    when: /SSL alert number (?:40|70|80|112|116)\)? while SSL handshaking to upstream|tlsv1 alert [a-z ]{1,40}.{0,80}while SSL handshaking to upstream/,
    code: 'tls_alert_received',
    sure: 0.95,
    means: 'the upstream broke off the TLS handshake with an alert',
    tip: 'Most often it wants to know the name: `proxy_ssl_server_name on;`.',
  },
  {
    when: /wrong version number.{0,80}while SSL handshaking to upstream/,
    code: 'tls_protocol_error',
    sure: 0.95,
    means: 'nginx speaks TLS to a port that speaks something else',
    tip: 'The upstream’s port speaks plain HTTP: write `proxy_pass http://…`.',
  },
  {
    when: /(?:SSL_do_handshake\(\) failed|peer closed connection in SSL handshake).{0,300}while SSL handshaking to upstream/,
    code: 'tls_protocol_error',
    sure: 0.92,
    means: 'nginx and the upstream could not agree on a secure line',
    tip: 'Try `proxy_ssl_server_name on;` first, then compare `proxy_ssl_protocols` with what the upstream offers.',
  },
  {
    when: /SSL_do_handshake\(\) failed.{0,300}while SSL handshaking|peer closed connection in SSL handshake/,
    code: 'tls_protocol_error',
    sure: 0.8,
    who: 'caller',
    means: 'a client and nginx could not agree on a secure line',
  },
  {
    when: /SSL_(?:read|write|shutdown)\(\) failed.{0,200}while (?:reading|sending)[^,]{0,40}upstream/,
    code: 'tls_protocol_error',
    sure: 0.8,
    means: 'the secure line to the upstream broke',
  },
];

export const clients: readonly Sign[] = [
  {
    when: /client intended to send too large body: \d{1,20} bytes|client intended to send too large chunked body/,
    code: 'request_too_large',
    sure: 0.97,
    means: 'the request is larger than `client_max_body_size` (1 MB by default)',
    tip: 'For chats with files raise `client_max_body_size`, for example to 32m.',
  },
  {
    when: /client sent too (?:long|large) (?:URI|header|request)|request header(?: or cookie)? too large/i,
    code: 'request_headers_too_large',
    sure: 0.95,
    means: 'headers or cookies of the client are larger than `large_client_header_buffers`',
  },
  {
    when: /client (?:prematurely )?closed (?:keepalive )?connection|(?:writev|send|sendfile|recv)\(\)? failed \((?:32|104): [^)]{1,60}\) while (?:sending (?:response )?to client|reading client|waiting for request|keepalive)|client \S{1,60} closed keepalive connection/,
    code: 'client_gone',
    sure: 0.95,
    means: 'the client hung up before it had the whole answer',
  },
  {
    when: /client timed out \(110: [^)]{1,60}\)/,
    code: 'request_timeout',
    sure: 0.9,
    means: 'the client was too slow',
  },
  {
    when: /client sent invalid|client sent (?:HTTP|stream|duplicate|unsupported|neither)|invalid method while reading client/,
    code: 'invalid_request',
    sure: 0.92,
    means: 'the client sent something that is no valid request',
  },
  {
    when: /open\(\) "[^"]{1,300}" failed \(2: [^)]{1,60}\)|"[^"]{1,300}" is not found \(2: [^)]{1,60}\)/,
    code: 'not_found',
    sure: 0.9,
    means: 'the file that was asked for does not exist',
  },
  {
    when: /open\(\) "[^"]{1,300}" failed \(13: [^)]{1,60}\)/,
    code: 'proxy_configuration_error',
    sure: 0.85,
    means: 'nginx may not read the file that was asked for',
  },
  {
    when: /directory index of "[^"]{1,300}" is forbidden/,
    code: 'request_denied',
    sure: 0.85,
    means: 'a folder was asked for that must not be listed',
  },
  {
    when: /user "[^"]{0,100}"(?: was not found in|: password mismatch)|no user\/password was provided/,
    code: 'unauthorized',
    sure: 0.92,
    means: 'the name or the password is wrong',
  },
];

export const limits: readonly Sign[] = [
  {
    when: /limiting requests, excess: [\d.]{1,12} by zone "[^"]{1,60}"|limiting connections by zone "[^"]{1,60}"|delaying request, excess: [\d.]{1,12}/,
    code: 'throttled',
    sure: 0.97,
    means: 'the client sent more than nginx’s own limit (`limit_req`, `limit_conn`) allows',
    tip: 'Answer with 429 instead of 503: `limit_req_status 429; limit_conn_status 429;`.',
  },
  {
    when: /access forbidden by rule/,
    code: 'request_blocked',
    sure: 0.85,
    means: 'a `deny` rule of nginx turned the client away',
    instead: 'request_denied',
  },
  {
    when: /ModSecurity: Access denied with code \d{3}/,
    code: 'request_blocked',
    sure: 0.95,
    means: 'the web application firewall took the request for an attack',
    tip: 'The line has the id of the rule. For a chat path exclude body inspection, since prompts hold code and markup.',
  },
  {
    when: /\d{1,9} worker_connections are not enough/,
    code: 'connection_limit_reached',
    sure: 0.95,
    instead: 'proxy_internal_error',
    means: 'nginx has as many connections open as it may have',
    tip: 'Raise `worker_connections` and `worker_rlimit_nofile`; a proxied call needs two.',
  },
  {
    when: /\(2[34]: (?:Too many open files|Too many open files in system)[^)]{0,20}\)/,
    code: 'connection_limit_reached',
    sure: 0.95,
    instead: 'proxy_internal_error',
    means: 'nginx has as many files and sockets open as it may have',
    tip: 'Raise `worker_rlimit_nofile` and `LimitNOFILE=` of the service.',
  },
  {
    when: /worker process \d{1,9} exited on signal \d{1,3}|\(28: No space left on device\)|could not allocate (?:new session|node)|\[alert\].{0,100}(?:fork|malloc|mmap)[\w() ]{0,20}failed|\(12: Cannot allocate memory\)/,
    code: 'proxy_internal_error',
    sure: 0.92,
    means: 'nginx itself is in trouble: a crash, no memory or no room on the disk',
  },
  {
    when: /auth request unexpected status: \d{3}/,
    code: 'upstream_gateway_error',
    sure: 0.75,
    family: 'misconfiguration',
    who: 'operator',
    means: 'the sign-in service that nginx asks first did not answer as expected',
  },
  {
    when: /broken header: .{0,80} while reading PROXY protocol/,
    code: 'proxy_configuration_error',
    sure: 0.9,
    means: 'nginx expects the PROXY protocol, and the load balancer in front does not send it',
  },
  {
    when: /Service "[^"]{1,150}" does not have any active Endpoint/,
    code: 'destination_unavailable',
    sure: 0.95,
    means: 'no pod of the service is ready',
  },
];
