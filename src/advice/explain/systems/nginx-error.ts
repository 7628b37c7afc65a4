/** nginx's error log, and what ingress controllers made of nginx write there. */
import { farSideOf } from '../far-side.ts';
import { slashMoment } from '../moment.ts';
import type { Seen, Sighting } from '../sighting.ts';
import type { Sign, SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';

const connecting: readonly Sign[] = [
  { when: /connect\(\) (?:to \S{1,200} )?failed \(111: [^)]{1,60}\)/, code: 'connection_refused', sure: 0.95, means: 'nginx was refused: nothing listens on the upstream’s port' },
  { when: /connect\(\) to unix:\S{1,200} failed \(2: [^)]{1,60}\)/, code: 'connection_refused', sure: 0.9, means: 'the socket file of the upstream does not exist, so the server behind it is not running' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \(13: [^)]{1,60}\)/, code: 'proxy_configuration_error', sure: 0.95, means: 'nginx may not connect there: SELinux or the rights of the socket forbid it', tip: 'With SELinux: `setsebool -P httpd_can_network_connect 1`. For a socket file, let the user of nginx read and write it.' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \(11: [^)]{1,60}\)/, code: 'connection_limit_reached', sure: 0.9, means: 'the upstream’s queue of new connections is full', tip: 'Raise the backlog of the upstream (`listen(…, backlog)`, `net.core.somaxconn`, php-fpm `listen.backlog`) and give it more workers.' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \((?:113|101): [^)]{1,60}\)/, code: 'destination_ip_unroutable', sure: 0.95, means: 'nginx found no way to the upstream’s address' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \(110: [^)]{1,60}\)/, code: 'connection_timeout', sure: 0.95, means: 'the upstream did not pick up' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \(104: [^)]{1,60}\)/, code: 'connection_reset', sure: 0.9, means: 'the upstream’s side reset the connection while nginx was connecting' },
  { when: /connect\(\) (?:to \S{1,200} )?failed \(99: [^)]{1,60}\)/, code: 'connection_limit_reached', sure: 0.9, instead: 'proxy_internal_error', means: 'nginx has no local ports left for connections to the upstream', tip: 'Keep connections to the upstream open (`keepalive` in the `upstream` block) and widen `net.ipv4.ip_local_port_range`.' },
  { when: /no live upstreams(?: while connecting to upstream)?/, code: 'destination_unavailable', sure: 0.95, means: 'nginx has marked all servers of the upstream as down', tip: 'The lines just before say why each was marked. `max_fails=0` or a longer `fail_timeout` keeps one bad moment from closing all.' },
  { when: /upstream server temporarily disabled/, code: 'destination_unavailable', sure: 0.9, means: 'nginx gave one server of the upstream a rest after too many failures' },
];

const waiting: readonly Sign[] = [
  { when: /upstream timed out \(110: [^)]{1,60}\) while connecting to upstream/, code: 'connection_timeout', sure: 0.95, means: 'the upstream did not pick up within `proxy_connect_timeout`', tip: 'Silence means dropped packets (firewall, security group, a dead host) or a full accept queue. Keep `proxy_connect_timeout` at 1 to 5 s, so that the next server is tried soon.' },
  { when: /upstream timed out \(110: [^)]{1,60}\) while SSL handshaking to upstream/, code: 'connection_timeout', sure: 0.85, instead: 'overloaded', means: 'the upstream did not finish the TLS handshake in time' },
  { when: /upstream timed out \(110: [^)]{1,60}\) while sending request to upstream/, code: 'connection_write_timeout', sure: 0.92, means: 'the upstream stopped taking in the request within `proxy_send_timeout`' },
  { when: /upstream timed out \(110: [^)]{1,60}\) while reading upstream/, code: 'connection_read_timeout', sure: 0.92, means: 'the answer had begun and then fell silent for longer than `proxy_read_timeout`', tip: 'Raise `proxy_read_timeout` above the longest pause of the stream, and let the server send a heartbeat.' },
  { when: /upstream timed out \(110: [^)]{1,60}\)(?: while reading response header from upstream)?/, code: 'http_response_timeout', sure: 0.9, instead: 'overloaded', means: 'the upstream took the request and did not begin to answer within `proxy_read_timeout` (60 s by default)', tip: 'Raise `proxy_read_timeout` above the longest healthy answer, or stream: `proxy_buffering off` and the first bytes come early.' },
  { when: /upstream prematurely closed (?:connection|FastCGI \w{1,12}) while reading upstream|(?:recv|readv)\(\) failed \(10[34]: [^)]{1,60}\) while (?:reading upstream|proxying upgraded)/, code: 'http_response_incomplete', sure: 0.92, means: 'the upstream hung up in the middle of its answer' },
  { when: /upstream prematurely closed (?:connection|FastCGI \w{1,12})|upstream closed prematurely FastCGI \w{1,12}/, code: 'connection_terminated', sure: 0.85, instead: 'keepalive_race', means: 'the upstream took the request and hung up before it answered', tip: 'If it strikes now and then, and the connection was reused: let the upstream keep idle connections longer than nginx (`keepalive_timeout` there above the one in nginx’s `upstream` block).' },
  { when: /(?:recv|readv)\(\) failed \(10[34]: [^)]{1,60}\) while reading response header from upstream/, code: 'connection_terminated', sure: 0.9, instead: 'keepalive_race', means: 'the upstream reset the connection instead of answering' },
  { when: /(?:send|sendfile|writev|sendmsg)\(\) failed \((?:104|32): [^)]{1,60}\) while sending (?:request )?to upstream/, code: 'connection_terminated', sure: 0.85, instead: 'request_too_large', means: 'the upstream closed the connection while nginx was still sending the request' },
];

const answers: readonly Sign[] = [
  { when: /upstream sent too big header/, code: 'http_response_header_section_size', sure: 0.97, means: 'the headers of the answer do not fit into `proxy_buffer_size` (4k or 8k)', tip: 'Set `proxy_buffer_size 16k; proxy_buffers 8 16k;` (FastCGI: `fastcgi_buffer_size`), or make cookies and headers smaller.' },
  { when: /upstream sent no valid HTTP\/1\.0 header/, code: 'not_http', sure: 0.85, instead: 'http_protocol_error', means: 'what answers at the upstream’s port does not speak HTTP/1', tip: 'Check `proxy_pass`: TLS ports need `https://`, gRPC and HTTP/2 ports need `grpc_pass`, FastCGI needs `fastcgi_pass`.' },
  { when: /upstream sent unsupported FastCGI protocol version/, code: 'not_http', sure: 0.9, means: 'what answers at the upstream’s port does not speak FastCGI', tip: 'The port speaks HTTP: use `proxy_pass` instead of `fastcgi_pass`.' },
  { when: /upstream sent (?:invalid header|duplicate header line|unexpected|header with null|invalid (?:status|frame|http2|grpc)|frame )|invalid header received from upstream|unexpected status code \d{1,3} in (?:upstream|response)/, code: 'http_protocol_error', sure: 0.92, means: 'the upstream’s answer breaks the rules of HTTP' },
  { when: /upstream sent invalid chunked response/, code: 'http_response_transfer_coding', sure: 0.95, means: 'the pieces of the upstream’s answer do not fit together' },
  { when: /upstream sent (?:more data than specified in "Content-Length"|too much data)/, code: 'http_response_body_size', sure: 0.92, means: 'the upstream sent more than it had announced' },
  { when: /inflate\(\) failed|zlib .{0,40}failed while reading/, code: 'http_response_content_coding', sure: 0.85, means: 'the packed answer could not be unpacked' },
  { when: /Primary script unknown|FastCGI sent in stderr: "Primary script unknown"/, code: 'proxy_configuration_error', sure: 0.85, means: 'the path that nginx hands to PHP does not exist there' },
  { when: /FastCGI sent in stderr: "PHP (?:message: PHP )?(?:Fatal|Parse) error/, code: 'upstream_error', sure: 0.92, means: 'the PHP program behind nginx crashed' },
  { when: /rewrite or internal redirection cycle/, code: 'proxy_loop_detected', sure: 0.92, means: 'nginx sends the request round in a circle inside itself' },
];

const naming: readonly Sign[] = [
  { when: /no resolver defined to resolve \S{1,253}/, code: 'proxy_configuration_error', sure: 0.97, means: 'a variable stands in `proxy_pass`, and nginx was not told which resolver to ask', tip: 'Add `resolver 10.0.0.2 valid=30s;` (your DNS server) beside the `proxy_pass`.' },
  { when: /\S{1,253} could not be resolved \(110: [^)]{1,60}\)/, code: 'dns_timeout', sure: 0.95, means: 'the resolver did not answer nginx in time' },
  { when: /host not found in (?:upstream|resolver)|\S{1,253} could not be resolved \(\d{1,3}: [^)]{1,60}\)/, code: 'dns_error', sure: 0.95, means: 'the name of the upstream does not resolve', tip: 'At start-up nginx needs the name to exist: start the upstream first, or use a variable with `resolver`.' },
  { when: /(?:no (?:port|host) in upstream|invalid (?:URL prefix|port in upstream|host in upstream)|unknown directive|directive is not allowed here|unexpected "[;}]"|conflicting server name|\[emerg\].{0,200}(?:invalid|duplicate|not allowed))/, code: 'proxy_configuration_error', sure: 0.92, means: 'nginx’s configuration is wrong' },
  { when: /bind\(\) to \S{1,100} failed \(98: [^)]{1,60}\)/, code: 'proxy_configuration_error', sure: 0.92, means: 'another program already uses the port that nginx wants' },
];

const secure: readonly Sign[] = [
  { when: /upstream SSL certificate verify error: \(\d{1,3}:[^)]{1,80}\)/, code: 'tls_certificate_error', sure: 0.97, means: 'nginx does not trust the upstream’s certificate', tip: 'Renew it, or set `proxy_ssl_trusted_certificate` to the CA that signed it.' },
  { when: /upstream SSL certificate does not match "[^"]{0,253}"/, code: 'tls_certificate_error', sure: 0.97, means: 'the upstream’s certificate is for another name', tip: 'Set `proxy_ssl_server_name on;` and `proxy_ssl_name` to the name in the certificate.' },
  { when: /no "ssl_certificate" is defined|cannot load certificate(?: key)?|SSL_CTX_use_PrivateKey/, code: 'proxy_configuration_error', sure: 0.9, family: 'tls', who: 'operator', means: 'nginx’s own certificate is missing or does not fit its key' },
  { when: /client SSL certificate verify error|client sent no required SSL certificate/, code: 'tls_certificate_error', sure: 0.92, who: 'caller', means: 'the client’s certificate is missing or not valid' },
  { when: /client sent plain HTTP request to HTTPS port/, code: 'tls_protocol_error', sure: 0.95, family: 'misconfiguration', who: 'caller', means: 'the client spoke plain HTTP to a port that speaks HTTPS', callerTip: 'Write `https://` in the address.' },
  { when: /SSL alert number (?:40|70|80|112|116)\)? while SSL handshaking to upstream|tlsv1 alert [a-z ]{1,40}.{0,80}while SSL handshaking to upstream/, code: 'tls_alert_received', sure: 0.95, means: 'the upstream broke off the TLS handshake with an alert', tip: 'Most often it wants to know the name: `proxy_ssl_server_name on;`.' },
  { when: /wrong version number.{0,80}while SSL handshaking to upstream/, code: 'tls_protocol_error', sure: 0.95, means: 'nginx speaks TLS to a port that speaks something else', tip: 'The upstream’s port speaks plain HTTP: write `proxy_pass http://…`.' },
  { when: /(?:SSL_do_handshake\(\) failed|peer closed connection in SSL handshake).{0,300}while SSL handshaking to upstream/, code: 'tls_protocol_error', sure: 0.92, means: 'nginx and the upstream could not agree on a secure line', tip: 'Try `proxy_ssl_server_name on;` first, then compare `proxy_ssl_protocols` with what the upstream offers.' },
  { when: /SSL_do_handshake\(\) failed.{0,300}while SSL handshaking|peer closed connection in SSL handshake/, code: 'tls_protocol_error', sure: 0.8, who: 'caller', means: 'a client and nginx could not agree on a secure line' },
  { when: /SSL_(?:read|write|shutdown)\(\) failed.{0,200}while (?:reading|sending)[^,]{0,40}upstream/, code: 'tls_protocol_error', sure: 0.8, means: 'the secure line to the upstream broke' },
];

const clients: readonly Sign[] = [
  { when: /client intended to send too large body: \d{1,20} bytes|client intended to send too large chunked body/, code: 'request_too_large', sure: 0.97, means: 'the request is larger than `client_max_body_size` (1 MB by default)', tip: 'For chats with files raise `client_max_body_size`, for example to 32m.' },
  { when: /client sent too (?:long|large) (?:URI|header|request)|request header(?: or cookie)? too large/i, code: 'request_headers_too_large', sure: 0.95, means: 'headers or cookies of the client are larger than `large_client_header_buffers`' },
  { when: /client (?:prematurely )?closed (?:keepalive )?connection|(?:writev|send|sendfile|recv)\(\)? failed \((?:32|104): [^)]{1,60}\) while (?:sending (?:response )?to client|reading client|waiting for request|keepalive)|client \S{1,60} closed keepalive connection/, code: 'client_gone', sure: 0.95, means: 'the client hung up before it had the whole answer' },
  { when: /client timed out \(110: [^)]{1,60}\)/, code: 'request_timeout', sure: 0.9, means: 'the client was too slow' },
  { when: /client sent invalid|client sent (?:HTTP|stream|duplicate|unsupported|neither)|invalid method while reading client/, code: 'invalid_request', sure: 0.92, means: 'the client sent something that is no valid request' },
  { when: /open\(\) "[^"]{1,300}" failed \(2: [^)]{1,60}\)|"[^"]{1,300}" is not found \(2: [^)]{1,60}\)/, code: 'not_found', sure: 0.9, means: 'the file that was asked for does not exist' },
  { when: /open\(\) "[^"]{1,300}" failed \(13: [^)]{1,60}\)/, code: 'proxy_configuration_error', sure: 0.85, means: 'nginx may not read the file that was asked for' },
  { when: /directory index of "[^"]{1,300}" is forbidden/, code: 'request_denied', sure: 0.85, means: 'a folder was asked for that must not be listed' },
  { when: /user "[^"]{0,100}"(?: was not found in|: password mismatch)|no user\/password was provided/, code: 'unauthorized', sure: 0.92, means: 'the name or the password is wrong' },
];

const limits: readonly Sign[] = [
  { when: /limiting requests, excess: [\d.]{1,12} by zone "[^"]{1,60}"|limiting connections by zone "[^"]{1,60}"|delaying request, excess: [\d.]{1,12}/, code: 'throttled', sure: 0.97, means: 'the client sent more than nginx’s own limit (`limit_req`, `limit_conn`) allows', tip: 'Answer with 429 instead of 503: `limit_req_status 429; limit_conn_status 429;`.' },
  { when: /access forbidden by rule/, code: 'request_blocked', sure: 0.85, means: 'a `deny` rule of nginx turned the client away', instead: 'request_denied' },
  { when: /ModSecurity: Access denied with code \d{3}/, code: 'request_blocked', sure: 0.95, means: 'the web application firewall took the request for an attack', tip: 'The line has the id of the rule. For a chat path exclude body inspection, since prompts hold code and markup.' },
  { when: /\d{1,9} worker_connections are not enough/, code: 'connection_limit_reached', sure: 0.95, instead: 'proxy_internal_error', means: 'nginx has as many connections open as it may have', tip: 'Raise `worker_connections` and `worker_rlimit_nofile`; a proxied call needs two.' },
  { when: /\(2[34]: (?:Too many open files|Too many open files in system)[^)]{0,20}\)/, code: 'connection_limit_reached', sure: 0.95, instead: 'proxy_internal_error', means: 'nginx has as many files and sockets open as it may have', tip: 'Raise `worker_rlimit_nofile` and `LimitNOFILE=` of the service.' },
  { when: /worker process \d{1,9} exited on signal \d{1,3}|\(28: No space left on device\)|could not allocate (?:new session|node)|\[alert\].{0,100}(?:fork|malloc|mmap)[\w() ]{0,20}failed|\(12: Cannot allocate memory\)/, code: 'proxy_internal_error', sure: 0.92, means: 'nginx itself is in trouble: a crash, no memory or no room on the disk' },
  { when: /auth request unexpected status: \d{3}/, code: 'upstream_gateway_error', sure: 0.75, family: 'misconfiguration', who: 'operator', means: 'the sign-in service that nginx asks first did not answer as expected' },
  { when: /broken header: .{0,80} while reading PROXY protocol/, code: 'proxy_configuration_error', sure: 0.9, means: 'nginx expects the PROXY protocol, and the load balancer in front does not send it' },
  { when: /Service "[^"]{1,150}" does not have any active Endpoint/, code: 'destination_unavailable', sure: 0.95, means: 'no pod of the service is ready' },
];

const table: SignTable = {
  system: 'nginx error log',
  vantage: 'path',
  farSide: null,
  signs: [...secure, ...connecting, ...waiting, ...answers, ...naming, ...clients, ...limits],
};

const form = /(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(\w{1,8})\] \d{1,10}#\d{1,10}: /;

const upstreamOf = (line: string): string | null => /upstream: "([^"]{1,400})/.exec(line)?.[1] ?? null;

const within = (line: string): Sighting | null => {
  const upstream = upstreamOf(line);
  const moment = form.exec(line);
  return firstSign(table, line, {
    host: upstream ?? /(?:resolved|upstream) "([^"]{1,253})"|: (\S{1,253}) could not be resolved/.exec(line)?.slice(1).find(Boolean) ?? null,
    atMs: moment === null ? null : slashMoment(moment[1] ?? ''),
    farSide: farSideOf(upstream),
  });
};

/** nginx's own lines. What is no failure in them is fine. */
export const sightNginxError = (line: string): Seen => (form.test(line) ? (within(line) ?? 'fine') : null);

/** nginx's words without its prefix, as people paste them. */
export const nginxWords: SignTable = table;

export const sightNginxWords = (text: string): Sighting | null =>
  /upstream|worker|client|limiting|connect\(\)|resolve|host not found|ModSecurity|forbidden|script unknown/.test(text) ? within(text) : null;
