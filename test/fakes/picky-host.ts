/** A TLS server as behind a CDN: who does not say which host is meant gets no certificate. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { chatBody } from './answers.ts';
import { expired } from './certificates.ts';

export interface PickyHost {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  close(): Promise<void>;
}

export const startPickyHost = async (): Promise<PickyHost> => {
  const server = createServer(
    { SNICallback: (_name, give) => give(null, createSecureContext(expired)) },
    (request, response) => {
      request.resume();
      request.once('end', () => response.end(chatBody('well')));
    },
  );
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
