/** Dials upstreams: name, connection, TLS; notes how long each step took. */
import type { Socket } from 'node:net';
import { connect, isIP } from 'node:net';
import { buildConnector } from 'undici';
import type { Found, Names } from '../../domain/ports.ts';
import { Race } from './race.ts';

/** What is known of a dial; milliseconds each step took. */
export interface Dialled {
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  /** What the name stands for; empty for a plain address. */
  readonly addresses: readonly string[];
  /** Whether the address was an old one because the resolver did not answer, or its answer led nowhere. */
  readonly isStale: boolean;
  /** Whether it still waits for the resolver. */
  readonly isResolving: boolean;
  /** Ends the dial, if it is still under way. */
  giveUp(): void;
  /** The address that took the connection. */
  readonly address: string | null;
}

type Callback = (...outcome: Parameters<buildConnector.Callback>) => void;

/** `connectMs`: how long whoever waits for it will wait. */
export type Connect = (wish: { options: buildConnector.Options; connectMs: number }, callback: Callback) => Dialled;

/** A failure of the resolver, in the form of the system's own. */
const unresolved = (code: string): Error =>
  Object.assign(new Error(`the name cannot be resolved (${code})`), { code, syscall: 'query' });

const closed = (): Error => Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' });

const keepAliveMs = 60_000;

const open = (host: string, port: number): Socket =>
  connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });

interface Parts {
  readonly names: Names;
  readonly options: buildConnector.Options;
  readonly connectMs: number;
  readonly secure: buildConnector.connector;
  readonly callback: Callback;
}

class Dial implements Dialled {
  readonly #parts: Parts;
  readonly #tried = new Set<string>();
  #last = performance.now();
  #race: Race | null = null;
  #socket: Socket | null = null;
  #isOver = false;
  dns: number | null = null;
  connect: number | null = null;
  tls: number | null = null;
  addresses: readonly string[] = [];
  isStale = false;
  address: string | null = null;
  isResolving = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { hostname } = parts.options;
    if (isIP(hostname) !== 0) this.#try([hostname], (error) => this.#end(error));
    else void this.#resolve(hostname);
  }

  giveUp(): void {
    if (this.#isOver) return;
    if (this.isResolving) this.dns = this.#lap();
    this.#isOver = true;
    this.#race?.giveUp();
    this.#socket?.destroy();
  }

  #lap(): number {
    const now = performance.now();
    const took = now - this.#last;
    this.#last = now;
    return took;
  }

  async #resolve(hostname: string): Promise<void> {
    const { names, connectMs } = this.#parts;
    this.isResolving = true;
    const found = await names.find(hostname, connectMs);
    if (this.#isOver) return;
    this.isResolving = false;
    this.dns = this.#lap();
    this.addresses = [...found.addresses, ...found.former];
    if (this.addresses.length === 0) return this.#end(unresolved(found.code));
    this.isStale = found.isStale;
    this.#try(found.addresses, (error) => void this.#lookAgain(found, error));
  }

  /** Nobody answered: the name may stand for something else by now; what it stood for before comes last. */
  async #lookAgain(found: Found, error: Error | null): Promise<void> {
    const again = await this.#parts.names.again(this.#parts.options.hostname);
    if (this.#isOver) return;
    const isNew = (address: string): boolean => !this.#tried.has(address);
    const fresh = (again?.addresses ?? []).filter(isNew);
    const former = (again ?? found).former.filter(isNew);
    this.#try(fresh, (latest) => {
      this.isStale ||= former.length > 0;
      this.#try(former, (last) => this.#end(error ?? latest ?? last));
    });
  }

  #try(addresses: readonly string[], lost: (error: Error | null) => void): void {
    if (addresses.length === 0) return lost(null);
    for (const address of addresses) this.#tried.add(address);
    const { names, options } = this.#parts;
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80);
    const isNamed = isIP(options.hostname) === 0;
    this.#race = new Race({
      addresses,
      open: (address) => open(address, port),
      learn: (address, isGood) => void (isNamed && names.dialled(address, isGood)),
      won: (socket, address) => {
        this.address = address;
        this.#connected(socket);
      },
      lost,
    });
  }

  #connected(socket: Socket): void {
    const { options, secure } = this.#parts;
    this.connect = this.#lap();
    this.#socket = socket;
    if (options.protocol !== 'https:') return this.#end(null, socket);
    secure({ ...options, httpSocket: socket }, (...[error, tlsSocket]) => {
      if (error !== null) return this.#end(error);
      this.tls = this.#lap();
      this.#end(null, tlsSocket);
    });
  }

  #end(error: Error | null, socket: Socket | null = null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error === null && socket !== null && !socket.destroyed) this.#parts.callback(null, socket);
    else {
      this.#socket?.destroy();
      this.#parts.callback(error ?? closed(), null);
    }
  }
}

/** One for an origin: its dials share what TLS sessions there are. */
export const connector = (names: Names): Connect => {
  const secure = buildConnector({ timeout: 0, allowH2: false });
  return ({ options, connectMs }, callback) => new Dial({ names, options, connectMs, secure, callback });
};
