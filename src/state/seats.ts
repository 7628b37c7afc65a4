/** Places at upstreams: what one attempt holds there while it is out. */
import type { Cause } from '../domain/cause.ts';
import type { Clock, Random } from '../domain/ports.ts';
import { entered, released } from '../policy/breaker.ts';
import { deposit, withdraw } from '../policy/budget.ts';
import { learnBad, learnGood } from './lessons.ts';
import type { Live, LiveModel } from './live.ts';
import { isClosed } from './live.ts';

/** A place at an upstream. Disposing frees it and wakes who waits; without a verdict it leaves the breaker as it was. */
export interface Place extends Disposable {
  /** First content of a stream is there, so long after the request was sent. */
  opened(firstTokenMs: number): void;
  good(): void;
  bad(cause: Cause): void;
}

export interface SeatParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly live: Live;
  readonly model: LiveModel;
  /** Tells who waits that something changed. */
  readonly changed: () => void;
}

/** Who pays for an attempt: a fresh call pays `share` into the budget, a retry or hedge takes one out. */
export type Fare = { readonly kind: 'fresh'; readonly share: number } | { readonly kind: 'extra' };

export class Seat implements Place {
  readonly #parts: SeatParts;
  readonly #probesHost: boolean;
  readonly #probesModel: boolean;
  #settled = false;

  constructor(parts: SeatParts, fare: Fare) {
    const { live, model } = parts;
    const now = parts.clock.now();
    this.#parts = parts;
    this.#probesHost = live.breaker.kind !== 'closed';
    this.#probesModel = model.breaker.kind !== 'closed';
    live.inFlight++;
    model.inFlight++;
    live.budget = fare.kind === 'extra' ? withdraw(live.budget, now) : deposit(live.budget, now, fare.share);
    live.breaker = entered(live.breaker, now);
    model.breaker = entered(model.breaker, now);
  }

  opened(firstTokenMs: number): void {
    this.#parts.model.firstTokenMs = firstTokenMs;
  }

  good(): void {
    if (this.#settled) return;
    this.#settled = true;
    const { live, model, clock } = this.#parts;
    live.goodAt = clock.now();
    learnGood(live, model);
  }

  bad(cause: Cause): void {
    if (this.#settled) return;
    this.#settled = true;
    const { live, model, clock, random } = this.#parts;
    // What breaks while it is closed on purpose says nothing of it.
    if (isClosed(live, clock.now())) return this.#giveBack();
    learnBad(live, model, { cause, now: clock.now(), draw: random.draw() });
  }

  [Symbol.dispose](): void {
    const { live, model, changed } = this.#parts;
    live.inFlight--;
    model.inFlight--;
    if (!this.#settled) this.#giveBack();
    changed();
  }

  /** A probe that ended without a verdict hands its lease on. */
  #giveBack(): void {
    const { live, model, clock } = this.#parts;
    const now = clock.now();
    if (this.#probesHost) live.breaker = released(live.breaker, now);
    if (this.#probesModel) model.breaker = released(model.breaker, now);
  }
}
