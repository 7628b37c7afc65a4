/** One line to an upstream: an undici client, which holds one socket at a time, and what is known of that socket. */
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { Client } from 'undici';
import { keepToUpstreamsMs } from '../../domain/own-clocks.ts';
import { PastContinue } from './past-continue.ts';
import type { Connect, Dialled } from './connector.ts';

const headLimitBytes = 32 * 1024;

/** How long a socket may be idle, in ms. Where the upstream says its own time (`Keep-Alive: timeout=`), that less the margin. */
const idle = {
  keepAliveTimeout: keepToUpstreamsMs,
  /** A second of rounding in the header, and a round trip. */
  keepAliveTimeoutThreshold: 2_000,
  /** Balancers on the way forget a quiet connection after this without a word to anybody (AWS ALB: 60 s). */
  keepAliveMaxTimeout: 55_000,
};

interface Owner {
  /** Nothing runs on it any longer. */
  drained(line: Line): void;
  /** Its socket has closed. */
  lost(line: Line): void;
  /** Whoever waited for it to connect has gone. */
  abandoned(line: Line): void;
}

export class Line {
  readonly #client: Client;
  readonly #owner: Owner;
  readonly #past = new PastContinue();
  socket: Socket | null = null;
  /** The latest dial. */
  dialled: Dialled | null = null;
  /** Requests that have run on the socket. */
  requests = 0;
  isFree = false;
  /** How long the latest request waits for a connection. */
  connectMs = 0;

  constructor(origin: string, connect: Connect, owner: Owner) {
    this.#owner = owner;
    this.#client = new Client(origin, {
      connect: (options, callback) => {
        this.dialled = connect({ options, connectMs: this.connectMs }, (...outcome) => {
          this.socket = outcome[1] ?? null;
          if (this.socket !== null) this.#past.stand(this.socket);
          this.requests = 0;
          callback(...outcome);
        });
      },
      allowH2: false,
      pipelining: 1,
      // The gateway has its own clocks.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: headLimitBytes,
      ...idle,
    });
    this.#client.on('drain', () => owner.drained(this));
    this.#client.on('disconnect', () => {
      this.socket = null;
      owner.lost(this);
    });
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#past.expect();
    this.#client.dispatch(options, handler);
  }

  /** Ends it with all that runs on it. */
  async drop(): Promise<void> {
    this.dialled?.giveUp();
    await this.#client.destroy();
  }

  abandon(): void {
    this.#owner.abandoned(this);
  }
}
