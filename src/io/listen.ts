/** Listens for HTTP and hands each request on as a port: `Incoming` to read from, `Downstream` to answer through. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import type { Downstream, HeaderBag, HeaderList, Held, Incoming, Listener } from '../domain/ports.ts';
import { keepToCallersMs } from '../domain/own-clocks.ts';
import { coarseAlarm } from './alarms.ts';

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
  readonly body: string;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly handle: (incoming: Incoming, downstream: Downstream) => void;
  /** The answer to what is no valid request: 400, 408 or 431. */
  readonly malformed: (status: 400 | 408 | 431) => Reply;
}

/** Most bytes of a request head. */
const headLimitBytes = 64 * 1024;
/** A head that takes longer is a slow trickle, not a slow line. */
const headLimitMs = 15_000;
/** Silence, and the whole, that a held body may take. */
const bodyIdleMs = 15_000;
const bodyLimitMs = 120_000;
/** A body that passes through may be large, but has to move. */
const streamIdleMs = 60_000;
/** A body up to this size is worth copying, so that it shares a write with its head. */
const oneWriteBytes = 16 * 1024;

const splitUrl = (url: string): { path: string; query: string } => {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
};

class NodeIncoming implements Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderBag;
  readonly remoteAddress: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    this.method = request.method ?? 'GET';
    const { path, query } = splitUrl(request.url ?? '/');
    this.path = path;
    this.query = query;
    this.headers = request.headers;
    this.remoteAddress = request.socket.remoteAddress ?? '';
  }

  hold(limitBytes: number): Promise<Held> {
    const announced = Number(this.headers['content-length'] ?? 0);
    if (announced > limitBytes) return Promise.resolve({ kind: 'too_large' });
    this.#invite();
    return holdBody(this.#request, limitBytes);
  }

  stream(): AsyncIterable<Uint8Array> {
    this.#invite();
    const request = this.#request;
    request.setTimeout(streamIdleMs, () => request.destroy());
    // Once it is all here, the silence is the upstream's to explain.
    request.once('end', () => request.setTimeout(0));
    return request;
  }

  /** Only now is a client that asked first told to send its body. */
  #invite(): void {
    if (this.headers['expect']?.toString().toLowerCase() === '100-continue') this.#response.writeContinue();
  }
}

const holdBody = (request: IncomingMessage, limitBytes: number): Promise<Held> =>
  new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const since = performance.now();
    const settle = (held: Held): void => {
      idle.cancel();
      resolve(held);
    };
    const refuse = (held: Held): void => {
      request.removeAllListeners('data');
      settle(held);
    };
    const idle = coarseAlarm(bodyIdleMs, () => refuse({ kind: 'too_slow' }));
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > limitBytes) return refuse({ kind: 'too_large' });
      if (performance.now() - since > bodyLimitMs) return refuse({ kind: 'too_slow' });
      pieces.push(piece);
      idle.refresh();
    });
    const only = (): Buffer => (pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces, length));
    request.on('end', () => settle({ kind: 'held', bytes: only() }));
    request.on('close', () => settle({ kind: 'broken' }));
    request.on('error', () => settle({ kind: 'broken' }));
  });

class NodeDownstream implements Downstream {
  readonly #response: ServerResponse;
  #isGone = false;
  #onGone: (() => void) | null = null;
  #onRoom: (() => void) | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.once('close', () => {
      if (response.writableFinished) return;
      this.#isGone = true;
      this.#onGone?.();
      this.#onRoom?.();
    });
    // What happens to the socket is told by `close`.
    response.on('error', () => {});
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  onGone(listener: (() => void) | null): void {
    this.#onGone = listener;
    if (this.#isGone) listener?.();
  }

  head(status: number, headers: HeaderList): void {
    if (!this.#response.headersSent) this.#response.writeHead(status, headers as string[]);
  }

  write(bytes: Uint8Array | string): boolean {
    return this.#response.destroyed || this.#response.write(bytes);
  }

  drained(): Promise<void> {
    if (!this.#response.writableNeedDrain || this.#isGone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onRoom = resolve;
      this.#response.once('drain', resolve);
    });
  }

  end(bytes?: Uint8Array | string): void {
    // As text of one byte a character, a small body leaves in one piece with its head.
    if (bytes instanceof Buffer && bytes.length <= oneWriteBytes)
      this.#response.end(bytes.toString('latin1'), 'latin1');
    else this.#response.end(bytes);
  }

  destroy(): void {
    this.#response.destroy();
  }

  closeAfter(): void {
    if (!this.#response.headersSent) this.#response.shouldKeepAlive = false;
  }
}

const malformedStatus = (code: string | undefined): 400 | 408 | 431 => {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
};

const answerRaw = (socket: Socket, reply: Reply): void => {
  const lines = [`HTTP/1.1 ${reply.status} ${reply.reason}`];
  for (let at = 0; at + 1 < reply.headers.length; at += 2) lines.push(`${reply.headers[at]}: ${reply.headers[at + 1]}`);
  lines.push(`content-length: ${Buffer.byteLength(reply.body)}`, 'connection: close', '', reply.body);
  socket.end(lines.join('\r\n'));
};

/** RFC 9112 section 3.2: more than one `Host` is an attempt to mean two things, none is allowed to HTTP/1.0 alone. */
const namesOneHost = ({ rawHeaders, httpVersion }: IncomingMessage): boolean => {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
};

/** RFC 9112 section 6.1: what a hop before us may have read as another coding, or none, could end a body elsewhere than we do. */
const endsWhereItSays = ({ headers }: IncomingMessage): boolean =>
  (headers['transfer-encoding'] ?? 'chunked').toLowerCase() === 'chunked';

const refuse = (response: ServerResponse, { status, headers, body }: Reply): void => {
  response.shouldKeepAlive = false;
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))]).end(body);
};

/** Rejects with the system's error (`EADDRINUSE` …) when the address cannot be had. */
export const listen = async (options: ListenOptions): Promise<Listener> => {
  const server = createServer({
    maxHeaderSize: headLimitBytes,
    headersTimeout: headLimitMs,
    // Bodies have their own clocks: a large upload may take its time.
    requestTimeout: 0,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: keepToCallersMs,
    // Node's own refusal would be bare.
    requireHostHeader: false,
  });
  /** Answers of each connection that may still be on their way; several only where requests were pipelined. */
  const answers = new WeakMap<Socket, readonly ServerResponse[]>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const before = answers.get(request.socket) ?? [];
    // RFC 9112 section 9.6: behind the last answer of a connection nothing is a request any longer.
    if (before.some((answer) => !answer.shouldKeepAlive)) return;
    answers.set(request.socket, [...before.filter((answer) => !answer.writableFinished), response]);
    if (!namesOneHost(request) || !endsWhereItSays(request)) return refuse(response, options.malformed(400));
    options.handle(new NodeIncoming(request, response), new NodeDownstream(response));
  };
  server.maxConnections = options.connections;
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  // RFC 9110 section 10.1.1 leaves it to us; Node's own refusal would be bare.
  server.on('checkExpectation', onRequest);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Into an answer that is on its way nothing else may be written.
    const isAnswering = (answers.get(socket) ?? []).some((answer) => answer.headersSent && !answer.writableFinished);
    if (error.code !== 'ECONNRESET' && socket.writable && !isAnswering)
      answerRaw(socket, options.malformed(malformedStatus(error.code)));
    socket.destroySoon();
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    // Safe: a listening TCP server's address is always of this form.
    port: (server.address() as AddressInfo).port,
    close: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(force);
    },
  };
};
