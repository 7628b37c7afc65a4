/** Errors of Go's net, net/http and crypto/tls, as Caddy, Traefik, Kubernetes, Docker and Go programs print them. */
import type { Sign, SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';
import type { Sighting } from '../sighting.ts';

export const goSigns: readonly Sign[] = [
  {
    when: /lookup \S{1,253}(?: on \S{1,100})?: no such host/,
    code: 'dns_error',
    sure: 0.95,
    means: 'the name does not resolve',
  },
  {
    when: /lookup \S{1,253}(?: on \S{1,100})?: (?:server misbehaving|no answer from DNS server)/,
    code: 'dns_error',
    sure: 0.92,
    means: 'the resolver answered with an error',
  },
  {
    when: /lookup \S{1,253}(?: on \S{1,100})?: (?:i\/o timeout|Temporary failure|read udp \S{1,100}: i\/o timeout)|lookup \S{1,253}.{0,80}i\/o timeout/,
    code: 'dns_timeout',
    sure: 0.95,
    means: 'the resolver did not answer in time',
  },
  {
    when: /proxyconnect tcp: .{0,200}/,
    code: 'forward_proxy_failed',
    sure: 0.93,
    means: 'the proxy on the way out did not let the call through',
  },
  {
    when: /dial (?:tcp|unix)[46]? .{1,300}?connect: connection refused/,
    code: 'connection_refused',
    sure: 0.96,
    means: 'the connection was refused: nothing listens on that port',
  },
  {
    when: /dial unix \S{1,200}: connect: no such file or directory/,
    code: 'connection_refused',
    sure: 0.92,
    means: 'the socket file does not exist, so the server behind it is not running',
  },
  {
    when: /dial tcp[46]? .{1,300}?connect: (?:no route to host|network is unreachable|host is down)/,
    code: 'destination_ip_unroutable',
    sure: 0.95,
    means: 'there is no way to that address',
  },
  {
    when: /dial tcp[46]? .{1,300}?(?:i\/o timeout|connect: (?:connection|operation) timed out)/,
    code: 'connection_timeout',
    sure: 0.95,
    means: 'the other side did not pick up',
  },
  {
    when: /connect: cannot assign requested address/,
    code: 'connection_limit_reached',
    sure: 0.9,
    instead: 'proxy_internal_error',
    means: 'the machine has no local ports left',
  },
  {
    when: /(?:accept|socket|open)\S{0,20}.{0,80}too many open files/,
    code: 'connection_limit_reached',
    sure: 0.94,
    instead: 'proxy_internal_error',
    means: 'the program has as many files and sockets open as it may have',
  },
  {
    when: /x509: certificate has expired or is not yet valid|x509: certificate (?:signed by unknown authority|is (?:valid for|not valid|not trusted))|x509: [a-z][^"\n]{5,120}/,
    code: 'tls_certificate_error',
    sure: 0.96,
    means: 'the certificate of the other side is not trusted',
  },
  {
    when: /server gave HTTP response to HTTPS client|tls: first record does not look like a TLS handshake/,
    code: 'tls_protocol_error',
    sure: 0.96,
    family: 'misconfiguration',
    who: 'operator',
    means: 'HTTPS was spoken to a port that speaks plain HTTP',
    tip: 'Write `http://` for that port, or switch TLS on there.',
  },
  {
    when: /malformed HTTP response "\\x(?:15|16)\\x03|Client sent an HTTP request to an HTTPS server/i,
    code: 'not_http',
    sure: 0.95,
    means: 'plain HTTP was spoken to a port that speaks HTTPS',
    tip: 'Write `https://` for that port.',
  },
  {
    when: /malformed HTTP (?:response|status code|version)|malformed chunked encoding|invalid header field/,
    code: 'http_protocol_error',
    sure: 0.9,
    instead: 'not_http',
    means: 'the answer breaks the rules of HTTP',
  },
  {
    when: /remote error: tls: [a-z ]{3,60}/,
    code: 'tls_alert_received',
    sure: 0.95,
    means: 'the other side broke off the TLS handshake with an alert',
  },
  {
    when: /tls: (?:handshake failure|protocol version not supported|no cipher suite|failed to verify|unsupported|bad record)[^"\n]{0,80}|TLS handshake error from \S{1,100}/,
    code: 'tls_protocol_error',
    sure: 0.88,
    means: 'no secure line could be agreed on',
  },
  {
    when: /TLS handshake timeout/,
    code: 'connection_timeout',
    sure: 0.8,
    instead: 'overloaded',
    means: 'the other side did not finish the TLS handshake in time',
  },
  {
    when: /http2: (?:server sent GOAWAY|Transport received Server's graceful shutdown GOAWAY)|GOAWAY and closed the connection|received REFUSED_STREAM/,
    code: 'draining',
    sure: 0.75,
    instead: 'connection_terminated',
    means: 'the server is ending its connections in order: it restarts or drains',
  },
  {
    when: /ENHANCE_YOUR_CALM/,
    code: 'overloaded',
    sure: 0.85,
    instead: 'throttled',
    means: 'the server says that this client asks too much of it',
  },
  {
    when: /http: server closed idle connection|transport connection broken: http: server closed idle connection/,
    code: 'keepalive_race',
    sure: 0.93,
    means: 'the server closed a resting connection just as it was used again',
  },
  {
    when: /net\/http: timeout awaiting response headers/,
    code: 'http_response_timeout',
    sure: 0.94,
    instead: 'overloaded',
    means: 'the server took the request and did not begin to answer in time',
  },
  {
    when: /Client\.Timeout (?:or context cancellation )?while reading body/,
    code: 'connection_read_timeout',
    sure: 0.9,
    means: 'the program’s time ran out while the answer was coming',
  },
  {
    when: /Client\.Timeout exceeded while awaiting headers/,
    code: 'http_response_timeout',
    sure: 0.88,
    instead: 'deadline_exceeded',
    means: 'the program’s time ran out before the answer began',
  },
  {
    when: /http: request body too large/,
    code: 'request_too_large',
    sure: 0.95,
    means: 'the request is larger than the server takes',
  },
  {
    when: /write tcp \S{1,100}->\S{1,100}: .{0,30}(?:broken pipe|connection reset by peer)/,
    code: 'connection_terminated',
    sure: 0.75,
    instead: 'client_gone',
    means: 'the other side hung up while data was being sent',
  },
  {
    when: /read tcp \S{1,100}->\S{1,100}: .{0,30}connection reset by peer/,
    code: 'connection_terminated',
    sure: 0.75,
    instead: 'connection_reset',
    means: 'the other side reset the connection while an answer was awaited',
  },
  {
    when: /read tcp \S{1,100}->\S{1,100}: .{0,30}i\/o timeout/,
    code: 'connection_read_timeout',
    sure: 0.88,
    means: 'the answer did not come on in time',
  },
  {
    when: /unexpected EOF/,
    code: 'http_response_incomplete',
    sure: 0.88,
    means: 'the answer broke off before its end',
  },
  {
    when: /(?:Get|Post|Put|Head|Delete|Patch) "[^"]{1,400}": EOF|'\d{3} [A-Z][a-zA-Z ]{2,30}' caused by: EOF|^EOF$/,
    code: 'connection_terminated',
    sure: 0.85,
    instead: 'keepalive_race',
    means: 'the server hung up before it answered',
  },
  {
    when: /context deadline exceeded/,
    code: 'deadline_exceeded',
    sure: 0.8,
    instead: 'http_response_timeout',
    means: 'the time that the call was given ran out',
  },
  {
    when: /context canceled/,
    code: 'cancelled',
    sure: 0.85,
    instead: 'client_gone',
    means: 'the one who asked called it off',
  },
];

const goTable: SignTable = { system: 'Go program', vantage: 'asker', farSide: null, signs: goSigns };

const proxy: SignTable = { system: 'proxy log', vantage: 'path', farSide: null, signs: goSigns };

/** A proxy or a cluster that speaks Go's words speaks of the servers behind it. */
const isProxy =
  /caused by:|proxy error|unable to proxy|reverse ?proxy|traefik|caddy|ingress|kubelet|probe failed|cloudflared/i;

export const sightGo = (text: string): Sighting | null => firstSign(isProxy.test(text) ? proxy : goTable, text);
