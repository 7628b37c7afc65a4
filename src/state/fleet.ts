/** The live upstreams: the map, its configuration and the view of it. The only place their state changes. */
import type { Operation } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { Figures } from '../domain/figures.ts';
import type { Clock, Random } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Route, Target, Upstream } from '../domain/upstream.ts';
import { leftIn } from '../policy/budget.ts';
import { endsRest } from '../policy/health/recovery.ts';
import type { Spread } from '../policy/line/promise.ts';
import type { Candidate } from '../policy/next-move.ts';
import { learnProbe, learnStir } from './lessons.ts';
import type { Live, Planned, Probed } from './live.ts';
import { forgive, freshLive, isClosed, modelAt, namesAt } from './live.ts';
import { candidatesFor, isMissed, isServed, isSpoken, slowNames } from './offers.ts';
import { roomAt, slownessOf } from './room.ts';
import type { Place } from './seats.ts';
import { Seat } from './seats.ts';
import type { UpstreamState } from './upstream-state.ts';
import { stateOf } from './upstream-state.ts';

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: Settings;
}

export interface Rest {
  readonly until: number;
  readonly cause: Cause;
  readonly rests: number;
  /** A green check would end it. */
  readonly endsByCheck: boolean;
}

/** What an active check is weighed against. */
export interface Signs {
  /** When the last call began that went well there. */
  readonly goodAt: number | null;
  readonly figures: Figures | null;
  /** `until` may be over: then the next call, or the next check, is the one to try. */
  readonly rest: Rest | null;
}

export class Fleet {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #listeners = new Set<() => void>();
  #settings: Settings;
  #live = new Map<string, Live>();

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
      } else next.set(upstream.name, freshLive(upstream, this.#clock.now()));
    }
    this.#live = next;
    this.#changed();
  }

  route(model: string): Route | null {
    return this.#settings.routes.get(model) ?? this.#settings.routes.get('*') ?? null;
  }

  /** The targets that may serve the model, as they stand now. */
  view(route: Route, call: { readonly model: string; readonly operation: Operation }): readonly Candidate[] {
    const { model, operation } = call;
    const { zone } = this.#settings;
    return candidatesFor(this.#live, route, { model, operation, zone, now: this.#clock.now() });
  }

  /** Whether anybody may serve the model, whatever state they are in. */
  serves(route: Route, call: { readonly model: string; readonly operation: Operation }): boolean {
    return isServed(this.#live, route, call);
  }

  /** Whether any target of the route can be asked for the operation at all. */
  speaks(route: Route, operation: Operation): boolean {
    return isSpoken(route, operation);
  }

  /** Names an upstream serves: as configured, else as it listed them; `null`: not known. */
  modelsOf(name: string): readonly string[] | null {
    const live = this.#live.get(name);
    return live === undefined ? null : namesAt(live);
  }

  /** The entries of an upstream's own model list, by name. */
  listingOf(name: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null {
    return this.#live.get(name)?.listed ?? null;
  }

  /** How many more calls a target that is ready takes now. `model`: its name there. */
  room(target: Target, model: string): number {
    const live = this.#live.get(target.upstream.name);
    return live === undefined ? 0 : roomAt(live, live.models.get(model) ?? null);
  }

  /** How long answers took to begin there; `null`: too few to tell. */
  firstWords(upstream: string, model: string): Spread | null {
    return this.#live.get(upstream)?.models.get(model)?.firstTokens.spread ?? null;
  }

  /** Takes a place for one attempt. `isExtra`: a retry or hedge, paid from the budget. */
  enter(target: Target, model: string, isExtra: boolean): Place {
    const live = this.#live.get(target.upstream.name) ?? freshLive(target.upstream, this.#clock.now());
    const parts = {
      clock: this.#clock,
      random: this.#random,
      live,
      model: modelAt(live, target.model ?? model),
      changed: this.#changed,
    };
    return new Seat(parts, isExtra ? { kind: 'extra' } : { kind: 'fresh', share: this.#settings.retries.budget });
  }

  refusesWay(target: Target, model: string, way: string): void {
    this.#live.get(target.upstream.name)?.refusedWays.add(model, way, this.#clock.now());
  }

  isWayRefused(target: Target, model: string, way: string): boolean {
    return this.#live.get(target.upstream.name)?.refusedWays.has(model, way, this.#clock.now()) ?? false;
  }

  probe(name: string, probed: Probed): void {
    const live = this.#live.get(name);
    if (live === undefined || (probed.kind === 'bad' && isClosed(live, probed.at))) return;
    if (learnProbe(live, probed, this.#random.draw())) this.#changed();
  }

  /** Announced closings by upstream; who is not in it has none. */
  plan(planned: ReadonlyMap<string, Planned>): void {
    const now = this.#clock.now();
    let isOther = false;
    for (const [name, live] of this.#live) {
      const next = planned.get(name) ?? null;
      if (next?.from === live.planned?.from && next?.until === live.planned?.until) continue;
      if (live.planned !== null && live.planned.from <= now) live.returnedAt = Math.min(now, live.planned.until);
      live.planned = next;
      isOther = true;
    }
    if (isOther) this.#changed();
  }

  /** What a model server says of itself. */
  report(name: string, figures: Figures): void {
    const live = this.#live.get(name);
    if (live === undefined) return;
    const wasLoading = live.figures?.loading ?? false;
    live.figures = figures;
    if (wasLoading && !figures.loading) this.#changed();
  }

  /** What calls have shown of an upstream, and what it says of itself. */
  signs(name: string): Signs | null {
    const live = this.#live.get(name);
    if (live === undefined) return null;
    const { breaker, goodAt, figures } = live;
    if (breaker.kind === 'closed') return { goodAt, figures, rest: null };
    const until = breaker.kind === 'open' ? breaker.until : breaker.leaseUntil;
    const endsByCheck = endsRest(breaker, live.probed.kind === 'bad');
    return { goodAt, figures, rest: { until, cause: breaker.cause, rests: breaker.rests, endsByCheck } };
  }

  /** Whether its rest leaves some model with nobody to serve it. */
  isMissed(name: string): boolean {
    return isMissed(this.#live, this.#settings.routes.values(), name);
  }

  /** A check was green, which is no proof yet: where it would end a rest, the next call may look. */
  stir(name: string): void {
    const live = this.#live.get(name);
    if (live !== undefined && learnStir(live, this.#clock.now())) this.#changed();
  }

  /** What those have to do whose replicas are configured. `slowness`: times to first token over the usual ones. */
  loads(): readonly { readonly upstream: Upstream; readonly inFlight: number; readonly slowness: number }[] {
    const now = this.#clock.now();
    return [...this.#live.values()]
      .filter(({ upstream }) => upstream.replicas !== null)
      .map((live) => ({ upstream: live.upstream, inFlight: live.inFlight, slowness: slownessOf(live, now) }));
  }

  learnModels(name: string, listed: ReadonlyMap<string, Readonly<Record<string, unknown>>>): void {
    const live = this.#live.get(name);
    if (live !== undefined) live.listed = listed;
  }

  /** An operator's hand: `drain` takes it out, `resume` puts it back, `reset` forgets what is held against it. */
  command(name: string, verb: 'drain' | 'resume' | 'reset'): boolean {
    const live = this.#live.get(name);
    if (live === undefined) return false;
    if (verb === 'resume' && live.drained) live.returnedAt = this.#clock.now();
    if (verb !== 'reset') live.drained = verb === 'drain';
    else forgive(live);
    this.#changed();
    return true;
  }

  states(): readonly UpstreamState[] {
    const now = this.#clock.now();
    const slow = slowNames(this.#live, this.#settings.routes.values(), now);
    return [...this.#live.values()].map((live) => stateOf(live, slow.has(live.upstream.name), now));
  }

  budgets(): readonly { readonly upstream: string; readonly left: number }[] {
    const now = this.#clock.now();
    return [...this.#live.values()].map(({ upstream, budget }) => ({
      upstream: upstream.name,
      left: leftIn(budget, now),
    }));
  }

  /** Calls back, at once, on whatever may let a call go on: a place freed, a rest ended, a new configuration. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  readonly #changed = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
