/** Dials upstreams, noting how long each step took and on which socket a request then runs. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** Milliseconds each step of a dial took. */
export interface Dialled {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  /** What the resolver said. */
  readonly addresses: string[];
  /** Requests that have run on the socket. */
  requests: number;
}

const bySocket = new WeakMap<object, Dialled>();
const byError = new WeakMap<object, Dialled>();

export const dialledSocket = (socket: object): Dialled | undefined => bySocket.get(socket);
export const dialledError = (error: object): Dialled | undefined => byError.get(error);

const watchSteps = (socket: Socket, dialled: Dialled): void => {
  let last = performance.now();
  const lap = (): number => {
    const now = performance.now();
    const took = now - last;
    last = now;
    return took;
  };
  socket.on('lookup', (_error: Error | null, address: string | undefined) => {
    dialled.dns ??= lap();
    if (address !== undefined && address !== '') dialled.addresses.push(address);
  });
  socket.once('connect', () => (dialled.connect = lap()));
  socket.once('secureConnect', () => (dialled.tls = lap()));
};

export const connector = (timeoutMs: number): buildConnector.connector => {
  // undici resolves to the socket it dials, though its types say nothing of it.
  const dial = buildConnector({ timeout: timeoutMs, allowH2: false, autoSelectFamily: true }) as (
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ) => Socket;
  return (options, callback) => {
    const dialled: Dialled = { dns: null, connect: null, tls: null, addresses: [], requests: 0 };
    const socket = dial(options, (...outcome: Parameters<buildConnector.Callback>) => {
      const [error, connected] = outcome;
      if (error !== null) byError.set(error, dialled);
      else if (connected !== null) bySocket.set(connected, dialled);
      callback(...outcome);
    });
    watchSteps(socket, dialled);
  };
};

/** What wants to know the socket its request is written to. */
export interface Rider {
  rides(socket: Socket): void;
}

let starting: Rider | null = null;

/** undici says the socket on a diagnostics channel, in the same turn and right after it tells the handler that a request starts. */
export const expectSocket = (rider: Rider): void => {
  starting = rider;
};

subscribe('undici:client:sendHeaders', (message) => {
  const rider = starting;
  starting = null;
  rider?.rides((message as { socket: Socket }).socket);
});
