/** Turns what undici, sockets, TLS and zlib throw into a fault with a code. */
import type { WireFault } from '../../domain/ports.ts';

interface Coded {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly data?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** Safe: every property is checked before it is used. */
const coded = (error: unknown): Coded => (typeof error === 'object' && error !== null ? error : {});

const firstBytesOf = (data: unknown): string | null =>
  typeof data === 'string' && data.length > 0
    ? Buffer.from(data.slice(0, 32), 'utf8').subarray(0, 32).toString('hex')
    : null;

export const faultOf = (error: unknown): WireFault => {
  const own = coded(error);
  // Happy Eyeballs reports one error per address; the first speaks for all.
  const inner = coded(own.errors?.[0] ?? own.cause);
  const code = typeof own.code === 'string' ? own.code : typeof inner.code === 'string' ? inner.code : 'UNKNOWN';
  const syscall =
    typeof own.syscall === 'string' ? own.syscall : typeof inner.syscall === 'string' ? inner.syscall : null;
  return { code, syscall, tlsAlert: null, firstBytes: firstBytesOf(own.data) };
};

export const plainFault = (code: string): WireFault => ({ code, syscall: null, tlsAlert: null, firstBytes: null });
