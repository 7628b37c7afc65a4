/** Errors of Python's requests, urllib3, httpx, aiohttp and ssl. */
import type { SignTable } from '../sign.ts';

export const pythonTable: SignTable = {
  system: 'Python program',
  vantage: 'asker',
  farSide: null,
  signs: [
    { when: /CERTIFICATE_VERIFY_FAILED.{0,80}certificate is not yet valid/, code: 'tls_certificate_error', sure: 0.9, who: 'caller', means: 'the certificate is not valid yet, which as a rule means that the clock of this device is wrong', callerTip: 'Set the clock of the device to automatic.' },
    { when: /CERTIFICATE_VERIFY_FAILED.{0,80}(?:unable to get (?:local )?issuer certificate|self.signed certificate in certificate chain)/, code: 'tls_certificate_error', sure: 0.85, who: 'network', means: 'a certificate in the chain comes from an issuer this program does not know: a company filter or an antivirus that opens encrypted traffic is the usual reason', networkTip: 'Give the root certificate of the filter to the program (`SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`), or exempt the host from inspection.', callerTip: 'On a Mac with Python from python.org, run `Install Certificates.command` first.' },
    { when: /CERTIFICATE_VERIFY_FAILED[^\n]{0,120}|SSLCertVerificationError[^\n]{0,120}|CertificateError[^\n]{0,120}hostname/, code: 'tls_certificate_error', sure: 0.95, means: 'the certificate of the server is not valid for this' },
    { when: /SSLV3_ALERT_\w{3,40}|TLSV1_ALERT_\w{3,40}|TLSV1_UNRECOGNIZED_NAME/, code: 'tls_alert_received', sure: 0.93, means: 'the server broke off the TLS handshake with an alert' },
    { when: /\[SSL: WRONG_VERSION_NUMBER\]|\[SSL\] record layer failure|\[SSL: HTTP_REQUEST\]/, code: 'tls_protocol_error', sure: 0.93, family: 'misconfiguration', who: 'operator', means: 'HTTPS was spoken to a port that speaks something else, such as plain HTTP', callerTip: 'Compare `http://` and `https://` in the base URL, and in `HTTPS_PROXY`.' },
    { when: /UNEXPECTED_EOF_WHILE_READING|EOF occurred in violation of protocol/, code: 'tls_protocol_error', sure: 0.75, instead: 'connection_reset', family: 'network', who: 'network', means: 'the secure line was cut without a goodbye, mostly by something in between' },
    { when: /\[SSL: [A-Z_]{3,60}\]/, code: 'tls_protocol_error', sure: 0.88, means: 'no secure line could be agreed on' },
    { when: /ProxyError|Cannot connect to proxy|Tunnel connection failed: \d{3}[^'")\n]{0,60}|ClientHttpProxyError/, code: 'forward_proxy_failed', sure: 0.94, means: 'the proxy on the way out did not let the call through' },
    { when: /NameResolutionError|\[Errno (?:-2|-5|8|11001)\] ?[^'")\n]{0,60}|\[Errno -2\]|Name or service not known|nodename nor servname provided|getaddrinfo failed|No address associated with hostname/, code: 'dns_error', sure: 0.94, means: 'the name does not resolve' },
    { when: /\[Errno -3\]|Temporary failure in name resolution/, code: 'dns_timeout', sure: 0.94, means: 'the resolver did not answer' },
    { when: /\[Errno (?:111|61|10061)\]|\[WinError 10061\]|ConnectionRefusedError|Connection refused/, code: 'connection_refused', sure: 0.96, means: 'the connection was refused: nothing listens on that port' },
    { when: /\[Errno (?:113|101|51|65|10051|10065)\]|\[WinError 1005[01]\]|No route to host|Network is unreachable/, code: 'destination_ip_unroutable', sure: 0.94, means: 'there is no way to that address' },
    { when: /ConnectTimeout(?:Error)?|\[Errno (?:110|60|10060)\]|\[WinError 10060\]/, code: 'connection_timeout', sure: 0.94, means: 'the other side did not pick up' },
    { when: /PoolTimeout|Connection pool is full/, code: 'connection_limit_reached', sure: 0.9, who: 'caller', means: 'all connections of the program’s own pool are in use', callerTip: 'Allow more connections (`httpx.Limits`), share one client, or send fewer requests at once.' },
    { when: /\bWriteTimeout\b|write operation timed out/, code: 'connection_write_timeout', sure: 0.93, means: 'the server stopped taking in the request' },
    { when: /[Rr]ead timed out\. \(read timeout=(?:[0-9]|[12]\d)(?:\.\d{1,6})?\)/, code: 'http_response_timeout', sure: 0.92, who: 'caller', means: 'the program gave the call less time than an answer of a model may need', callerTip: 'Raise the timeout of the program above a minute, or ask for a stream.' },
    { when: /\bReadTimeout(?:Error)?\b|[Rr]ead timed out|The read operation timed out|ServerTimeoutError|SocketTimeoutError/, code: 'http_response_timeout', sure: 0.9, instead: 'overloaded', means: 'the server took the request, and no answer came in the time the program waits' },
    { when: /incomplete chunked read|IncompleteRead\([^)]{0,120}\)|InvalidChunkLength|Response payload is not completed|ChunkedEncodingError|Response ended prematurely|without sending complete message body/, code: 'http_response_incomplete', sure: 0.94, means: 'the answer broke off before its end' },
    { when: /Remote end closed connection without response|Server disconnected(?: without sending a response)?|ServerDisconnectedError/, code: 'connection_terminated', sure: 0.85, instead: 'keepalive_race', means: 'the server hung up before it had answered' },
    { when: /\[Errno 104\]|\[Errno 54\]|\[WinError 10054\]|ConnectionResetError|Connection reset by peer|connection was forcibly closed by the remote host/, code: 'connection_reset', sure: 0.74, instead: 'connection_terminated', means: 'the line was cut by a reset, by the server or by something in between' },
    { when: /\[Errno 32\]|BrokenPipeError|Broken pipe/, code: 'connection_terminated', sure: 0.75, instead: 'request_too_large', means: 'the server hung up while the request was being sent' },
    { when: /\[Errno 24\]|Too many open files/, code: 'connection_limit_reached', sure: 0.92, instead: 'proxy_internal_error', means: 'the program has as many files and sockets open as it may have' },
    { when: /TooManyRedirects|Exceeded \d{1,3} redirects|Exceeded maximum allowed redirects/, code: 'redirected', sure: 0.9, means: 'the address sends the program on and on' },
    { when: /LocalProtocolError|Illegal header value|InvalidURL|UnsupportedProtocol|MissingSchema|Request URL is missing an 'https?:\/\/'|Invalid URL '/, code: 'invalid_request', sure: 0.88, means: 'the program made a request that cannot be sent', callerTip: 'Look for a line end or a blank in the key, and for `https://` in the base URL.' },
    { when: /RemoteProtocolError|BadStatusLine|illegal (?:status|header) line|InvalidHeader\b|Server sent .{0,40}invalid/, code: 'http_protocol_error', sure: 0.85, means: 'the answer breaks the rules of HTTP' },
    { when: /DecodingError|ContentDecodingError|failed to decode it|Error -3 while decompressing/, code: 'http_response_content_coding', sure: 0.92, means: 'the packed answer could not be unpacked' },
    { when: /JSONDecodeError.{0,40}Expecting value: line 1 column 1/, code: 'wrong_content', sure: 0.7, instead: 'empty_answer', means: 'what came is no JSON: a web page, or nothing' },
    { when: /JSONDecodeError/, code: 'invalid_answer', sure: 0.82, means: 'what came is not the JSON that was expected' },
  ],
};

export const pythonHint = /Errno|WinError|SSL|Error|[Tt]imeout|timed out|refused|resolution|IncompleteRead|closed connection|disconnected|reset by peer|Broken pipe|open files|redirects|not known|route to host|unreachable|URL|decode|chunked|message body|getaddrinfo|hostname|nodename|forcibly/;
