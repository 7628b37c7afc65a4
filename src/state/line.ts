/** One line in front of a set of targets: who waits there, and whose turn it is. */
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { Priority } from '../domain/settings.ts';
import type { Route } from '../domain/upstream.ts';
import type { DrainRate } from '../policy/line/drain-rate.ts';
import { freshRate, perSecond, resumed, wentOn } from '../policy/line/drain-rate.ts';
import type { Queue } from '../policy/line/order.ts';
import { aheadOf, chooseNext, chooseShed } from '../policy/line/order.ts';
import type { Prospect } from '../policy/line/promise.ts';
import { waitMs } from '../policy/line/promise.ts';
import type { Ramp } from '../policy/line/ramp.ts';
import { cameBack, freshRamp, took } from '../policy/line/ramp.ts';
import type { Ticket } from './ticket.ts';

/** What a call brings to a line. */
export interface Wish {
  readonly call: Pick<Call, 'model' | 'operation' | 'caller' | 'priority' | 'deadlineAt'>;
  readonly route: Route;
}

/** A ticket's turn has come, or will never come. */
export type Turn = { readonly kind: 'go' } | { readonly kind: 'refused'; readonly cause: Cause };

interface OwnQueue extends Queue<Ticket> {
  readonly waiters: Ticket[];
  turns: number;
}

export class Line {
  /** What the calls in it want; they all have the same targets. */
  wish: Wish;
  readonly #lanes: Record<Priority, OwnQueue[]> = { interactive: [], batch: [] };
  #turns = 0;
  #rate: DrainRate;
  #ramp: Ramp | null = null;
  /** Called, and not yet gone on. */
  #called = 0;
  #size = 0;
  /** Nobody can serve it. */
  #isStalled = false;
  #joinedAt = -Infinity;
  readonly #needsProof: boolean;

  constructor(wish: Wish, { now, needsProof }: { readonly now: number; readonly needsProof: boolean }) {
    this.wish = wish;
    this.#needsProof = needsProof;
    this.#rate = freshRate(now);
  }

  /** Whether one that did well at `goodAt` is somebody to call them to. */
  trusts(goodAt: number | null): boolean {
    return !this.#needsProof || (goodAt !== null && goodAt > this.#joinedAt);
  }

  get size(): number {
    return this.#size;
  }

  /** Nobody may pass by it. */
  get isBusy(): boolean {
    return this.#called > 0 || this.#size > 0;
  }

  /** `place`: who was called in vain stands first again. */
  add(ticket: Ticket, now: number, place: 'last' | 'first'): void {
    if (!this.isBusy) this.#rate = resumed(this.#rate, now);
    this.#size++;
    this.#joinedAt = now;
    const lane = this.#lanes[ticket.priority];
    const queue = lane.find(({ caller }) => caller === ticket.caller);
    if (queue === undefined) {
      const fresh = { caller: ticket.caller, waiters: [ticket], busySince: ticket.since, turns: 0 };
      if (place === 'first') lane.unshift(fresh);
      else lane.push(fresh);
    } else if (place === 'first') queue.waiters.unshift(ticket);
    else queue.waiters.push(ticket);
  }

  remove(ticket: Ticket): void {
    const lane = this.#lanes[ticket.priority];
    const queue = lane.find(({ caller }) => caller === ticket.caller);
    const place = queue?.waiters.indexOf(ticket) ?? -1;
    if (queue === undefined || place < 0) return;
    this.#size--;
    queue.waiters.splice(place, 1);
    if (queue.waiters.length === 0) lane.splice(lane.indexOf(queue), 1);
  }

  prospectOf(ticket: Ticket, now: number): Prospect {
    return { ahead: aheadOf(this.#lanes, ticket, now), size: this.size, rate: perSecond(this.#rate, now) };
  }

  /** Whether it will be its turn before its deadline, as far as anybody knows. */
  isInTime(ticket: Ticket, now: number): boolean {
    const wait = waitMs(this.prospectOf(ticket, now));
    return wait === null || now + wait <= ticket.deadlineAt;
  }

  shedFor(newcomer: Ticket): Ticket | null {
    return chooseShed(this.#lanes, newcomer);
  }

  /** Nobody can serve it: when somebody is back, one call goes first. */
  rampUp(): void {
    if (this.#ramp === null || this.#ramp.out === 0) this.#ramp = freshRamp;
    this.#isStalled = true;
  }

  /** Calls as many as there is room for, in order. Returns how many. */
  callUp(room: number, now: number): number {
    let count = 0;
    // How long nobody could serve says nothing of how fast it moves from now on.
    if (this.#isStalled && room > 0) this.#rate = freshRate(now);
    if (room > 0) this.#isStalled = false;
    while (this.#called < room && (this.#ramp === null || this.#ramp.credits > 0)) {
      const next = chooseNext(this.#lanes, this.#turns, now);
      if (next === null) break;
      this.#take(next);
      next.call();
      count++;
    }
    return count;
  }

  #take(ticket: Ticket): void {
    const lane = this.#lanes[ticket.priority];
    const queue = lane.find(({ caller }) => caller === ticket.caller);
    this.remove(ticket);
    this.#turns++;
    this.#called++;
    if (this.#ramp !== null) this.#ramp = took(this.#ramp);
    if (queue === undefined || queue.waiters.length === 0) return;
    queue.turns++;
    // The next caller's turn.
    lane.push(...lane.splice(lane.indexOf(queue), 1));
  }

  /** One that was called has gone on. */
  went(now: number): void {
    this.#called--;
    this.#rate = wentOn(this.#rate, now);
  }

  /** One that was called did not go on: another may. */
  declined(): void {
    this.#called--;
    this.#settle(false);
  }

  /** What became of one that went on. */
  became(wasGood: boolean): void {
    this.#settle(wasGood);
  }

  #settle(wasGood: boolean): void {
    if (this.#ramp !== null) this.#ramp = this.isBusy ? cameBack(this.#ramp, wasGood) : null;
  }
}
