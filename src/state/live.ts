/** One live upstream and its models: all that is known of them while the gateway runs. */
import type { Cause } from '../domain/cause.ts';
import type { Figures } from '../domain/figures.ts';
import type { Upstream } from '../domain/upstream.ts';
import type { Breaker } from '../policy/breaker.ts';
import { closed } from '../policy/breaker.ts';
import type { Budget } from '../policy/budget.ts';
import { fullBudget } from '../policy/budget.ts';
import type { Ejection } from '../policy/health/ejection.ts';
import type { Limit } from '../policy/limit.ts';
import { freshLimit } from '../policy/limit.ts';
import type { Pace } from '../policy/pace.ts';
import type { Latency } from '../policy/select/latency.ts';
import { DayPeak } from './day-peak.ts';
import { FirstTokens } from './first-tokens.ts';
import { Outcomes } from './outcomes.ts';
import { RefusedWays } from './refused-ways.ts';

/** What the last active probe saw. */
export type Probed =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'good'; readonly at: number }
  | { readonly kind: 'bad'; readonly at: number; readonly cause: Cause };

/** One model there, under the name it has there. */
export interface LiveModel {
  readonly name: string;
  inFlight: number;
  /** Of those in flight: neither first content nor a failure yet. */
  undecided: number;
  breaker: Breaker;
  readonly outcomes: Outcomes;
  ejection: Ejection | null;
  readonly firstTokens: FirstTokens;
  latency: Latency | null;
  /** What its failures add to its latency. */
  penalty: Latency | null;
  /** What the provider says is left of its limits. */
  pace: Pace | null;
  /** How many calls it takes at once, as far as that was learned. */
  limit: Limit;
}

/** A time announced ahead in which nothing new goes there. */
export interface Planned {
  readonly from: number;
  readonly until: number;
  readonly cause: Cause;
}

export interface Live {
  upstream: Upstream;
  inFlight: number;
  undecided: number;
  breaker: Breaker;
  readonly outcomes: Outcomes;
  ejection: Ejection | null;
  readonly models: Map<string, LiveModel>;
  /** Ways of going on with an answer that it has turned down. */
  readonly refusedWays: RefusedWays;
  budget: Budget;
  drained: boolean;
  /** The one it is in, or else the next. */
  planned: Planned | null;
  /** When an operator or the end of a closing put it back; `-Infinity`: never. */
  returnedAt: number;
  /** Model names it lists; `null`: never learned. */
  listed: ReadonlyMap<string, Readonly<Record<string, unknown>>> | null;
  probed: Probed;
  /** What it last said of itself. */
  figures: Figures | null;
  /** When the last call began that went well there. */
  goodAt: number | null;
  /** How much of its limit was in use. */
  readonly used: DayPeak;
}

/** Callers choose the names under `*`: what is remembered of models is bounded. */
const modelsMax = 500;

export const freshLive = (upstream: Upstream, now: number): Live => ({
  upstream,
  inFlight: 0,
  undecided: 0,
  breaker: closed,
  outcomes: new Outcomes(),
  ejection: null,
  models: new Map(),
  refusedWays: new RefusedWays(),
  budget: fullBudget(now),
  drained: false,
  planned: null,
  returnedAt: -Infinity,
  listed: null,
  probed: { kind: 'unknown' },
  figures: null,
  goodAt: null,
  used: new DayPeak(),
});

/** What a model server said of itself counts for so long: three rounds of asking. */
export const figuresCountMs = 15_000;

/** Until when it says that it is loading a model; `null`: it does not. */
export const loadingUntil = ({ figures }: Live, now: number): number | null => {
  const until = figures?.loading === true ? figures.at + figuresCountMs : now;
  return until > now ? until : null;
};

const firstLimit = freshLimit(0);

const freshModel = (name: string): LiveModel => ({
  name,
  inFlight: 0,
  undecided: 0,
  breaker: closed,
  outcomes: new Outcomes(),
  ejection: null,
  firstTokens: new FirstTokens(),
  latency: null,
  penalty: null,
  pace: null,
  limit: firstLimit,
});

/** The model's record, made when there is none yet; the one that was made first and has nothing in flight makes room. */
export const modelAt = (live: Live, name: string): LiveModel => {
  const known = live.models.get(name);
  if (known !== undefined) return known;
  if (live.models.size >= modelsMax) {
    for (const old of live.models.values()) {
      if (old.inFlight > 0) continue;
      live.models.delete(old.name);
      break;
    }
  }
  const fresh = freshModel(name);
  live.models.set(name, fresh);
  return fresh;
};

/** Whether what happens there now was announced. */
export const isClosed = ({ planned }: Live, now: number): boolean =>
  planned !== null && planned.from <= now && now < planned.until;

/** Names it serves: as configured, else as it listed them; `null`: not known. */
export const namesAt = (live: Live): readonly string[] | null =>
  live.upstream.models ?? (live.listed === null ? null : [...live.listed.keys()]);

/** Nothing is held against it any longer. */
export const forgive = (live: Live): void => {
  for (const one of [live, ...live.models.values()]) {
    one.breaker = closed;
    one.ejection = null;
    one.outcomes.clear();
  }
  for (const model of live.models.values()) model.penalty = null;
};
