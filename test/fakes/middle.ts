/** Somebody in the middle: passes HTTP on to one origin, and treats answers as bad proxies, scanners and lines do. */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/**
 * `hold`: lets a body go when it is whole. `one-late`: each piece waits for the next. `cut`: breaks bodies off after `afterMs`.
 * `slow`: waits before each answer. `status`: answers itself.
 */
export type Manner =
  | { readonly kind: 'pass' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'one-late' }
  | { readonly kind: 'cut'; readonly afterMs: number }
  | { readonly kind: 'slow'; readonly waitMs: number }
  | { readonly kind: 'status'; readonly status: number; readonly html: string };

export interface Place {
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string } | null;
  /** How far its clock is ahead of ours. */
  readonly aheadMs?: number;
  /** The largest head it takes. */
  readonly headBytes?: number;
}

export interface Middle {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

const passBody = (answer: IncomingMessage, response: ServerResponse, manner: Manner): void => {
  const { date: _, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, headers);
  let waiting: Buffer | null = null;
  const held: Buffer[] = [];
  if (manner.kind === 'cut') setTimeout(() => response.destroy(), manner.afterMs).unref();
  answer.on('data', (piece: Buffer) => {
    if (manner.kind === 'hold') held.push(piece);
    else if (manner.kind === 'one-late') {
      if (waiting !== null) response.write(waiting);
      waiting = piece;
    } else response.write(piece);
  });
  answer.on('end', () => response.end(Buffer.concat([...held, ...(waiting === null ? [] : [waiting])])));
  answer.on('error', () => response.destroy());
};

const listenerOf =
  (origin: string, manner: Manner, aheadMs: number): RequestListener =>
  (incoming, response) => {
    response.on('error', () => {});
    response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
    if (manner.kind === 'status') {
      incoming.resume();
      return void response.writeHead(manner.status, { 'content-type': 'text/html' }).end(manner.html);
    }
    const { method = 'GET', url = '/', headers } = incoming;
    const pass = (): void => {
      const onward = request(new URL(url, origin), { method, headers });
      onward.on('response', (answer) => passBody(answer, response, manner));
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      incoming.pipe(onward);
    };
    if (manner.kind === 'slow') setTimeout(pass, manner.waitMs).unref();
    else pass();
  };

/** `origin`: whom it passes requests on to. */
export const startMiddle = async (origin: string, manner: Manner, place: Place = {}): Promise<Middle> => {
  const { host = '127.0.0.1', port = 0, tls = null, aheadMs = 0, headBytes = 64 * 1024 } = place;
  const limits = { maxHeaderSize: headBytes };
  const listener = listenerOf(origin, manner, aheadMs);
  const server = tls === null ? createServer(limits, listener) : createSecureServer({ ...tls, ...limits }, listener);
  server.listen(port, host);
  await once(server, 'listening');
  const given = (server.address() as AddressInfo).port;
  return {
    origin: `http://${host}:${given}`,
    port: given,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
