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
  /** Connections lead to this port from now on; `null`: nobody is there. Those there are break. */
  lead(port: number | null): void;
  close(): Promise<void>;
}

const unharmed: Plan = () => null;

interface Passage {
  readonly port: number;
  readonly cut: Cut | null;
  readonly keep: (socket: Socket) => void;
  readonly onCut: () => void;
}

/** Joins one connection to the server behind, as far as the cut lets it. */
const join = (down: Socket, { port, cut, keep, onCut }: Passage): void => {
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
    onCut();
    if (cut?.how === 'silent') return;
    // What was written goes out first, then the end: the client has seen exactly so many bytes.
    if (cut?.how === 'close') down.end(() => up.destroy());
    else setImmediate(() => down.resetAndDestroy());
  });
};

export const startCuttingProxy = async (first: number): Promise<CuttingProxy> => {
  let plan = unharmed;
  let port: number | null = first;
  let connections = 0;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((down) => {
    if (port === null) down.resetAndDestroy();
    else join(down, { port, cut: plan(connections++), keep, onCut: () => cuts++ });
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
      breakAll();
    },
    lead: (next) => {
      port = next;
      breakAll();
    },
    close: async () => {
      breakAll();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
