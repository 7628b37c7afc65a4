/** Starts a scripted upstream: a model server that goes wrong exactly as its script says, and keeps a ledger. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Script } from '../faults/script.ts';
import type { Authority, Defect } from '../tls/authority.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { play } from './play.ts';
import { serve, type Manners } from './serve.ts';

export interface UpstreamPlan extends Manners {
  readonly host: string;
  /** How many attempts its ledger keeps. */
  readonly remembers: number;
  /** 0 takes a free one. */
  readonly port: number;
  /** Who signs its certificates; `null`: nothing is encrypted. */
  readonly authority: Authority | null;
}

export interface Upstream {
  /** Origin without a path. */
  readonly url: string;
  readonly port: number;
  readonly ledger: Ledger;
  /** Resets all connections, as a process that is killed does. */
  cut(): void;
  close(): Promise<void>;
}

const listenOn = (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const closing = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));

const meetConnection = (script: Script | null, socket: Socket, ledger: Ledger): void => {
  if (script?.fault.at !== 'connection') return;
  const entry = ledger.note({
    method: null,
    path: null,
    model: null,
    stream: false,
    lastRole: null,
    headerNames: [],
    requestBytes: 0,
    fault: script.name,
  });
  const gone = new AbortController();
  socket.once('close', () => {
    if (entry.doneAt === null) entry.goneAt = performance.now();
    gone.abort();
  });
  void play(script.fault.steps(script.params), { socket, response: null, entry, gone: gone.signal });
};

const openPort = async (server: Server, plan: UpstreamPlan): Promise<number> => {
  const port = await listenOn(server, plan.host, plan.port);
  if (plan.scripted(null)?.peek()?.fault.at === 'port') await closing(server);
  return port;
};

const manners = { keepAliveTimeout: 75_000, noDelay: true } as const;

/** The server that speaks HTTP on a connection: plain, or behind the certificate that the script wants. */
const openFronts = (plan: UpstreamPlan, ledger: Ledger): ((script: Script | null) => HttpServer) => {
  const { authority } = plan;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    void serve({ request, response }, plan, ledger);
  };
  const plain = createHttpServer(manners, answer);
  // Who looks the name up again has to dial again.
  if (plan.scripted(null)?.peek()?.fault.at === 'name') plain.maxRequestsPerSocket = 1;
  if (authority === null) return () => plain;
  const secured = new Map<Defect, HttpServer>();
  return (script) => {
    const defect = script?.fault.at === 'handshake' ? script.fault.certificate : 'none';
    const known = secured.get(defect) ?? createHttpsServer({ ...manners, ...authority.issue(defect) }, answer);
    secured.set(defect, known);
    return known;
  };
};

export const startUpstream = async (plan: UpstreamPlan): Promise<Upstream> => {
  const ledger = openLedger(plan.remembers);
  const sockets = new Set<Socket>();
  const fronts = openFronts(plan, ledger);
  // Paused, so that a connection whose fault is silence is really not read.
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const scripted = plan.scripted(null);
    const at = scripted?.peek()?.fault.at;
    if (at === 'connection') return meetConnection(scripted?.next() ?? null, socket, ledger);
    fronts(at === 'handshake' ? (scripted?.next() ?? null) : null).emit('connection', socket);
    socket.resume();
  });
  const port = await openPort(server, plan);
  return {
    url: `${plan.authority === null ? 'http' : 'https'}://${plan.host.includes(':') ? `[${plan.host}]` : plan.host}:${port}`,
    port,
    ledger,
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await closing(server);
    },
  };
};
