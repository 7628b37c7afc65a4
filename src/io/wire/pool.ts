/** The lines to one origin. The free one that was used last is used next, so that what a rush left behind grows old and closes. */
import type { Dispatcher } from 'undici';
import type { Connect } from './connector.ts';
import type { WireExchange } from './exchange.ts';
import { Line } from './line.ts';

/** Sockets that may be idle at once; what frees beyond it is closed. */
const idleMax = 1_024;

export class Pool {
  readonly #origin: string;
  readonly #connect: Connect;
  readonly #lines = new Set<Line>();
  /** The last was used last. */
  readonly #free: Line[] = [];
  #isClosing = false;

  constructor(origin: string, connect: Connect) {
    this.#origin = origin;
    this.#connect = connect;
  }

  /** Lines there are, and those of them that are free. */
  get size(): { readonly lines: number; readonly free: number } {
    return { lines: this.#lines.size, free: this.#free.length };
  }

  /** `fresh`: on a socket no request has run on. */
  dispatch(options: Dispatcher.DispatchOptions, exchange: WireExchange, fresh: boolean): void {
    const line = (fresh ? undefined : this.#free.pop()) ?? this.#open();
    line.isFree = false;
    line.connectMs = exchange.connectMs;
    exchange.takes(line);
    line.dispatch(options, exchange);
    // A request that undici would not take leaves its line as it was, and says nothing of it.
    if (exchange.isOver) this.drained(line);
  }

  /** Closes what is free now, and the others as they come free. */
  close(): void {
    this.#isClosing = true;
    for (const line of this.#free.splice(0)) this.#drop(line);
  }

  async destroy(): Promise<void> {
    this.#isClosing = true;
    this.#free.length = 0;
    const lines = [...this.#lines];
    this.#lines.clear();
    await Promise.all(lines.map((line) => line.drop()));
  }

  drained(line: Line): void {
    if (line.isFree || !this.#lines.has(line)) return;
    if (line.socket === null || this.#isClosing || this.#free.length >= idleMax) this.#drop(line);
    else {
      line.isFree = true;
      this.#free.push(line);
    }
  }

  /** A free line without a socket is none; a busy one is heard of again when it drains. */
  lost(line: Line): void {
    if (!line.isFree) return;
    // The idle ones that close are the oldest: they stand in front.
    this.#free.splice(this.#free.indexOf(line), 1);
    this.#drop(line);
  }

  abandoned(line: Line): void {
    if (this.#lines.has(line)) this.#drop(line);
  }

  #open(): Line {
    const line = new Line(this.#origin, this.#connect, this);
    this.#lines.add(line);
    return line;
  }

  #drop(line: Line): void {
    line.isFree = false;
    this.#lines.delete(line);
    void line.drop();
  }
}
