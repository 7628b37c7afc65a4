/** One call's place in a line. What it says is worked out when somebody reads it: places change with every call that goes on. */
import type { Waiting } from '../domain/answer.ts';
import type { Cause } from '../domain/cause.ts';
import type { Clock } from '../domain/ports.ts';
import type { Priority } from '../domain/settings.ts';
import type { Prospect } from '../policy/line/promise.ts';
import { queuedWords } from '../policy/line/promise.ts';
import type { Waiter } from '../policy/line/order.ts';
import type { Line, Turn, Wish } from './line.ts';

const againMs = 20;

export interface TicketParts {
  readonly clock: Clock;
  readonly line: Line;
  /** The line may have room for another. */
  readonly changed: (line: Line) => void;
}

export class Ticket implements Waiter, Waiting {
  readonly caller: string;
  readonly priority: Priority;
  readonly since: number;
  readonly deadlineAt: number;
  readonly #parts: TicketParts;
  #turn = Promise.withResolvers<Turn>();
  #stands: 'waiting' | 'called' | 'gone' | 'over' = 'waiting';

  constructor(parts: TicketParts, { call }: Wish) {
    this.#parts = parts;
    this.caller = call.caller;
    this.priority = call.priority;
    this.deadlineAt = call.deadlineAt;
    this.since = parts.clock.now();
  }

  get turn(): Promise<Turn> {
    return this.#turn.promise;
  }

  get isWaiting(): boolean {
    return this.#stands === 'waiting';
  }

  get prospect(): Prospect {
    const { line, clock } = this.#parts;
    return line.prospectOf(this, clock.now());
  }

  get isCalled(): boolean {
    return this.#stands === 'called';
  }

  get says(): string {
    return queuedWords(this.prospect);
  }

  /** By the line: it is its turn. */
  call(): void {
    this.#stands = 'called';
    this.#turn.resolve({ kind: 'go' });
  }

  /** By the line: somebody who comes first needs the room. */
  refuse(cause: Cause): void {
    this.#stands = 'over';
    this.#turn.resolve({ kind: 'refused', cause });
  }

  /** It has a place at an upstream now. */
  go(): void {
    if (this.#stands !== 'called') return;
    this.#stands = 'gone';
    const { line, clock } = this.#parts;
    line.went(clock.now());
  }

  /** What became of it there. */
  became(wasGood: boolean): void {
    if (this.#stands !== 'gone') return;
    this.#stands = 'over';
    const { line, changed } = this.#parts;
    line.became(wasGood);
    changed(line);
  }

  /** It was called, and the place was gone when it came: it stands first again. */
  again(): void {
    if (this.#stands !== 'called') return;
    const { line, clock, changed } = this.#parts;
    line.declined();
    this.#stands = 'waiting';
    this.#turn = Promise.withResolvers<Turn>();
    line.add(this, clock.now(), 'first');
    // Not at once: whoever is called in vain again and again would be called without end.
    clock.after(againMs, () => changed(line));
  }

  leave(): void {
    const { line, changed } = this.#parts;
    if (this.#stands === 'waiting') line.remove(this);
    else if (this.#stands === 'called') line.declined();
    else if (this.#stands === 'gone') line.became(false);
    if (this.#stands === 'over') return;
    this.#stands = 'over';
    changed(line);
  }
}
