/** Errors of Node, undici, fetch and axios, by their codes and texts. */
import type { Sign, SignTable } from '../sign.ts';

const certificates =
  /\b(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_REVOKED|CERT_UNTRUSTED|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT)\b|Hostname\/IP does not match certificate's altnames|certificate has expired|unable to verify the first certificate/;

const codes: readonly Sign[] = [
  {
    when: /\bCERT_NOT_YET_VALID\b|certificate is not yet valid/,
    code: 'tls_certificate_error',
    sure: 0.9,
    who: 'caller',
    means: 'the certificate is not valid yet, which as a rule means that the clock of this device is wrong',
    callerTip: 'Set the clock of the device to automatic.',
  },
  {
    when: /\b(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)\b|self.signed certificate in certificate chain|unable to get local issuer certificate/,
    code: 'tls_certificate_error',
    sure: 0.85,
    who: 'network',
    means:
      'a certificate in the chain comes from an issuer this program does not know: a company filter or an antivirus that opens encrypted traffic is the usual reason',
    networkTip:
      'Give the root certificate of the filter to the program (`NODE_EXTRA_CA_CERTS`, `REQUESTS_CA_BUNDLE`, `SSL_CERT_FILE`), or exempt the host from inspection.',
  },
  {
    when: certificates,
    code: 'tls_certificate_error',
    sure: 0.95,
    means: 'the certificate of the server is not valid for this',
  },
  {
    when: /\bE(?:RR_SSL|PROTO)\b.{0,200}alert|ERR_SSL_\w{0,40}ALERT\w{0,40}|sslv3 alert handshake failure|tlsv1 alert [a-z ]{3,40}|tlsv1 unrecognized name/i,
    code: 'tls_alert_received',
    sure: 0.92,
    means: 'the server broke off the TLS handshake with an alert',
  },
  {
    when: /ERR_SSL_WRONG_VERSION_NUMBER|wrong version number|ERR_SSL_PACKET_LENGTH_TOO_LONG|packet length too long/i,
    code: 'tls_protocol_error',
    sure: 0.93,
    family: 'misconfiguration',
    who: 'operator',
    means: 'HTTPS was spoken to a port that speaks something else, such as plain HTTP',
    callerTip: 'Compare `http://` and `https://` in the base URL, and look for a proxy setting.',
  },
  {
    when: /\bEPROTO\b|\bERR_SSL_\w{3,60}|\bERR_TLS_\w{3,60}|Client network socket disconnected before secure TLS connection was established/,
    code: 'tls_protocol_error',
    sure: 0.85,
    means: 'no secure line could be agreed on',
    instead: 'connection_reset',
  },
  {
    when: /\bUND_ERR_PRX_(?:CONN|TLS)\b|tunneling socket could not be established|Proxy response \(\d{3}\) !==? 200 when HTTP Tunneling/i,
    code: 'forward_proxy_failed',
    sure: 0.93,
    means: 'the proxy on the way out did not let the call through',
  },
  {
    when: /\bECONNREFUSED\b/,
    code: 'connection_refused',
    sure: 0.96,
    means: 'the connection was refused: nothing listens on that port',
  },
  {
    when: /\bENOTFOUND\b|\bEAI_(?:NONAME|NODATA|FAIL)\b|\bESERVFAIL\b|\bquery(?:A{1,4}|Srv)? E(?:NODATA|REFUSED)\b/,
    code: 'dns_error',
    sure: 0.95,
    means: 'the name does not resolve',
  },
  {
    when: /\bEAI_AGAIN\b|\bquery\w{0,6} ETIMEOUT\b|queryA{1,4} ETIMEOUT|\bETIMEOUT\b/,
    code: 'dns_timeout',
    sure: 0.94,
    means: 'the resolver did not answer in time',
  },
  {
    when: /\bUND_ERR_CONNECT_TIMEOUT\b|Connect Timeout Error|ConnectTimeoutError|connect ETIMEDOUT|\bETIMEDOUT\b(?=.{0,200}syscall: 'connect')/,
    code: 'connection_timeout',
    sure: 0.95,
    means: 'the other side did not pick up',
  },
  {
    when: /\bE(?:HOSTUNREACH|NETUNREACH|HOSTDOWN|NETDOWN)\b/,
    code: 'destination_ip_unroutable',
    sure: 0.95,
    means: 'there is no way to that address',
  },
  {
    when: /\bE(?:ADDRNOTAVAIL|MFILE|NFILE|NOBUFS)\b/,
    code: 'connection_limit_reached',
    sure: 0.9,
    instead: 'proxy_internal_error',
    means: 'the program has no sockets, files or ports left',
  },
  {
    when: /\bUND_ERR_HEADERS_TIMEOUT\b|HeadersTimeoutError|Headers Timeout Error/,
    code: 'http_response_timeout',
    sure: 0.95,
    instead: 'overloaded',
    means: 'the server took the request and did not begin to answer (undici waits 300 s)',
  },
  {
    when: /\bUND_ERR_BODY_TIMEOUT\b|BodyTimeoutError|Body Timeout Error/,
    code: 'connection_read_timeout',
    sure: 0.95,
    means: 'the answer had begun and then fell silent',
  },
  {
    when: /\b(?:UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|HPE_INVALID_EOF_STATE)\b|Premature close|TypeError: terminated/,
    code: 'http_response_incomplete',
    sure: 0.92,
    means: 'the answer broke off before its end',
  },
  {
    when: /\b(?:UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)\b|Headers Overflow Error/,
    code: 'http_response_header_section_size',
    sure: 0.94,
    means: 'the headers of the answer are larger than this program takes',
  },
  {
    when: /\bUND_ERR_RES_EXCEEDED_MAX_SIZE\b|maxContentLength size of \d{1,12} exceeded/,
    code: 'http_response_body_size',
    sure: 0.92,
    means: 'the answer is larger than this program takes',
    family: 'misconfiguration',
    who: 'caller',
  },
  {
    when: /\bHPE_(?:INVALID_CHUNK_SIZE|INVALID_TRANSFER_ENCODING|STRICT)\b/,
    code: 'http_response_transfer_coding',
    sure: 0.9,
    means: 'the pieces of the answer do not fit together',
  },
  {
    when: /\bHPE_INVALID_(?:CONSTANT|VERSION|STATUS)\b|Parse Error: Expected HTTP/,
    code: 'http_protocol_error',
    sure: 0.75,
    instead: 'not_http',
    means: 'what came is no HTTP, or breaks its rules',
  },
  {
    when: /\bHPE_\w{3,40}\b|Parse Error:? .{0,60}/,
    code: 'http_protocol_error',
    sure: 0.9,
    means: 'the answer breaks the rules of HTTP',
  },
  {
    when: /\bZ_(?:DATA|BUF|STREAM)_ERROR\b|incorrect header check|unexpected end of file.{0,80}zlib|ERR__ERROR_FORMAT\w{0,30}/,
    code: 'http_response_content_coding',
    sure: 0.9,
    means: 'the packed answer could not be unpacked',
  },
  {
    when: /\b(?:ERR_HTTP2_GOAWAY_SESSION|NGHTTP2_REFUSED_STREAM)\b/,
    code: 'draining',
    sure: 0.75,
    instead: 'connection_terminated',
    means: 'the server is ending its connections in order: it restarts or drains',
  },
  {
    when: /\bNGHTTP2_ENHANCE_YOUR_CALM\b/,
    code: 'overloaded',
    sure: 0.85,
    instead: 'throttled',
    means: 'the server says that this client asks too much of it',
  },
  {
    when: /\bERR_HTTP2_\w{3,40}\b|\bNGHTTP2_\w{3,40}\b/,
    code: 'http_protocol_error',
    sure: 0.8,
    instead: 'http_upgrade_failed',
    means: 'the exchange over HTTP/2 broke',
  },
  {
    when: /\bUND_ERR_SOCKET\b|other side closed|socket hang up/,
    code: 'connection_terminated',
    sure: 0.78,
    instead: 'keepalive_race',
    means: 'the server hung up before it had answered',
  },
  {
    when: /\bEPIPE\b/,
    code: 'connection_terminated',
    sure: 0.72,
    instead: 'request_too_large',
    means: 'the server hung up while the request was being sent',
  },
  {
    when: /\bECONNRESET\b/,
    code: 'connection_terminated',
    family: 'network',
    who: 'network',
    sure: 0.72,
    instead: 'keepalive_race',
    means: 'the line was cut by a reset, by the server or by something in between',
  },
  {
    when: /\bETIMEDOUT\b/,
    code: 'connection_timeout',
    sure: 0.8,
    instead: 'connection_read_timeout',
    means: 'nothing came back on the line',
  },
  {
    when: /timeout of (?:\d|[1-9]\d|[1-9]\d\d|[1-9]\d{3}|[12]\d{4}) ?ms exceeded/,
    code: 'deadline_exceeded',
    sure: 0.92,
    who: 'caller',
    means: 'the program gave the call less time than an answer of a model may need',
    callerTip: 'Raise the timeout of the program above a minute, or ask for a stream.',
  },
  {
    when: /timeout of \d{1,9} ?ms exceeded/,
    code: 'http_response_timeout',
    sure: 0.88,
    instead: 'deadline_exceeded',
    means: 'the program waited for long, and no answer came',
  },
  {
    when: /\bTimeoutError\b.{0,80}(?:aborted due to timeout|signal timed out)|The operation was aborted due to timeout|signal timed out/,
    code: 'deadline_exceeded',
    sure: 0.88,
    who: 'caller',
    means: 'the program called it off when its own time ran out',
  },
  {
    when: /\bUND_ERR_ABORT(?:ED)?\b|\bABORT_ERR\b|\bAbortError\b|This operation was aborted|The user aborted a request|signal is aborted without reason|\bERR_CANCELED\b/,
    code: 'cancelled',
    sure: 0.9,
    means: 'the program called it off',
  },
  {
    when: /\bUND_ERR_(?:CLOSED|DESTROYED)\b/,
    code: 'cancelled',
    sure: 0.75,
    means: 'the program closed its connections itself',
  },
  {
    when: /\bUND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH|INVALID_RETURN_VALUE)\b/,
    code: 'invalid_request',
    sure: 0.85,
    means: 'the program made a request that cannot be sent',
  },
  {
    when: /Unexpected token '?<'?(?:, "?<|.{0,20} in JSON)|is not valid JSON.{0,40}<|Unexpected token < in JSON/i,
    code: 'wrong_content',
    sure: 0.92,
    means: 'a web page came where JSON was expected',
    callerTip: 'Check the base URL: that of an OpenAI client ends in `/v1`.',
  },
  {
    when: /Unexpected end of JSON input|Unterminated string in JSON/,
    code: 'http_response_incomplete',
    sure: 0.8,
    instead: 'empty_answer',
    means: 'the JSON of the answer is cut off or empty',
  },
  {
    when: /Unexpected (?:token|non-whitespace|identifier).{0,60}(?:JSON|position)/,
    code: 'invalid_answer',
    sure: 0.85,
    means: 'what came is not the JSON that was expected',
  },
];

export const nodeTable: SignTable = {
  system: 'Node or browser program',
  vantage: 'asker',
  farSide: null,
  signs: codes,
};

export const nodeHint =
  /\bE[A-Z]{4,}|\bCERT_|UND_ERR|HPE_|ERR_|NGHTTP2|certificate|[Tt]imeout|socket hang up|other side closed|abort|terminated|Premature|JSON|SSL|[Tt][Ll][Ss]|Parse Error|tunnel|HTTP Tunnel|altname|header check|Headers Overflow|maxContentLength|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|Z_[A-Z]+_ERROR|timed out|wrong version/;

/** Says only that something failed on the way. */
export const fetchTable: SignTable = {
  system: 'program',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /TypeError: fetch failed|(?:TypeError: )?Failed to fetch|TypeError: Load failed|\bLoad failed\b|NetworkError when attempting to fetch resource|\bERR_NETWORK\b|AxiosError: Network Error|Error: Network Error|Network request failed|The network connection was lost|The Internet connection appears to be offline/i,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.5,
      isVague: true,
      instead: 'no_internet',
      means: 'the request did not get through; the program does not say why',
    },
  ],
};
