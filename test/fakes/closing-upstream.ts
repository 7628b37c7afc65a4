/** A model server that closes idle connections at the worst moment: just as a request comes in, or at a time about as long as the pause. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { chatBody } from './answers.ts';

export interface Closing {
  /** Every so many requests on a connection that was used before are met by its end; 0: none. */
  readonly everyNth: number;
  /** Idle connections close after a time between 0 and this; `null`: never. */
  readonly idleMs: number | null;
}

export interface ClosingUpstream {
  /** Ends in `/v1`. */
  readonly url: string;
  /** Requests that were answered. */
  readonly answered: number;
  /** Requests that were read and met by the end of their connection. */
  readonly raced: number;
  readonly connections: number;
  close(): Promise<void>;
}

const body = chatBody('well');
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);

/** Length of the request at the start of the text; `null` while some of it is missing. */
const requestLength = (text: string): number | null => {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length < length ? null : length;
};

interface Counts {
  answered: number;
  raced: number;
  connections: number;
  reused: number;
}

/** In turn as a program closes, and as a host does that has forgotten the connection. */
const closeNow = (socket: Socket, counts: Counts): void => {
  if (counts.raced++ % 2 === 0) socket.end();
  else socket.resetAndDestroy();
};

const serve = (socket: Socket, closing: Closing, counts: Counts): void => {
  let text = '';
  let served = 0;
  let idle: NodeJS.Timeout | undefined;
  socket.on('data', (bytes) => {
    clearTimeout(idle);
    text += bytes.toString('latin1');
    const length = requestLength(text);
    if (length === null) return;
    text = text.slice(length);
    // It had said goodbye when the request was already on its way.
    if (socket.writableEnded) return void counts.raced++;
    const isReuse = served++ > 0 && closing.everyNth > 0;
    if (isReuse && ++counts.reused % closing.everyNth === 0) return closeNow(socket, counts);
    counts.answered++;
    socket.write(answer);
    if (closing.idleMs !== null) idle = setTimeout(() => socket.end(), Math.random() * closing.idleMs);
  });
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(idle));
};

export const startClosingUpstream = async (closing: Closing): Promise<ClosingUpstream> => {
  const counts: Counts = { answered: 0, raced: 0, connections: 0, reused: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    counts.connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, closing, counts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a listening TCP server's address is always of this form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    get answered() {
      return counts.answered;
    },
    get raced() {
      return counts.raced;
    },
    get connections() {
      return counts.connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
