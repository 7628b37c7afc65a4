/** A connection for one request: dialled, led through a proxy, and secured, with the time each step took. */
import { request } from 'node:http';
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Asking, Heard, TlsSeen } from '../../domain/doctor-ports.ts';
import { systemAuthorities, tlsSeen } from './certificate.ts';
import { throughSocks } from './socks.ts';

export type Failed = Extract<Heard, { readonly kind: 'failed' }>;

export type Line =
  | {
      readonly kind: 'line';
      readonly socket: Socket;
      readonly connectMs: number;
      readonly tlsMs: number | null;
      readonly tls: TlsSeen | null;
    }
  | {
      readonly kind: 'failed';
      readonly failed: Failed;
      readonly connectMs: number | null;
      readonly tls: TlsSeen | null;
    };

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? 'UNKNOWN';

export const failure = (at: Failed['at'], code: string, status: number | null = null): Failed => ({
  kind: 'failed',
  at,
  code,
  status,
});

type Socketed = { readonly socket: Socket } | { readonly failed: Failed };

const opened = ({
  address,
  port,
  at,
  signal,
}: {
  address: string;
  port: number;
  at: Failed['at'];
  signal: AbortSignal;
}) =>
  new Promise<Socketed>((resolve) => {
    const socket = connect({ host: address, port, autoSelectFamily: false, signal });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve({ socket });
    });
    socket.once('error', (error) => resolve({ failed: failure(at, signal.aborted ? 'ETIMEDOUT' : codeOf(error)) }));
  });

const authority = ({ host, port }: Pick<Asking, 'host' | 'port'>): string =>
  `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

export const loginHeader = ({ proxy }: Pick<Asking, 'proxy'>): Readonly<Record<string, string>> =>
  proxy?.login == null ? {} : { 'proxy-authorization': `Basic ${Buffer.from(proxy.login).toString('base64')}` };

/** Asks the proxy to lead on to the host (RFC 9110 section 9.3.6). */
const ledOn = (asking: Asking, socket: Socket, signal: AbortSignal): Promise<Socketed> =>
  new Promise((resolve) => {
    const path = authority(asking);
    const headers = { host: path, ...loginHeader(asking) };
    const sending = request({ method: 'CONNECT', path, headers, createConnection: () => socket, signal });
    sending.once('connect', (answer, led) => {
      if (answer.statusCode === 200) return resolve({ socket: led });
      led.destroy();
      resolve({ failed: failure('proxy', `HTTP_${answer.statusCode}`, answer.statusCode ?? null) });
    });
    sending.once('error', (error) =>
      resolve({ failed: failure('proxy', signal.aborted ? 'ETIMEDOUT' : codeOf(error)) }),
    );
    sending.end();
  });

type Secured = { readonly socket: TLSSocket; readonly seen: TlsSeen } | { readonly failed: Failed };

/** Whatever certificate is shown is looked at; whether it is good is told, not enforced, and nothing is sent over a bad one. */
const secured = (socket: Socket, host: string, more: { ca?: string[]; signal: AbortSignal }): Promise<Secured> =>
  new Promise((resolve) => {
    const { signal, ca } = more;
    const name = isIP(host) === 0 ? { servername: host } : {};
    const line = secure({ socket, ...name, rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) });
    const fail = (code: string): void => {
      signal.removeEventListener('abort', late);
      line.destroy();
      // When the time is up the connection is torn down, which looks like a cut.
      resolve({ failed: failure('tls', signal.aborted ? 'ETIMEDOUT' : code) });
    };
    const late = (): void => fail('ETIMEDOUT');
    signal.addEventListener('abort', late, { once: true });
    line.once('error', (error: NodeJS.ErrnoException) => fail(codeOf(error)));
    line.once('close', () => fail('ECONNRESET'));
    line.once('secureConnect', () => {
      signal.removeEventListener('abort', late);
      line.removeAllListeners('close').removeAllListeners('error');
      resolve({ socket: line, seen: tlsSeen(line, host) });
    });
  });

const reached = async (asking: Asking, signal: AbortSignal): Promise<Socketed> => {
  const { proxy, address, port } = asking;
  if (proxy === null) return opened({ address, port, at: 'connect', signal });
  const near = await opened({ address: proxy.address, port: proxy.port, at: 'proxy', signal });
  if ('failed' in near) return near;
  if (proxy.kind === 'http') return asking.scheme === 'http' ? near : ledOn(asking, near.socket, signal);
  const led = await throughSocks(near.socket, { host: asking.host, port: asking.port, login: proxy.login }, signal);
  return led.kind === 'led' ? led : { failed: failure('proxy', led.code) };
};

const notVouchedFor = /^(?:SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/;

/** Asks once more with the authorities of the system, where this program's own do not vouch for the site. */
const withSystem = async (asking: Asking, seen: TlsSeen, signal: AbortSignal): Promise<TlsSeen> => {
  const ca = [...systemAuthorities()];
  if (seen.refusal === null || !notVouchedFor.test(seen.refusal) || ca.length === 0) return seen;
  const again = await reached(asking, signal);
  if ('failed' in again) return seen;
  const line = await secured(again.socket, asking.host, { ca, signal });
  again.socket.destroy();
  return 'failed' in line ? seen : { ...seen, trustedBySystem: line.seen.refusal === null };
};

export const openLine = async (asking: Asking, signal: AbortSignal): Promise<Line> => {
  const startedAt = performance.now();
  const way = await reached(asking, signal);
  if ('failed' in way) return { kind: 'failed', failed: way.failed, connectMs: null, tls: null };
  const connectMs = performance.now() - startedAt;
  if (asking.scheme === 'http') return { kind: 'line', socket: way.socket, connectMs, tlsMs: null, tls: null };
  const line = await secured(way.socket, asking.host, { signal });
  if ('failed' in line) return { kind: 'failed', failed: line.failed, connectMs, tls: null };
  const tlsMs = performance.now() - startedAt;
  if (line.seen.refusal === null && line.seen.namesFit)
    return { kind: 'line', socket: line.socket, connectMs, tlsMs, tls: line.seen };
  line.socket.destroy();
  const tls = await withSystem(asking, line.seen, signal);
  return { kind: 'failed', failed: failure('tls', tls.refusal ?? 'ERR_TLS_CERT_ALTNAME_INVALID'), connectMs, tls };
};
