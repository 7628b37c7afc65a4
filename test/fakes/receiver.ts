/** A server that alerts are posted to: it keeps what came, and answers as it is told to. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inTime } from './patience.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly at: number;
}

export type Answering = (response: ServerResponse) => void;

export const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (response) =>
    void response.writeHead(status, headers).end();

/** Takes everything and never says a word. */
export const hangs: Answering = () => {};

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** From now on. */
  answer: Answering;
  /** Resolves once so many have come. */
  until(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

export const startReceiver = async (first: Answering = answers(204), port = 0): Promise<Receiver> => {
  const received: Received[] = [];
  let heard: (() => void)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, text, at: Date.now() });
      receiver.answer(response);
      for (const one of heard.splice(0)) one();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: given } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${given}/hook`,
    port: given,
    received,
    answer: first,
    until: async (count) => {
      while (received.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>();
        heard.push(resolve);
        await inTime(`request ${received.length + 1} of ${count}`, promise);
      }
      return received;
    },
    close: async () => {
      heard = [];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
};
