/** What a broken connection means: errno, undici, llhttp, c-ares, TLS and zlib codes, and where they struck. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Evidence } from '../../domain/evidence.ts';

type Wire = Extract<Evidence, { kind: 'wire' }>;

/** Codes whose meaning does not depend on the phase. */
const byCode: Readonly<Record<string, CauseCode>> = {
  ECONNREFUSED: 'connection_refused',
  UND_ERR_CONNECT_TIMEOUT: 'connection_timeout',
  EHOSTUNREACH: 'destination_ip_unroutable',
  ENETUNREACH: 'destination_ip_unroutable',
  EHOSTDOWN: 'destination_ip_unroutable',
  ENETDOWN: 'destination_ip_unroutable',
  ENONET: 'destination_ip_unroutable',
  EADDRNOTAVAIL: 'connection_limit_reached',
  EMFILE: 'connection_limit_reached',
  ENFILE: 'connection_limit_reached',
  ENOBUFS: 'connection_limit_reached',
  ENOTFOUND: 'dns_error',
  ENODATA: 'dns_error',
  EAI_FAIL: 'dns_error',
  EAI_NODATA: 'dns_error',
  EAI_NONAME: 'dns_error',
  ESERVFAIL: 'dns_error',
  EREFUSED: 'dns_error',
  EFORMERR: 'dns_error',
  EBADRESP: 'dns_error',
  EBADNAME: 'dns_error',
  ENOTIMP: 'dns_error',
  EAI_AGAIN: 'dns_timeout',
  ETIMEOUT: 'dns_timeout',
  ECANCELLED: 'dns_timeout',
  CERT_HAS_EXPIRED: 'tls_certificate_error',
  CERT_NOT_YET_VALID: 'tls_certificate_error',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_certificate_error',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_certificate_error',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_certificate_error',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_certificate_error',
  UNABLE_TO_GET_ISSUER_CERT: 'tls_certificate_error',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_certificate_error',
  INVALID_CA: 'tls_certificate_error',
  INVALID_PURPOSE: 'tls_certificate_error',
  HOSTNAME_MISMATCH: 'tls_certificate_error',
  EPROTO: 'tls_protocol_error',
  UND_ERR_HEADERS_TIMEOUT: 'http_response_timeout',
  UND_ERR_BODY_TIMEOUT: 'connection_read_timeout',
  UND_ERR_HEADERS_OVERFLOW: 'http_response_header_section_size',
  HPE_HEADER_OVERFLOW: 'http_response_header_section_size',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'http_response_incomplete',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'http_response_body_size',
  HPE_INVALID_CHUNK_SIZE: 'http_response_transfer_coding',
  HPE_INVALID_TRANSFER_ENCODING: 'http_response_transfer_coding',
  HPE_INVALID_EOF_STATE: 'http_response_incomplete',
  UND_ERR_INTERIM: 'http_protocol_error',
  UND_ERR_UPGRADE: 'http_upgrade_failed',
  UND_ERR_PRX_CONN: 'forward_proxy_failed',
  UND_ERR_PRX_TLS: 'forward_proxy_failed',
  UND_ERR_MAX_ORIGINS_REACHED: 'connection_limit_reached',
  UND_ERR_ABORT: 'cancelled',
  UND_ERR_ABORTED: 'cancelled',
  ABORT_ERR: 'cancelled',
  ERR_HTTP2_GOAWAY_SESSION: 'connection_terminated',
};

/** Families of codes, by how they begin; the first that fits counts. */
const byPrefix: readonly (readonly [string, CauseCode])[] = [
  ['ERR_SSL_', 'tls_protocol_error'],
  ['ERR_TLS_', 'tls_protocol_error'],
  ['CERT_', 'tls_certificate_error'],
  ['CRL_', 'tls_certificate_error'],
  ['UNABLE_TO_', 'tls_certificate_error'],
  ['Z_', 'http_response_content_coding'],
  ['ERR__ERROR_FORMAT', 'http_response_content_coding'],
  ['ERR_BROTLI', 'http_response_content_coding'],
  ['ERR_ZSTD', 'http_response_content_coding'],
  ['ZSTD_', 'http_response_content_coding'],
  ['ERR_HTTP2', 'http_upgrade_failed'],
  ['HPE_', 'http_protocol_error'],
];

/** The peer went away; whether that is a race, a crash or a cut depends on when. */
const goneCodes: readonly string[] = [
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_CLOSED_CONNECTION',
];

/** A close that crossed our request on the way is here after one round trip, of the longest there are; a server that dies on it takes longer. */
const raceWithinMs = 1_000;

const isRace = ({ facts, afterMs }: Wire): boolean =>
  facts.socket === 'reused' && afterMs - (facts.phases.write ?? 0) <= raceWithinMs;

const ofGone = (seen: Wire): CauseCode => {
  if (seen.during === 'body' || seen.facts.bytesReceived > 0) {
    return seen.fault.code === 'ECONNRESET' ? 'connection_terminated' : 'http_response_incomplete';
  }
  if (isRace(seen)) return 'keepalive_race';
  return seen.facts.phases.connect === null && !seen.facts.sent ? 'connection_reset' : 'connection_terminated';
};

/** Bytes that open something else than HTTP: an SSH banner, a TLS record, an HTTP/2 preface, mail and ftp greetings. */
const isOtherProtocol = (firstBytes: string | null): boolean =>
  firstBytes !== null && !firstBytes.startsWith('48545450');

export const codeOfFault = (seen: Wire): CauseCode => {
  const { code, tlsAlert, syscall } = seen.fault;
  if (tlsAlert !== null || /_ALERT_/.test(code)) return 'tls_alert_received';
  // Somebody took the connection, and then said nothing to the handshake.
  if (code === 'UND_ERR_CONNECT_TIMEOUT' && seen.facts.phases.connect !== null) return 'tls_protocol_error';
  if (code === 'ETIMEDOUT')
    return syscall === 'connect' || !seen.facts.sent ? 'connection_timeout' : 'connection_read_timeout';
  // Whatever a resolver says is about the name, its own refusal of a connection too.
  if (syscall === 'query') return byCode[code] === 'dns_timeout' ? 'dns_timeout' : 'dns_error';
  if (goneCodes.includes(code)) return ofGone(seen);
  if (code.startsWith('HPE_') && seen.during === 'head' && isOtherProtocol(seen.fault.firstBytes)) return 'not_http';
  // Before the head is told it can only mean a length that contradicts the chunks: a smuggler's answer.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && seen.during === 'head') return 'http_protocol_error';
  const exact = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  return exact ?? byPrefix.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'proxy_internal_error';
};
