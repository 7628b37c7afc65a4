/** Errors of Java's and .NET's network libraries, and of gRPC. */
import type { SignTable } from '../sign.ts';

export const javaTable: SignTable = {
  system: 'Java, .NET or gRPC program',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /UnknownHostException[^\n]{0,120}|No such host is known/,
      code: 'dns_error',
      sure: 0.94,
      means: 'the name does not resolve',
    },
    {
      when: /NoRouteToHostException|PortUnreachableException/,
      code: 'destination_ip_unroutable',
      sure: 0.94,
      means: 'there is no way to that address',
    },
    {
      when: /ConnectTimeoutException|HttpConnectTimeoutException|connect timed out|Connect(?:ion)? to \S{1,253} (?:\S{1,100} )?failed: connect timed out/i,
      code: 'connection_timeout',
      sure: 0.94,
      means: 'the other side did not pick up',
    },
    {
      when: /ConnectException: Connection refused|No connection could be made because the target machine actively refused it/,
      code: 'connection_refused',
      sure: 0.96,
      means: 'the connection was refused: nothing listens on that port',
    },
    {
      when: /SSLHandshakeException[^\n]{0,80}(?:PKIX path|unable to find valid certification path)/,
      code: 'tls_certificate_error',
      sure: 0.82,
      who: 'network',
      means:
        'the program does not know who signed the certificate: a filter that opens encrypted traffic, or an authority it lacks',
    },
    {
      when: /CertificateExpiredException|CertificateException[^\n]{0,120}|RemoteCertificate(?:NameMismatch|ChainErrors|NotAvailable)|The remote certificate is invalid/,
      code: 'tls_certificate_error',
      sure: 0.93,
      means: 'the certificate of the server is not valid for this',
    },
    {
      when: /SSLHandshakeException[^\n]{0,80}(?:fatal alert|handshake_failure|protocol_version)/,
      code: 'tls_alert_received',
      sure: 0.92,
      means: 'the server broke off the TLS handshake with an alert',
    },
    {
      when: /SSL(?:Handshake)?Exception|The SSL connection could not be established/,
      code: 'tls_protocol_error',
      sure: 0.82,
      means: 'no secure line could be agreed on',
    },
    {
      when: /SocketTimeoutException|HttpTimeoutException|ReadTimeoutException|TaskCanceledException[^\n]{0,160}HttpClient\.Timeout/,
      code: 'http_response_timeout',
      sure: 0.88,
      instead: 'deadline_exceeded',
      means: 'no answer came in the time that the program waits',
    },
    {
      when: /NoHttpResponseException|unexpected end of stream|StreamResetException|failed to respond|The response ended prematurely\b|PrematureCloseException[^\n]{0,60}BEFORE response/,
      code: 'connection_terminated',
      sure: 0.88,
      instead: 'keepalive_race',
      means: 'the server hung up before it had answered',
    },
    {
      when: /PrematureCloseException|ConnectionClosedException: Premature end|Premature EOF/,
      code: 'http_response_incomplete',
      sure: 0.9,
      means: 'the answer broke off before its end',
    },
    {
      when: /SocketException: (?:Connection reset|Broken pipe)|An existing connection was forcibly closed/,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.74,
      instead: 'keepalive_race',
      means: 'the line was cut by a reset, by the server or by something in between',
    },
    {
      when: /ConnectionPoolTimeoutException|Timeout waiting for connection from pool|PoolAcquirePendingLimitException/,
      code: 'connection_limit_reached',
      sure: 0.92,
      who: 'caller',
      means: 'all connections of the program’s own pool are in use',
    },
    {
      when: /(?:code = |StatusCode\.|Status\.?code=|status: |StatusRuntimeException: |rpc error:.{0,20})(?:UNAVAILABLE|Unavailable)\b[^\n]{0,120}/,
      code: 'destination_unavailable',
      sure: 0.78,
      instead: 'overloaded',
      means: 'the service could not be reached over gRPC',
    },
    {
      when: /(?:code = |StatusCode\.|Status\.?code=|status: |rpc error:.{0,20})(?:DEADLINE_EXCEEDED|DeadlineExceeded)\b/,
      code: 'deadline_exceeded',
      sure: 0.88,
      instead: 'http_response_timeout',
      means: 'the time that the call was given ran out',
    },
    {
      when: /(?:code = |StatusCode\.|Status\.?code=|status: |rpc error:.{0,20})(?:RESOURCE_EXHAUSTED|ResourceExhausted)\b/,
      code: 'rate_limited',
      sure: 0.82,
      instead: 'overloaded',
      who: 'caller',
      means: 'a limit of the service is reached',
    },
  ],
};
