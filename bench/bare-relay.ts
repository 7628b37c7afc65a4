/** The least a relay on `node:http` and undici can do: no checks, no clocks, no record. What we add to it is our own cost. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';

const upstream = process.argv[2] ?? '';
const pool = new Pool(upstream, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });

const relayTo = (response: ServerResponse): Dispatcher.DispatchHandler => ({
  onRequestStart: (controller) => {
    response.once('close', () => {
      if (!response.writableFinished) controller.abort(new Error('the caller left'));
    });
  },
  onResponseStart: (_controller, status, headers) => {
    const kept = { ...headers };
    delete kept['transfer-encoding'];
    delete kept['connection'];
    response.writeHead(status, kept);
  },
  onResponseData: (_controller, bytes) => void response.write(bytes),
  onResponseEnd: () => void response.end(),
  onResponseError: () => void response.destroy(),
});

const relay = (request: IncomingMessage, response: ServerResponse): void => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    pool.dispatch(
      {
        method: 'POST',
        path: request.url ?? '/',
        headers: { 'content-type': 'application/json' },
        body: Buffer.concat(pieces),
      },
      relayTo(response),
    );
  });
};

const server = createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, relay);
server.listen({ host: '127.0.0.1', port: 0, backlog: 8192 }, () => {
  const address = server.address();
  console.log(`listening on ${typeof address === 'object' ? address?.port : address}`);
});
