/** The live upstreams: places taken, breakers, budgets, known models. The only place their state changes. */
import type { Operation } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { Clock, Random } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Route, Target, Upstream } from '../domain/upstream.ts';
import { canServe } from '../dialect/index.ts';
import { afterFailure, closed, entered, mayPass, released, restUntil } from '../policy/breaker.ts';
import { deposit, fullBudget, leftIn, mayWithdraw, withdraw } from '../policy/budget.ts';
import type { Availability, Candidate } from '../policy/next-move.ts';
import type { Live, Probed, UpstreamState } from './live.ts';
import { stateOf } from './live.ts';

/** A place at an upstream. Disposing frees it and wakes who waits; without a verdict it leaves the breaker as it was. */
export interface Place extends Disposable {
  good(): void;
  bad(cause: Cause): void;
}

/** What one attempt holds at an upstream. */
interface Seat {
  readonly live: Live;
  readonly model: string;
  readonly probesHost: boolean;
  readonly probesModel: boolean;
}

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
}

export class Fleet {
  readonly #clock: Clock;
  readonly #random: Random;
  #settings: Settings;
  #live = new Map<string, Live>();
  #waiting = 0;
  /** Made when the first call waits: most changes are waited for by nobody. */
  #change: PromiseWithResolvers<void> | null = null;

  constructor(parts: Parts) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#settings = parts.settings;
    this.configure(parts.settings);
  }

  /** Takes a new configuration; an upstream whose address did not change keeps what is known of it. */
  configure(settings: Settings): void {
    this.#settings = settings;
    const next = new Map<string, Live>();
    for (const upstream of settings.upstreams) {
      const known = this.#live.get(upstream.name);
      if (known?.upstream.url === upstream.url) {
        known.upstream = upstream;
        next.set(upstream.name, known);
      } else next.set(upstream.name, this.#fresh(upstream));
    }
    this.#live = next;
    this.#changed();
  }

  #fresh(upstream: Upstream): Live {
    const budget = fullBudget(this.#clock.now());
    return {
      upstream,
      inFlight: 0,
      breaker: closed,
      models: new Map(),
      refusedWays: new Set(),
      budget,
      drained: false,
      listed: null,
      probed: { kind: 'unknown' },
    };
  }

  route(model: string): Route | null {
    return this.#settings.routes.get(model) ?? this.#settings.routes.get('*') ?? null;
  }

  /** The targets that may serve the model, as they stand now. */
  view(route: Route, call: { readonly model: string; readonly operation: Operation }): readonly Candidate[] {
    const now = this.#clock.now();
    return this.#able(route, call.operation)
      .filter((target) => route.model !== '*' || this.#mayKnow(target, call.model))
      .map((target) => ({
        target,
        weight: target.weight,
        model: target.model ?? call.model,
        availability: this.#availability(target, call.model, now),
        mayRetry: this.#mayRetry(target, now),
      }));
  }

  /** Whether anybody may serve the model, whatever state they are in. */
  serves(route: Route, call: { readonly model: string; readonly operation: Operation }): boolean {
    const able = this.#able(route, call.operation);
    return route.model === '*' ? able.some((target) => this.#mayKnow(target, call.model)) : able.length > 0;
  }

  /** Those that can be asked for the operation; of those that may answer in its dialect, the native ones before all others. */
  #able(route: Route, operation: Operation): readonly Target[] {
    const able = route.targets.filter((target) => canServe(target.upstream.dialect, operation));
    if (operation !== 'messages') return able;
    const native = able.filter((target) => target.upstream.dialect === 'anthropic');
    return native.length > 0 ? native : able;
  }

  /** Whether any target of the route can be asked for the operation at all. */
  speaks(route: Route, operation: Operation): boolean {
    return route.targets.some((target) => canServe(target.upstream.dialect, operation));
  }

  #mayKnow(target: Target, model: string): boolean {
    const live = this.#live.get(target.upstream.name);
    if (live === undefined) return true;
    const name = target.model ?? model;
    return live.upstream.models?.includes(name) ?? live.listed?.has(name) ?? true;
  }

  /** Names an upstream serves: as configured, else as it listed them; `null`: not known. */
  modelsOf(name: string): readonly string[] | null {
    const live = this.#live.get(name);
    if (live === undefined) return null;
    return live.upstream.models ?? (live.listed === null ? null : [...live.listed.keys()]);
  }

  /** The entries of an upstream's own model list, by name. */
  listingOf(name: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null {
    return this.#live.get(name)?.listed ?? null;
  }

  #mayRetry(target: Target, now: number): boolean {
    const live = this.#live.get(target.upstream.name);
    return live !== undefined && mayWithdraw(live.budget, now);
  }

  #availability(target: Target, model: string, now: number): Availability {
    const live = this.#live.get(target.upstream.name);
    if (live === undefined || live.drained) return { kind: 'drained' };
    const breaker = [live.breaker, live.models.get(target.model ?? model) ?? closed].find((one) => !mayPass(one, now));
    if (breaker !== undefined && breaker.kind !== 'closed') {
      return {
        kind: 'resting',
        until: breaker.kind === 'open' ? breaker.until : breaker.leaseUntil,
        cause: breaker.cause,
      };
    }
    const isFull = live.upstream.maxConcurrency !== null && live.inFlight >= live.upstream.maxConcurrency;
    return isFull ? { kind: 'full' } : { kind: 'ready' };
  }

  /** Takes a place for one attempt. `isExtra`: a retry or hedge, paid from the budget. */
  enter(target: Target, model: string, isExtra: boolean): Place {
    const now = this.#clock.now();
    const live = this.#live.get(target.upstream.name) ?? this.#fresh(target.upstream);
    const name = target.model ?? model;
    const ofModel = live.models.get(name);
    const seat: Seat = {
      live,
      model: name,
      probesHost: live.breaker.kind !== 'closed',
      probesModel: ofModel !== undefined,
    };
    live.inFlight++;
    live.budget = isExtra ? withdraw(live.budget, now) : deposit(live.budget, now, this.#settings.retries.budget);
    live.breaker = entered(live.breaker, now);
    if (ofModel !== undefined) live.models.set(name, entered(ofModel, now));
    return this.#place(seat);
  }

  #place(seat: Seat): Place {
    const { live, model } = seat;
    let settled = false;
    return {
      good: () => {
        if (settled) return;
        settled = true;
        this.#learnGood(live, model);
      },
      bad: (cause) => {
        if (settled) return;
        settled = true;
        this.#learnBad(live, model, cause);
      },
      [Symbol.dispose]: () => {
        live.inFlight--;
        if (!settled) this.#giveBack(seat);
        this.#changed();
      },
    };
  }

  /** A probe that ended without a verdict hands its lease on. */
  #giveBack({ live, model, probesHost, probesModel }: Seat): void {
    const now = this.#clock.now();
    if (probesHost) live.breaker = released(live.breaker, now);
    const ofModel = live.models.get(model);
    if (probesModel && ofModel !== undefined) live.models.set(model, released(ofModel, now));
  }

  #learnGood(live: Live, model: string): void {
    live.breaker = closed;
    live.models.delete(model);
  }

  #learnBad(live: Live, model: string, cause: Cause): void {
    const now = this.#clock.now();
    const { hurts, again } = traits[cause.code];
    const rests = cause.retryAfterMs !== null && again === 'later' ? restUntil(now + cause.retryAfterMs, cause) : null;
    const bad = { cause, now, draw: this.#random.draw() };
    if (hurts === 'host' || hurts === 'key') live.breaker = rests ?? afterFailure(live.breaker, bad);
    else if (hurts === 'model') {
      live.models.set(model, rests ?? afterFailure(live.models.get(model) ?? closed, bad));
      // The host answered for one of its models: it lives.
      if (live.breaker.kind === 'probing') live.breaker = closed;
    } else if (rests !== null) live.breaker = rests;
    else if (live.breaker.kind === 'probing') live.breaker = released(live.breaker, now);
  }

  refusesWay(target: Target, model: string, way: string): void {
    this.#live.get(target.upstream.name)?.refusedWays.add(`${model}|${way}`);
  }

  isWayRefused(target: Target, model: string, way: string): boolean {
    return this.#live.get(target.upstream.name)?.refusedWays.has(`${model}|${way}`) ?? false;
  }

  /** What an active probe saw. A good one ends a rest that an outage began; it does not lift a limit the provider set. */
  probe(name: string, probed: Probed): void {
    const live = this.#live.get(name);
    if (live === undefined) return;
    live.probed = probed;
    if (probed.kind === 'good' && live.breaker.kind !== 'closed' && traits[live.breaker.cause.code].hurts === 'host') {
      live.breaker = closed;
      this.#changed();
    }
    if (probed.kind === 'bad') {
      live.breaker = afterFailure(live.breaker, { cause: probed.cause, now: probed.at, draw: this.#random.draw() });
    }
  }

  learnModels(name: string, listed: ReadonlyMap<string, Readonly<Record<string, unknown>>>): void {
    const live = this.#live.get(name);
    if (live !== undefined) live.listed = listed;
  }

  /** An operator's hand: `drain` takes it out, `resume` puts it back, `reset` forgets what is held against it. */
  command(name: string, verb: 'drain' | 'resume' | 'reset'): boolean {
    const live = this.#live.get(name);
    if (live === undefined) return false;
    if (verb !== 'reset') live.drained = verb === 'drain';
    else {
      live.breaker = closed;
      live.models.clear();
    }
    this.#changed();
    return true;
  }

  states(): readonly UpstreamState[] {
    const now = this.#clock.now();
    return [...this.#live.values()].map((live) => stateOf(live, now));
  }

  budgets(): readonly { readonly upstream: string; readonly left: number }[] {
    const now = this.#clock.now();
    return [...this.#live.values()].map(({ upstream, budget }) => ({
      upstream: upstream.name,
      left: leftIn(budget, now),
    }));
  }

  /** Calls that wait for a place or for a better time. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Lets a call wait for the next change that may let it go on; it counts as waiting meanwhile. */
  async waitForChange(wait: (changed: Promise<void>) => Promise<unknown>): Promise<void> {
    this.#waiting++;
    try {
      this.#change ??= Promise.withResolvers<void>();
      await wait(this.#change.promise);
    } finally {
      this.#waiting--;
    }
  }

  #changed(): void {
    this.#change?.resolve();
    this.#change = null;
  }
}
