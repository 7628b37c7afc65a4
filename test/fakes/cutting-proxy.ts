/** A TCP proxy that breaks connections on purpose: after so many bytes of an answer, by a reset, a plain close, or by going silent. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Cut {
  /** How much of what the server sends still passes. */
  readonly afterBytes: number;
  /** `silent`: the connection stays, and nothing more comes through it. */
  readonly how: 'reset' | 'close' | 'silent';
}

type Plan = (connection: number) => Cut | null;

export interface CuttingProxy {
  readonly origin: string;
  /** How many connections were broken. */
  readonly cuts: number;
  /** Breaks the connections there are, and says what happens to those that come; they are numbered from 0. `null`: nothing. */
  plan(plan: Plan): void;
  close(): Promise<void>;
}

const unharmed: Plan = () => null;

export const startCuttingProxy = async (port: number): Promise<CuttingProxy> => {
  let plan = unharmed;
  let connections = 0;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((down) => {
    const cut = plan(connections++);
    const up = connect(port, '127.0.0.1');
    let left = cut?.afterBytes ?? Infinity;
    keep(down);
    keep(up);
    down.pipe(up);
    up.on('close', () => left > 0 && down.destroy());
    down.on('close', () => up.destroy());
    up.on('data', (bytes: Buffer) => {
      if (left <= 0) return;
      down.write(bytes.subarray(0, Math.min(left, bytes.length)));
      left -= bytes.length;
      if (left > 0) return;
      cuts++;
      if (cut?.how === 'silent') return;
      // What was written goes out first, then the end: the client has seen exactly so many bytes.
      if (cut?.how === 'close') down.end(() => up.destroy());
      else setImmediate(() => down.resetAndDestroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    plan: (next) => {
      plan = next;
      connections = 0;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
