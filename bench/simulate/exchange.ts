/** One exchange between a gateway and a simulated server: what the server does is what the gateway reads. */
import type { Exchange, HeaderBag, WireFacts, WireFault, WireHead, WirePart } from '../../src/domain/ports.ts';

const phases = { queue: 0, dns: 0, connect: 0, tls: null, write: 0, firstByte: null, firstToken: null, end: null };

const faultOf = (code: string): WireFault => ({
  code,
  syscall: code === 'ECONNREFUSED' ? 'connect' : null,
  tlsAlert: null,
  firstBytes: null,
  certificate: null,
});

export class SimExchange implements Exchange {
  readonly #head = Promise.withResolvers<WireHead>();
  readonly #parts: WirePart[] = [];
  #reader: ((part: WirePart) => void) | null = null;
  #isOver = false;
  #isSent = false;
  #bytesReceived = 0;
  readonly #left: (exchange: SimExchange) => void;

  /** `left`: tells the server that nobody waits for the answer any longer. */
  constructor(left: (exchange: SimExchange) => void) {
    this.#left = left;
  }

  /** A connection took the request. */
  sent(): void {
    this.#isSent = true;
  }

  answer(status: number, headers: HeaderBag): void {
    this.#head.resolve({ kind: 'head', status, headers });
  }

  send(bytes: Uint8Array): void {
    this.#bytesReceived += bytes.length;
    this.#push({ kind: 'data', bytes });
  }

  finish(): void {
    this.#over({ kind: 'end' });
  }

  break(code: string): void {
    const fault = faultOf(code);
    this.#head.resolve({ kind: 'broken', fault });
    this.#over({ kind: 'broken', fault });
  }

  head(): Promise<WireHead> {
    return this.#head.promise;
  }

  read(): Promise<WirePart> {
    const part = this.#parts.length > 1 || !this.#isOver ? this.#parts.shift() : this.#parts[0];
    if (part !== undefined) return Promise.resolve(part);
    return new Promise((resolve) => (this.#reader = resolve));
  }

  abort(): void {
    if (this.#isOver) return;
    this.break('ABORT_ERR');
    this.#left(this);
  }

  release(): void {
    this.abort();
  }

  facts(): WireFacts {
    return {
      phases,
      socket: 'new',
      remoteAddress: null,
      addresses: [],
      isNameStale: false,
      sent: this.#isSent,
      bytesSent: this.#isSent ? 300 : 0,
      bytesReceived: this.#bytesReceived,
    };
  }

  #over(part: WirePart): void {
    if (this.#isOver) return;
    this.#push(part);
    this.#isOver = true;
  }

  #push(part: WirePart): void {
    if (this.#isOver) return;
    const reader = this.#reader;
    this.#reader = null;
    // The last part stays, so that whoever reads on sees the end again.
    if (reader === null || part.kind !== 'data') this.#parts.push(part);
    reader?.(part);
  }
}
