/** Asks a SOCKS5 proxy to lead on to a host (RFC 1928), with a name and password where it wants them (RFC 1929). */
import { isIPv4, isIPv6 } from 'node:net';
import type { Socket } from 'node:net';

export type Led =
  | { readonly kind: 'led'; readonly socket: Socket }
  /** `SOCKS_LOGIN`, `SOCKS_RULES`, `SOCKS_FAILED`, `SOCKS_NOT_SPOKEN`, or the system's code. */
  | { readonly kind: 'failed'; readonly code: string };

export interface SocksWish {
  readonly host: string;
  readonly port: number;
  /** `NAME:PASSWORD`, or `null`. */
  readonly login: string | null;
}

/** Longest answer: four bytes, a name of 255 with its length, a port. */
const longestAnswer = 262;

/** Exactly so many bytes; `null`: the proxy hung up before. */
const bytesOf = (socket: Socket, count: number, signal: AbortSignal): Promise<Buffer | null> =>
  new Promise((resolve) => {
    const done = (bytes: Buffer | null): void => {
      socket.off('readable', look).off('end', none).off('error', none).off('close', none);
      signal.removeEventListener('abort', none);
      resolve(bytes);
    };
    const none = (): void => done(null);
    const look = (): void => {
      const bytes: unknown = socket.read(count);
      if (bytes instanceof Buffer) done(bytes.length === count ? bytes : null);
    };
    socket.on('readable', look).on('end', none).on('error', none).on('close', none);
    signal.addEventListener('abort', none, { once: true });
    look();
  });

const [noLogin, byPassword] = [0x00, 0x02];

/** Sixteen bytes; the gap of zeros filled in. */
const bytesOf6 = (address: string): Buffer => {
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter((each) => each !== ''));
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
  return Buffer.from(groups.map((each) => each.padStart(4, '0')).join(''), 'hex');
};

/** The name is sent as it is: the proxy looks it up, as browsers let it. */
const questionFor = ({ host, port }: SocksWish): Buffer => {
  const head = Buffer.from([5, 1, 0]);
  const tail = Buffer.from([port >> 8, port & 0xff]);
  if (isIPv4(host)) return Buffer.concat([head, Buffer.from([1, ...host.split('.').map(Number)]), tail]);
  if (isIPv6(host)) return Buffer.concat([head, Buffer.from([4]), bytesOf6(host), tail]);
  const name = Buffer.from(host.slice(0, 255));
  return Buffer.concat([head, Buffer.from([3, name.length]), name, tail]);
};

const sized = (text = Buffer.alloc(0)): Buffer => Buffer.concat([Buffer.from([text.length]), text]);

const loginFor = (login: string): Buffer => {
  const at = login.indexOf(':');
  const [name, password] = [login.slice(0, at), login.slice(at + 1)].map((each) => Buffer.from(each).subarray(0, 255));
  return Buffer.concat([Buffer.from([1]), sized(name), sized(password)]);
};

/** RFC 1928 section 6: what the second byte of the answer says. */
const refusals: Readonly<Record<number, string>> = {
  2: 'SOCKS_RULES',
  3: 'ENETUNREACH',
  4: 'EHOSTUNREACH',
  5: 'ECONNREFUSED',
  6: 'ETIMEDOUT',
};

/** How many bytes of the answer come after its first five, by the kind of address in it. */
const restOf = (kind: number, length: number): number =>
  kind === 1 ? 5 : kind === 4 ? 17 : Math.min(longestAnswer, length + 2);

const signedIn = async (socket: Socket, { login }: SocksWish, signal: AbortSignal): Promise<string | null> => {
  socket.write(Buffer.from(login === null ? [5, 1, noLogin] : [5, 2, noLogin, byPassword]));
  const chosen = await bytesOf(socket, 2, signal);
  if (chosen?.[0] !== 5) return 'SOCKS_NOT_SPOKEN';
  if (chosen[1] === noLogin) return null;
  if (chosen[1] !== byPassword || login === null) return 'SOCKS_LOGIN';
  socket.write(loginFor(login));
  return (await bytesOf(socket, 2, signal))?.[1] === 0 ? null : 'SOCKS_LOGIN';
};

const led = async (socket: Socket, wish: SocksWish, signal: AbortSignal): Promise<string | null> => {
  const refused = await signedIn(socket, wish, signal);
  if (refused !== null) return refused;
  socket.write(questionFor(wish));
  const answer = await bytesOf(socket, 5, signal);
  if (answer === null) return 'SOCKS_FAILED';
  const [version, code = 1, , kind = 1, length = 0] = answer;
  if (version !== 5) return 'SOCKS_NOT_SPOKEN';
  if (code !== 0) return refusals[code] ?? 'SOCKS_FAILED';
  return (await bytesOf(socket, restOf(kind, length), signal)) === null ? 'SOCKS_FAILED' : null;
};

export const throughSocks = async (socket: Socket, wish: SocksWish, signal: AbortSignal): Promise<Led> => {
  const code = await led(socket, wish, signal);
  if (code === null) return { kind: 'led', socket };
  socket.on('error', () => {}).destroy();
  return { kind: 'failed', code: signal.aborted ? 'ETIMEDOUT' : code };
};
