/** One call's wait for its turn: its place in line while it has one, what it says meanwhile, and what became of it. */
import type { Waiting } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { Route } from '../domain/upstream.ts';
import type { Candidate, Move } from '../policy/next-move.ts';
import type { Ticket } from '../state/ticket.ts';
import type { Gateway } from './gateway.ts';

export type Wait = Extract<Move, { kind: 'wait' }>;

/** How to wait for a time, or for something that happens before it. */
export type Until = <T>(time: number, event: Promise<T>) => Promise<T | null>;

const full = { kind: 'full' } as const;

export class Queueing {
  readonly #gateway: Gateway;
  readonly #job: { readonly call: Call; readonly route: Route };
  #ticket: Ticket | null = null;
  #for: Wait['for'] = 'slot';

  constructor(gateway: Gateway, job: { readonly call: Call; readonly route: Route }) {
    this.#gateway = gateway;
    this.#job = job;
  }

  /** Nobody passes by those who wait: for a newcomer every free place is taken. */
  seen(candidates: readonly Candidate[]): readonly Candidate[] {
    if (this.#ticket?.isCalled === true || !this.#gateway.lines.isBusy(this.#job)) return candidates;
    return candidates.map((one) => (one.availability.kind === 'ready' ? { ...one, availability: full } : one));
  }

  /** Waits until it may be its turn. Resolves with why it will never be. */
  async wait(
    move: Wait,
    { until, shown }: { until: Until; shown: (waiting: Waiting | null) => void },
  ): Promise<Cause | null> {
    this.#for = move.for;
    if (this.#ticket === null) {
      const entry = this.#gateway.lines.enter(this.#job);
      if (entry.kind === 'refused') return entry.cause;
      this.#ticket = entry.ticket;
    } else this.#ticket.again();
    shown(move.for === 'slot' ? this.#ticket : { says: 'waiting to try again' });
    const turn = await until(move.until, this.#ticket.turn);
    shown(null);
    return turn?.kind === 'refused' ? turn.cause : null;
  }

  /** It has a place at an upstream. Returns how long it waited for one, in ms; `null`: not at all. */
  went(): number | null {
    if (this.#ticket === null || !this.#ticket.isCalled) return null;
    this.#ticket.go();
    return this.#gateway.clock.now() - this.#ticket.since;
  }

  became(wasGood: boolean): void {
    this.#ticket?.became(wasGood);
    this.#ticket = null;
  }

  /** The deadline came while it stood in line: no clock of an upstream ran out, there was no place. */
  late(cause: Cause): Cause {
    const isQueued = this.#ticket?.isWaiting === true && this.#for === 'slot';
    return cause.code === 'deadline_exceeded' && isQueued && this.#ticket !== null
      ? this.#gateway.lines.tooSlow(this.#ticket)
      : cause;
  }

  leave(): void {
    this.#ticket?.leave();
    this.#ticket = null;
  }
}
