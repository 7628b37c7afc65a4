/** A model server whose every answer a test writes itself, with a ledger of what reached it. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inTime } from './patience.ts';

/** One request as it arrived. */
export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly at: number;
  /** Resolves with the time its connection or answer was over, whoever ended it; fails where that does not come. */
  readonly over: Promise<number>;
}

export type Act = (response: ServerResponse, seen: Seen) => unknown;

export interface FakeUpstream {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly port: number;
  /** All but requests for the model list. */
  readonly seen: readonly Seen[];
  /** The last of them. */
  readonly last: Seen;
  /** How it answers from now on. */
  act(act: Act): void;
  /** Resolves once it has seen so many requests. */
  met(count: number): Promise<void>;
  close(): Promise<void>;
}

const listOf = (models: readonly string[]): string =>
  JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model', created: 7, owned_by: 'fake' })) });

const seenOf = ({ method = '', url = '', headers }: IncomingMessage, body: Buffer, over: Promise<number>): Seen => ({
  method,
  url,
  headers,
  body,
  at: performance.now(),
  get over() {
    return inTime(`the end of ${method} ${url} at an upstream`, over);
  },
});

export const startUpstream = async (first: Act, models: readonly string[] = ['m']): Promise<FakeUpstream> => {
  let act = first;
  const seen: Seen[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.method === 'GET' && request.url === '/v1/models') {
        response.setHeader('content-type', 'application/json').end(listOf(models));
        return;
      }
      const over = new Promise<number>((resolve) => response.once('close', () => resolve(performance.now())));
      const entry = seenOf(request, Buffer.concat(pieces), over);
      seen.push(entry);
      for (const waiter of waiting) if (seen.length >= waiter.count) waiter.resolve();
      act(response, entry);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    seen,
    get last() {
      const last = seen.at(-1);
      if (last === undefined) throw new Error('nothing has reached this upstream');
      return last;
    },
    act: (next) => void (act = next),
    met: (count) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (seen.length >= count) resolve();
      else waiting.push({ count, resolve });
      return inTime(() => `${count} requests at an upstream that saw ${seen.length}`, promise);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
