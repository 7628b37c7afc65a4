/** What nginx's error log says of the servers behind it. */
import type { Sign } from '../sign.ts';

export const connecting: readonly Sign[] = [
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(111: [^)]{1,60}\)/,
    code: 'connection_refused',
    sure: 0.95,
    means: 'nginx was refused: nothing listens on the upstream’s port',
  },
  {
    when: /connect\(\) to unix:\S{1,200} failed \(2: [^)]{1,60}\)/,
    code: 'connection_refused',
    sure: 0.9,
    means: 'the socket file of the upstream does not exist, so the server behind it is not running',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(13: [^)]{1,60}\)/,
    code: 'proxy_configuration_error',
    sure: 0.95,
    means: 'nginx may not connect there: SELinux or the rights of the socket forbid it',
    tip: 'With SELinux: `setsebool -P httpd_can_network_connect 1`. For a socket file, let the user of nginx read and write it.',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(11: [^)]{1,60}\)/,
    code: 'connection_limit_reached',
    sure: 0.9,
    means: 'the upstream’s queue of new connections is full',
    tip: 'Raise the backlog of the upstream (`listen(…, backlog)`, `net.core.somaxconn`, php-fpm `listen.backlog`) and give it more workers.',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \((?:113|101): [^)]{1,60}\)/,
    code: 'destination_ip_unroutable',
    sure: 0.95,
    means: 'nginx found no way to the upstream’s address',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(110: [^)]{1,60}\)/,
    code: 'connection_timeout',
    sure: 0.95,
    means: 'the upstream did not pick up',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(104: [^)]{1,60}\)/,
    code: 'connection_reset',
    sure: 0.9,
    means: 'the upstream’s side reset the connection while nginx was connecting',
  },
  {
    when: /connect\(\) (?:to \S{1,200} )?failed \(99: [^)]{1,60}\)/,
    code: 'connection_limit_reached',
    sure: 0.9,
    instead: 'proxy_internal_error',
    means: 'nginx has no local ports left for connections to the upstream',
    tip: 'Keep connections to the upstream open (`keepalive` in the `upstream` block) and widen `net.ipv4.ip_local_port_range`.',
  },
  {
    when: /no live upstreams(?: while connecting to upstream)?/,
    code: 'destination_unavailable',
    sure: 0.95,
    means: 'nginx has marked all servers of the upstream as down',
    tip: 'The lines just before say why each was marked. `max_fails=0` or a longer `fail_timeout` keeps one bad moment from closing all.',
  },
  {
    when: /upstream server temporarily disabled/,
    code: 'destination_unavailable',
    sure: 0.9,
    means: 'nginx gave one server of the upstream a rest after too many failures',
  },
];

export const waiting: readonly Sign[] = [
  {
    when: /upstream timed out \(110: [^)]{1,60}\) while connecting to upstream/,
    code: 'connection_timeout',
    sure: 0.95,
    means: 'the upstream did not pick up within `proxy_connect_timeout`',
    tip: 'Silence means dropped packets (firewall, security group, a dead host) or a full accept queue. Keep `proxy_connect_timeout` at 1 to 5 s, so that the next server is tried soon.',
  },
  {
    when: /upstream timed out \(110: [^)]{1,60}\) while SSL handshaking to upstream/,
    code: 'connection_timeout',
    sure: 0.85,
    instead: 'overloaded',
    means: 'the upstream did not finish the TLS handshake in time',
  },
  {
    when: /upstream timed out \(110: [^)]{1,60}\) while sending request to upstream/,
    code: 'connection_write_timeout',
    sure: 0.92,
    means: 'the upstream stopped taking in the request within `proxy_send_timeout`',
  },
  {
    when: /upstream timed out \(110: [^)]{1,60}\) while reading upstream/,
    code: 'connection_read_timeout',
    sure: 0.92,
    means: 'the answer had begun and then fell silent for longer than `proxy_read_timeout`',
    tip: 'Raise `proxy_read_timeout` above the longest pause of the stream, and let the server send a heartbeat.',
  },
  {
    when: /upstream timed out \(110: [^)]{1,60}\)(?: while reading response header from upstream)?/,
    code: 'http_response_timeout',
    sure: 0.9,
    instead: 'overloaded',
    means: 'the upstream took the request and did not begin to answer within `proxy_read_timeout` (60 s by default)',
    tip: 'Raise `proxy_read_timeout` above the longest healthy answer, or stream: `proxy_buffering off` and the first bytes come early.',
  },
  {
    when: /upstream prematurely closed (?:connection|FastCGI \w{1,12}) while reading upstream|(?:recv|readv)\(\) failed \(10[34]: [^)]{1,60}\) while (?:reading upstream|proxying upgraded)/,
    code: 'http_response_incomplete',
    sure: 0.92,
    means: 'the upstream hung up in the middle of its answer',
  },
  {
    when: /upstream prematurely closed (?:connection|FastCGI \w{1,12})|upstream closed prematurely FastCGI \w{1,12}/,
    code: 'connection_terminated',
    sure: 0.85,
    instead: 'keepalive_race',
    means: 'the upstream took the request and hung up before it answered',
    tip: 'If it strikes now and then, and the connection was reused: let the upstream keep idle connections longer than nginx (`keepalive_timeout` there above the one in nginx’s `upstream` block).',
  },
  {
    when: /(?:recv|readv)\(\) failed \(10[34]: [^)]{1,60}\) while reading response header from upstream/,
    code: 'connection_terminated',
    sure: 0.9,
    instead: 'keepalive_race',
    means: 'the upstream reset the connection instead of answering',
  },
  {
    when: /(?:send|sendfile|writev|sendmsg)\(\) failed \((?:104|32): [^)]{1,60}\) while sending (?:request )?to upstream/,
    code: 'connection_terminated',
    sure: 0.85,
    instead: 'request_too_large',
    means: 'the upstream closed the connection while nginx was still sending the request',
  },
];

export const answers: readonly Sign[] = [
  {
    when: /upstream sent too big header/,
    code: 'http_response_header_section_size',
    sure: 0.97,
    means: 'the headers of the answer do not fit into `proxy_buffer_size` (4k or 8k)',
    tip: 'Set `proxy_buffer_size 16k; proxy_buffers 8 16k;` (FastCGI: `fastcgi_buffer_size`), or make cookies and headers smaller.',
  },
  {
    when: /upstream sent no valid HTTP\/1\.0 header/,
    code: 'not_http',
    sure: 0.85,
    instead: 'http_protocol_error',
    means: 'what answers at the upstream’s port does not speak HTTP/1',
    tip: 'Check `proxy_pass`: TLS ports need `https://`, gRPC and HTTP/2 ports need `grpc_pass`, FastCGI needs `fastcgi_pass`.',
  },
  {
    when: /upstream sent unsupported FastCGI protocol version/,
    code: 'not_http',
    sure: 0.9,
    means: 'what answers at the upstream’s port does not speak FastCGI',
    tip: 'The port speaks HTTP: use `proxy_pass` instead of `fastcgi_pass`.',
  },
  {
    when: /upstream rejected request with error|upstream sent (?:invalid header|duplicate header line|unexpected|header with null|invalid (?:status|frame|http2|grpc)|frame )|invalid header received from upstream|unexpected status code \d{1,3} in (?:upstream|response)/,
    code: 'http_protocol_error',
    sure: 0.92,
    means: 'the upstream’s answer breaks the rules of HTTP',
  },
  {
    when: /upstream sent invalid chunked response/,
    code: 'http_response_transfer_coding',
    sure: 0.95,
    means: 'the pieces of the upstream’s answer do not fit together',
  },
  {
    when: /upstream sent (?:more data than specified in "Content-Length"|too much data)/,
    code: 'http_response_body_size',
    sure: 0.92,
    means: 'the upstream sent more than it had announced',
  },
  {
    when: /inflate\(\) failed|zlib .{0,40}failed while reading/,
    code: 'http_response_content_coding',
    sure: 0.85,
    means: 'the packed answer could not be unpacked',
  },
  {
    when: /Primary script unknown|FastCGI sent in stderr: "Primary script unknown"/,
    code: 'proxy_configuration_error',
    sure: 0.85,
    means: 'the path that nginx hands to PHP does not exist there',
  },
  {
    when: /FastCGI sent in stderr: "PHP (?:message: PHP )?(?:Fatal|Parse) error/,
    code: 'upstream_error',
    sure: 0.92,
    means: 'the PHP program behind nginx crashed',
  },
  {
    when: /rewrite or internal redirection cycle/,
    code: 'proxy_loop_detected',
    sure: 0.92,
    means: 'nginx sends the request round in a circle inside itself',
  },
];
