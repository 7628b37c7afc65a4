/** Dials upstreams, noting how long each step took. */
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

/** Milliseconds each step of a dial took. */
export interface Dialled {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  /** What the resolver said. */
  readonly addresses: string[];
  /** Ends the dial, if it is still under way. */
  giveUp(): void;
}

export type Connect = (
  options: buildConnector.Options,
  callback: (...outcome: Parameters<buildConnector.Callback>) => void,
) => Dialled;

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

export const connector = (timeoutMs: number): Connect => {
  // undici resolves to the socket it dials, though its types say nothing of it.
  const dial = buildConnector({ timeout: timeoutMs, allowH2: false, autoSelectFamily: true }) as (
    options: buildConnector.Options,
    callback: buildConnector.Callback,
  ) => Socket;
  return (options, callback) => {
    let isOpen = false;
    const socket = dial(options, (...outcome: Parameters<buildConnector.Callback>) => {
      isOpen = true;
      callback(...outcome);
    });
    const giveUp = (): void => void (isOpen || socket.destroy());
    const dialled: Dialled = { dns: null, connect: null, tls: null, addresses: [], giveUp };
    watchSteps(socket, dialled);
    return dialled;
  };
};
