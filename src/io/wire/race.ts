/** Connects to the first of several addresses that answers: Happy Eyeballs (RFC 8305), over plain TCP. */
import type { Socket } from 'node:net';

/** RFC 8305 section 8: how long an attempt has before the next begins beside it. */
const attemptDelayMs = 250;

/** This machine has no way to such an address: it says less than what another address said. */
const noWay: ReadonlySet<string> = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EHOSTUNREACH', 'EINVAL']);

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');

/** The failure that speaks for all. */
const worstOf = (errors: readonly Error[]): Error =>
  errors.find((error) => !noWay.has(codeOf(error))) ?? errors[0] ?? new Error('there is no address to connect to');

export interface Racing {
  readonly addresses: readonly string[];
  readonly open: (address: string) => Socket;
  /** Whether an address answered; one that was overtaken did not. */
  readonly learn: (address: string, isGood: boolean) => void;
  readonly won: (socket: Socket, address: string) => void;
  readonly lost: (error: Error) => void;
}

export class Race {
  readonly #racing: Racing;
  readonly #running = new Map<Socket, { readonly address: string; readonly isLate: boolean }>();
  readonly #errors: Error[] = [];
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(racing: Racing) {
    this.#racing = racing;
    this.#start();
  }

  giveUp(): void {
    this.#end();
  }

  #start(): void {
    clearTimeout(this.#timer);
    const { addresses, open } = this.#racing;
    const address = addresses[this.#next++];
    if (address === undefined) {
      if (this.#running.size === 0 && !this.#isOver) this.#fail();
      return;
    }
    const socket = open(address);
    this.#running.set(socket, { address, isLate: false });
    socket.once('connect', () => this.#won(socket, address));
    socket.once('error', (error) => this.#failed(socket, address, error));
    if (this.#next < addresses.length) this.#timer = setTimeout(() => this.#overtake(), attemptDelayMs);
  }

  /** Whoever is still running has had its time. */
  #overtake(): void {
    for (const [socket, run] of this.#running) this.#running.set(socket, { ...run, isLate: true });
    this.#start();
  }

  #won(socket: Socket, address: string): void {
    if (this.#isOver) return;
    this.#running.delete(socket);
    socket.removeAllListeners('error');
    for (const { address: slow, isLate } of this.#running.values()) if (isLate) this.#racing.learn(slow, false);
    this.#end();
    this.#racing.learn(address, true);
    this.#racing.won(socket, address);
  }

  #failed(socket: Socket, address: string, error: Error): void {
    if (this.#isOver) return;
    this.#running.delete(socket);
    this.#errors.push(error);
    this.#racing.learn(address, false);
    this.#start();
  }

  #fail(): void {
    this.#end();
    this.#racing.lost(worstOf(this.#errors));
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const socket of this.#running.keys()) socket.on('error', () => {}).destroy();
    this.#running.clear();
  }
}
