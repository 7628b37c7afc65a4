/** Turns what undici, sockets, TLS and zlib throw into a fault with a code. */
import { errors } from 'undici';
import type { WireFault } from '../../domain/ports.ts';

interface Coded {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly data?: unknown;
  readonly cause?: unknown;
}

/** Safe: every property is checked before it is used. */
const coded = (error: unknown): Coded => (typeof error === 'object' && error !== null ? error : {});

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const firstBytesOf = (data: unknown): string | null =>
  typeof data === 'string' && data.length > 0
    ? Buffer.from(data.slice(0, 32), 'utf8').subarray(0, 32).toString('hex')
    : null;

/** undici 8 loses llhttp's code and keeps its reason: the parser's own fixed words, longest first where one holds another. */
const parserReasons: readonly (readonly [string, string])[] = [
  ['chunk', 'HPE_INVALID_CHUNK_SIZE'],
  ["can't be present with", 'HPE_UNEXPECTED_CONTENT_LENGTH'],
  ['Content-Length', 'HPE_INVALID_CONTENT_LENGTH'],
  ['Transfer-Encoding', 'HPE_INVALID_TRANSFER_ENCODING'],
  ['Expected HTTP/', 'HPE_INVALID_CONSTANT'],
  ['HTTP version', 'HPE_INVALID_VERSION'],
  ['status', 'HPE_INVALID_STATUS'],
  ['EOF', 'HPE_INVALID_EOF_STATE'],
  ['header', 'HPE_INVALID_HEADER_TOKEN'],
];

const parserCode = (error: unknown): string | null => {
  if (!(error instanceof errors.HTTPParserError)) return null;
  return parserReasons.find(([reason]) => error.message.includes(reason))?.[1] ?? 'HPE_INTERNAL';
};

/** undici has one code for all that ends a socket: answers it does not take (RFC 9110 section 15.2) stand in its fixed words alone. */
const refusedCode = (error: unknown): string | null => {
  if (!(error instanceof errors.SocketError)) return null;
  if (error.message === 'bad upgrade') return 'UND_ERR_UPGRADE';
  return error.message === 'bad response' ? 'UND_ERR_INTERIM' : null;
};

export const faultOf = (error: unknown): WireFault => {
  const own = coded(error);
  const inner = coded(own.cause);
  const code = refusedCode(error) ?? textOf(own.code) ?? parserCode(error) ?? textOf(inner.code) ?? 'UNKNOWN';
  const syscall = textOf(own.syscall) ?? textOf(inner.syscall);
  return { code, syscall, tlsAlert: alertOf(error), firstBytes: firstBytesOf(own.data), certificate: null };
};

/** OpenSSL writes the number at the end of its own text. */
const alertOf = (error: unknown): number | null => {
  const found = error instanceof Error ? /SSL alert number (\d{1,3})/.exec(error.message)?.[1] : undefined;
  return found === undefined ? null : Number(found);
};

export const plainFault = (code: string): WireFault => ({
  code,
  syscall: null,
  tlsAlert: null,
  firstBytes: null,
  certificate: null,
});

const certificateCodes =
  /^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|INVALID_CA|HOSTNAME_MISMATCH)/;

export const isAboutCertificate = (fault: WireFault): boolean => certificateCodes.test(fault.code);
