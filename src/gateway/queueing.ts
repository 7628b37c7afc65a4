/** One call's wait for its turn: its place in line while it has one, what it says meanwhile, and what became of it. */
import type { Waiting } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { Route } from '../domain/upstream.ts';
import { recoveryWords } from '../policy/line/promise.ts';
import type { Candidate, Move } from '../policy/next-move.ts';
import type { Ticket } from '../state/ticket.ts';
import type { Gateway } from './gateway.ts';

export type Wait = Extract<Move, { kind: 'wait' }>;

interface Around {
  /** Waits for a time, or for something that happens before it. */
  readonly until: <T>(time: number, event: Promise<T>) => Promise<T | null>;
  readonly shown: (waiting: Waiting | null) => void;
  /** It has been asked already, in vain: its turn comes when somebody has shown to be back. */
  readonly wasTried: boolean;
}

const full = { kind: 'full' } as const;

export class Queueing {
  readonly #gateway: Gateway;
  readonly #job: { readonly call: Call; readonly route: Route };
  #ticket: Ticket | null = null;
  #for: Wait['for'] = 'slot';
  /** Why nobody could serve it when it began to wait for recovery. */
  #outage: Cause | null = null;

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
  async wait(move: Wait, { until, shown, wasTried }: Around): Promise<Cause | null> {
    this.#for = move.for;
    if (this.#ticket === null) {
      const how = move.for !== 'recovery' ? 'queued' : wasTried ? 'tried' : 'held';
      const entry = this.#gateway.lines.enter(this.#job, how);
      if (entry.kind === 'refused') return entry.cause;
      this.#ticket = entry.ticket;
    } else this.#ticket.again();
    shown(this.#waiting(this.#ticket));
    const turn = await until(move.until, this.#ticket.turn);
    shown(null);
    return turn?.kind === 'refused' ? turn.cause : null;
  }

  #waiting(ticket: Ticket): Waiting {
    switch (this.#for) {
      case 'slot':
      case 'flight':
        return ticket;
      case 'pause':
        return { says: 'waiting to try again' };
      case 'recovery':
        return this.#holding(ticket.since);
      default:
        return this.#for satisfies never;
    }
  }

  #holding(since: number): Waiting {
    const { clock } = this.#gateway;
    this.#outage ??= this.#restCause();
    const usuallyMs = this.#outage === null ? null : this.#usuallyMs(this.#outage);
    return {
      get says() {
        return recoveryWords(clock.now() - since, usuallyMs);
      },
    };
  }

  #restCause(): Cause | null {
    const { call, route } = this.#job;
    for (const { availability } of this.#gateway.fleet.view(route, call))
      if (availability.kind === 'resting') return availability.cause;
    return null;
  }

  #usuallyMs(cause: Cause): number | null {
    const { durations, recent, clock } = this.#gateway;
    const around = { model: this.#job.call.model, now: clock.now(), markers: recent.markers };
    const expected = durations.expected(cause, around);
    return expected === null ? null : expected.p50Seconds * 1000;
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

  /** The deadline came while it waited: no clock of an upstream ran out, there was no place or nobody to ask. */
  late(cause: Cause): Cause {
    if (cause.code !== 'deadline_exceeded' || this.#ticket?.isWaiting !== true) return cause;
    if (this.#for === 'slot') return this.#gateway.lines.tooSlow(this.#ticket);
    return this.#outage ?? cause;
  }

  leave(): void {
    this.#ticket?.leave();
    this.#ticket = null;
  }
}
