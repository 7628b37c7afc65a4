/** One request on a connection of its own, heard piece by piece with the time each came. */
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import type { Gunzip } from 'node:zlib';
import { constants, createGunzip } from 'node:zlib';
import type { Ask, Asked, Asking, Heard, Piece } from '../../domain/doctor-ports.ts';
import { failure, loginHeader, openLine } from './line.ts';

/** Lets out what has come so far with every piece. */
const unzipped = (): Gunzip => createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });

/** More arrivals than anybody judges are put together. */
const mostPieces = 500;

const hostHeader = ({ scheme, host, port }: Asking): string => {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === (scheme === 'https' ? 443 : 80) ? name : `${name}:${port}`;
};

const sent = (asking: Asking, socket: Socket): ClientRequest => {
  const { method, path, headers, body, proxy, scheme } = asking;
  const isAbsolute = proxy?.kind === 'http' && scheme === 'http';
  const host = hostHeader(asking);
  const sending = request({
    method,
    path: isAbsolute ? `http://${host}${path}` : path,
    headers: { host, 'user-agent': 'good-gateway-doctor', ...(isAbsolute ? loginHeader(asking) : {}), ...headers },
    createConnection: () => socket,
  });
  sending.end(body ?? undefined);
  return sending;
};

const headersOf = (answer: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

class Hearing {
  readonly #asking: Asking;
  readonly #startedAt: number;
  readonly #pieces: Piece[] = [];
  #bytes = 0;
  firstByte: number | null = null;

  constructor(asking: Asking, startedAt: number) {
    this.#asking = asking;
    this.#startedAt = startedAt;
  }

  run(socket: Socket, signal: AbortSignal): Promise<Heard> {
    return new Promise((resolve) => {
      const sending = sent(this.#asking, socket);
      let isAnswered = false;
      const done = (heard: Heard): void => {
        signal.removeEventListener('abort', late);
        sending.on('error', () => {}).destroy();
        socket.on('error', () => {}).destroy();
        resolve(heard);
      };
      const late = (): void => {
        if (!isAnswered) done(failure('answer', 'ETIMEDOUT'));
      };
      if (signal.aborted) return done(failure('answer', 'ETIMEDOUT'));
      signal.addEventListener('abort', late, { once: true });
      sending.on('error', (error: NodeJS.ErrnoException) => {
        if (!isAnswered) done(failure('answer', signal.aborted ? 'ETIMEDOUT' : (error.code ?? 'UNKNOWN')));
      });
      sending.on('response', (answer) => {
        isAnswered = true;
        this.firstByte = performance.now() - this.#startedAt;
        this.#body(answer, signal, done);
      });
    });
  }

  #body(answer: IncomingMessage, signal: AbortSignal, tell: (heard: Heard) => void): void {
    const end = (ending: Extract<Heard, { kind: 'answer' }>['ending']): void => {
      signal.removeEventListener('abort', late);
      const status = answer.statusCode ?? 0;
      tell({ kind: 'answer', status, headers: headersOf(answer), pieces: this.#pieces, ending });
    };
    const late = (): void => end('late');
    signal.addEventListener('abort', late, { once: true });
    const plain = answer.headers['content-encoding'] === 'gzip' ? answer.pipe(unzipped()) : answer;
    plain.on('data', (bytes: Buffer) => {
      this.#take(bytes);
      if (this.#bytes >= this.#asking.bytes) end('enough');
    });
    plain.on('end', () => end(answer.complete ? 'whole' : 'cut'));
    plain.on('error', () => end('cut'));
    answer.on('error', () => end('cut'));
    answer.on('aborted', () => end('cut'));
  }

  #take(bytes: Buffer): void {
    const room = this.#asking.bytes - this.#bytes;
    this.#bytes += bytes.length;
    const text = bytes.subarray(0, Math.max(0, room)).toString('utf8');
    const at = performance.now() - this.#startedAt;
    const last = this.#pieces.at(-1);
    if (last !== undefined && this.#pieces.length >= mostPieces)
      this.#pieces.splice(-1, 1, { at, text: last.text + text });
    else this.#pieces.push({ at, text });
  }
}

const lookMs = 20;

/** Ends the watch, and tells how long the loop stood still in one piece since it began. */
const watchLoop = (): (() => number) => {
  let [lookedAt, stoodMs] = [performance.now(), 0];
  const look = (): void => {
    const now = performance.now();
    stoodMs = Math.max(stoodMs, now - lookedAt - lookMs);
    lookedAt = now;
  };
  const timer = setInterval(look, lookMs);
  return () => {
    clearInterval(timer);
    look();
    return stoodMs;
  };
};

export const ask: Ask = async (asking): Promise<Asked> => {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(asking.ms);
  const stood = watchLoop();
  const line = await openLine(asking, signal);
  if (line.kind === 'failed') {
    const phases = { connect: line.connectMs, tls: null, firstByte: null, end: null };
    return { phases, tls: line.tls, heard: line.failed, stoodMs: stood() };
  }
  const hearing = new Hearing(asking, startedAt);
  const heard = await hearing.run(line.socket, signal);
  const end = performance.now() - startedAt;
  return {
    phases: { connect: line.connectMs, tls: line.tlsMs, firstByte: hearing.firstByte, end },
    tls: line.tls,
    heard,
    stoodMs: stood(),
  };
};
