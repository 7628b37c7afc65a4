/** curl's and wget's last words. */
import type { SignTable } from '../sign.ts';

export const curlTable: SignTable = {
  system: 'curl',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /curl: \(6\)[^\n]{0,120}|Could not resolve host: ?\S{0,253}|unable to resolve host address/,
      code: 'dns_error',
      sure: 0.94,
      means: 'the name does not resolve',
    },
    {
      when: /curl: \(5\)[^\n]{0,120}|Could not resolve proxy/,
      code: 'forward_proxy_failed',
      sure: 0.94,
      means: 'the name of the proxy does not resolve',
    },
    {
      when: /curl: \(97\)[^\n]{0,120}|CONNECT tunnel failed, response \d{3}|Received HTTP code 40[37] from proxy after CONNECT|Proxy CONNECT aborted/,
      code: 'forward_proxy_failed',
      sure: 0.94,
      means: 'the proxy on the way out did not let the call through',
    },
    {
      when: /curl: \((?:7|28)\)[^\n]{0,200}(?:No route to host|Network is unreachable|Host is unreachable)/,
      code: 'destination_ip_unroutable',
      sure: 0.95,
      means: 'there is no way to that address',
    },
    {
      when: /curl: \((?:7|28)\)[^\n]{0,200}(?:Connection timed out|Timeout was reached|Failed to connect to \S{1,253} port \d{1,5} after \d{5,9} ms)|Connection timed? ?out after \d{1,9} milliseconds|SSL connection timeout|Resolving timed out/,
      code: 'connection_timeout',
      sure: 0.92,
      means: 'the other side did not pick up',
    },
    {
      when: /curl: \(7\)[^\n]{0,200}|Failed to connect to \S{1,253} port \d{1,5}[^\n]{0,60}(?:Connection refused|Couldn't connect to server|Could not connect to server)/,
      code: 'connection_refused',
      sure: 0.92,
      means: 'the connection was refused: nothing listens on that port',
    },
    {
      when: /Operation timed out after \d{1,9} milliseconds with [1-9]\d{0,15} (?:out of \S{1,16} )?bytes received|Operation too slow/,
      code: 'connection_read_timeout',
      sure: 0.92,
      means: 'the answer had begun and then came too slowly',
    },
    {
      when: /curl: \(28\)[^\n]{0,200}|Operation timed out after \d{1,9} milliseconds/,
      code: 'http_response_timeout',
      sure: 0.9,
      instead: 'deadline_exceeded',
      means: 'the time that curl was given ran out before an answer came',
    },
    {
      when: /curl: \(52\)[^\n]{0,120}|Empty reply from server/,
      code: 'connection_terminated',
      sure: 0.9,
      instead: 'not_http',
      means: 'the server hung up without a word',
    },
    {
      when: /curl: \(56\)[^\n]{0,120}(?:reset by peer|Recv failure|Connection was reset)|Recv failure: Connection (?:was )?reset/,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.8,
      instead: 'connection_terminated',
      means: 'the line was cut by a reset, by the server or by something in between',
    },
    {
      when: /curl: \(35\)[^\n]{0,120}(?:reset by peer|SSL_ERROR_SYSCALL|Connection was reset|unexpected eof)/,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.75,
      instead: 'tls_protocol_error',
      means: 'the line was cut while it was being made secure, by the server or by a filter in between',
    },
    {
      when: /curl: \(35\)[^\n]{0,120}wrong version number/,
      code: 'tls_protocol_error',
      sure: 0.94,
      family: 'misconfiguration',
      who: 'operator',
      means: 'HTTPS was spoken to a port that speaks something else, such as plain HTTP',
      callerTip: 'Compare `http://` and `https://` in the address.',
    },
    {
      when: /curl: \(35\)[^\n]{0,120}alert[^\n]{0,60}/,
      code: 'tls_alert_received',
      sure: 0.93,
      means: 'the server broke off the TLS handshake with an alert',
    },
    {
      when: /curl: \(35\)[^\n]{0,120}/,
      code: 'tls_protocol_error',
      sure: 0.88,
      means: 'no secure line could be agreed on',
    },
    {
      when: /curl: \(60\)[^\n]{0,120}(?:unable to get (?:local )?issuer|self.signed certificate in certificate chain)/,
      code: 'tls_certificate_error',
      sure: 0.82,
      who: 'network',
      means:
        'a certificate in the chain comes from an issuer this device does not know: a company filter or an antivirus that opens encrypted traffic is the usual reason',
      networkTip:
        'Give the root certificate of the filter to the program (`--cacert`, `SSL_CERT_FILE`), or exempt the host from inspection.',
    },
    {
      when: /curl: \((?:60|51)\)[^\n]{0,120}/,
      code: 'tls_certificate_error',
      sure: 0.95,
      means: 'the certificate of the server is not valid for this',
    },
    {
      when: /curl: \((?:58|82|83)\)[^\n]{0,120}/,
      code: 'tls_certificate_error',
      sure: 0.88,
      who: 'caller',
      means: 'the client’s own certificate is wrong',
    },
    {
      when: /curl: \(18\)[^\n]{0,120}|transfer closed with (?:outstanding read data|\d{1,16} bytes) remaining/,
      code: 'http_response_incomplete',
      sure: 0.95,
      means: 'the answer broke off before its end',
    },
    {
      when: /curl: \(61\)[^\n]{0,120}/,
      code: 'http_response_content_coding',
      sure: 0.93,
      means: 'the packed answer could not be unpacked',
    },
    {
      when: /curl: \(92\)[^\n]{0,120}|HTTP\/2 stream \d{1,9} was not closed cleanly[^\n]{0,80}/,
      code: 'http_response_incomplete',
      sure: 0.85,
      instead: 'http_protocol_error',
      means: 'the server broke off the exchange over HTTP/2',
    },
    {
      when: /curl: \(16\)[^\n]{0,120}|HTTP\/2 framing layer/,
      code: 'http_protocol_error',
      sure: 0.85,
      means: 'the exchange over HTTP/2 broke',
    },
    {
      when: /curl: \((?:1|8)\)[^\n]{0,120}|Received HTTP\/0\.9 when not allowed|Unsupported protocol/,
      code: 'not_http',
      sure: 0.82,
      means: 'what answers there does not speak HTTP',
    },
    { when: /curl: \(47\)[^\n]{0,120}/, code: 'redirected', sure: 0.92, means: 'the address sends on and on' },
    {
      when: /curl: \(55\)[^\n]{0,120}/,
      code: 'connection_terminated',
      sure: 0.78,
      instead: 'request_too_large',
      means: 'the server hung up while the request was being sent',
    },
    {
      when: /curl: \((?:3|43)\)[^\n]{0,120}/,
      code: 'invalid_request',
      sure: 0.9,
      means: 'the address is written wrongly',
    },
    {
      when: /curl: \(45\)[^\n]{0,120}|bind failed with errno 99/,
      code: 'connection_limit_reached',
      sure: 0.8,
      means: 'the machine has no local ports left',
    },
  ],
};

export const curlHint =
  /curl|Could not resolve|Failed to connect|Empty reply|timed? ?out after|Recv failure|transfer closed|HTTP\/2|unable to resolve|Resolving timed|SSL connection timeout|CONNECT|too slow|HTTP\/0\.9/;
