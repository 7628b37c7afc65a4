/** Places at upstreams: what one attempt holds there while it is out. */
import type { Cause } from '../domain/cause.ts';
import type { Clock, HeaderBag, Random } from '../domain/ports.ts';
import { afterGood, entered } from '../policy/breaker.ts';
import { deposit, withdraw } from '../policy/budget.ts';
import type { Usual } from '../policy/hedge.ts';
import type { LimitSample } from '../policy/limit.ts';
import { learnLimit } from '../policy/limit.ts';
import { readPace } from '../policy/pace-fields.ts';
import { afterRequest } from '../policy/pace.ts';
import { failureMs, guessMs, learnLatency } from '../policy/select/latency.ts';
import type { Lesson } from './lessons.ts';
import { learnBad, learnGood, learnGoodProbe, learnNothing } from './lessons.ts';
import type { Live, LiveModel } from './live.ts';
import { isClosed } from './live.ts';
import { usedShare } from './room.ts';

/** How far an attempt had come that was outrun. */
export interface Behind {
  /** So long after it began there was no first content yet. */
  readonly afterMs: number;
  /** Whether there was a connection. */
  readonly isReached: boolean;
}

/** A place at an upstream. Disposing frees it and wakes who waits; without a verdict it leaves the breaker as it was. */
export interface Place extends Disposable {
  /** How long first content usually takes there. */
  readonly usual: Usual;
  /** The head of an answer is there: it may tell how much is left of a limit. */
  headers(headers: HeaderBag): void;
  /** First content of a stream is there, so long after the request was sent. */
  opened(firstTokenMs: number): void;
  /** Another attempt was faster. */
  outrun(behind: Behind): void;
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

export class Seat implements Place, Lesson {
  readonly live: Live;
  readonly model: LiveModel;
  readonly probesHost: boolean;
  readonly probesModel: boolean;
  readonly #parts: SeatParts;
  readonly #startedAt: number;
  #isOpened = false;
  /** As a probe it has said what it had to say. */
  #isProved = false;
  #isSettled = false;
  #isDecided = false;

  constructor(parts: SeatParts, fare: Fare) {
    const { live, model } = parts;
    const now = parts.clock.now();
    this.#parts = parts;
    this.#startedAt = now;
    this.live = live;
    this.model = model;
    this.probesHost = live.breaker.kind !== 'closed';
    this.probesModel = model.breaker.kind !== 'closed';
    live.inFlight++;
    model.inFlight++;
    live.undecided++;
    model.undecided++;
    live.budget = fare.kind === 'extra' ? withdraw(live.budget, now) : deposit(live.budget, now, fare.share);
    live.breaker = entered(live.breaker, now);
    model.breaker = entered(model.breaker, now);
    if (model.pace !== null) model.pace = afterRequest(model.pace, now);
    const used = usedShare(live, model);
    if (used !== null) live.used.see(used, now);
  }

  headers(headers: HeaderBag): void {
    // What is left of a caller's own limit says nothing to others.
    if (this.live.upstream.key.kind === 'caller') return;
    const pace = readPace(headers, this.#parts.clock.now());
    if (pace !== null) this.model.pace = pace;
  }

  get usual(): Usual {
    return this.model.firstTokens;
  }

  opened(firstTokenMs: number): void {
    const { model } = this;
    const now = this.#parts.clock.now();
    this.#decide();
    model.firstTokens.add(firstTokenMs, now);
    model.latency = learnLatency(model.latency, firstTokenMs, now);
    this.#isOpened = true;
    const wasFull = model.inFlight >= Math.floor(model.limit.limit);
    this.#learnLimit({ firstTokenMs, overloaded: false });
    this.#prove(now);
    if (wasFull) this.#parts.changed();
    this.live.outcomes.opened();
    this.live.breaker = afterGood(this.live.breaker);
    model.breaker = afterGood(model.breaker);
  }

  outrun({ afterMs, isReached }: Behind): void {
    const { model } = this;
    const now = this.#parts.clock.now();
    const ms = guessMs(afterMs);
    model.firstTokens.guess(ms, now);
    // A guess is never a reason to think better of it.
    if (model.latency === null || ms > model.latency.ms) model.latency = learnLatency(model.latency, ms, now);
    // Silence where others answered is a failure that was not waited for.
    if (!isReached) model.penalty = learnLatency(model.penalty, failureMs(model.penalty, now), now);
  }

  good(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#decide();
    const now = this.#parts.clock.now();
    // That an answer goes on which was begun before some trouble says nothing of what happens to new ones.
    this.live.goodAt = Math.max(this.live.goodAt ?? 0, this.#startedAt);
    // Of an answer that comes whole, its end is all there is to see.
    if (!this.#isOpened) this.#learnLimit({ firstTokenMs: now - this.#startedAt, overloaded: false });
    this.#prove(now);
    learnGood(this, now);
  }

  bad(cause: Cause): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#isProved = true;
    this.#decide();
    const { clock, random } = this.#parts;
    if (cause.code === 'overloaded') this.#learnLimit({ firstTokenMs: null, overloaded: true });
    // What breaks while it is closed on purpose says nothing of it.
    if (isClosed(this.live, clock.now())) return learnNothing(this);
    learnBad(this, { cause, now: clock.now(), draw: random.draw() });
  }

  [Symbol.dispose](): void {
    this.live.inFlight--;
    this.model.inFlight--;
    this.#decide();
    if (!this.#isProved) learnNothing(this);
    this.#parts.changed();
  }

  #decide(): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    this.live.undecided--;
    this.model.undecided--;
  }

  #learnLimit(seen: Pick<LimitSample, 'firstTokenMs' | 'overloaded'>): void {
    const { model } = this;
    const { firstTokenMs, overloaded } = seen;
    const now = this.#parts.clock.now();
    model.limit = learnLimit(model.limit, { firstTokenMs, overloaded, inFlight: model.inFlight, now });
  }

  #prove(now: number): void {
    if (this.#isProved) return;
    this.#isProved = true;
    if (!this.probesHost && !this.probesModel) return;
    learnGoodProbe(this, now);
    this.#parts.changed();
  }
}
