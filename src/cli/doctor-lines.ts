/** The live lines of a walk: each hop in the order of the way, as soon as it and all before it are judged. */
import type { Hop, HopId } from '../advice/doctor/diagnosis.ts';
import { hopIds } from '../advice/doctor/diagnosis.ts';
import type { Terminal } from '../domain/ports.ts';
import { clipped } from '../drill/wrap.ts';
import { hangingIn, hopLine, hopNames } from './doctor-answer.ts';

export class Lines {
  readonly #terminal: Terminal;
  readonly #done = new Map<Hop['id'], Hop>();
  readonly #width: number;
  readonly #order: readonly HopId[];
  #shown = 0;

  constructor(terminal: Terminal, width: number, order: readonly HopId[] = hopIds) {
    this.#terminal = terminal;
    this.#width = width;
    this.#order = order;
  }

  readonly add = (hop: Hop): void => {
    this.#done.set(hop.id, hop);
    this.#wipe();
    for (let next = this.#next(); next !== null; next = this.#next()) {
      this.#terminal.err(hopLine(next, hangingIn(this.#width)));
      this.#shown += 1;
    }
    this.#wait();
  };

  /** Nothing more is waited for. */
  end(): void {
    this.#wipe();
  }

  #next(): Hop | null {
    const id = this.#order[this.#shown];
    return id === undefined ? null : (this.#done.get(id) ?? null);
  }

  #wipe(): void {
    if (this.#terminal.isTty) this.#terminal.err('\r\u001b[2K');
  }

  /** What is still being looked at, as far as a line of a terminal goes. */
  #wait(): void {
    const waiting = this.#order.filter((id) => !this.#done.has(id)).map((id) => hopNames[id]);
    if (!this.#terminal.isTty || waiting.length === 0) return;
    const text = `  … ${waiting.join(', ')}`;
    this.#terminal.err(clipped(text, this.#width));
  }
}
