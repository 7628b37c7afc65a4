/** One live upstream, and the state a person would say it is in. */
import type { Cause } from '../domain/cause.ts';
import type { Upstream } from '../domain/upstream.ts';
import type { Breaker } from '../policy/breaker.ts';
import { mayPass } from '../policy/breaker.ts';
import type { Budget } from '../policy/budget.ts';

/** What the last active probe saw. */
export type Probed =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'good'; readonly at: number }
  | { readonly kind: 'bad'; readonly at: number; readonly cause: Cause };

export interface Live {
  upstream: Upstream;
  inFlight: number;
  breaker: Breaker;
  /** Breakers of single models there, only those that are not closed. */
  readonly models: Map<string, Breaker>;
  /** Ways of going on with an answer that it has turned down, as `model|way`. */
  readonly refusedWays: Set<string>;
  budget: Budget;
  drained: boolean;
  /** Model names it lists; `null`: never learned. */
  listed: ReadonlyMap<string, Readonly<Record<string, unknown>>> | null;
  probed: Probed;
}

export interface UpstreamState {
  readonly upstream: Upstream;
  readonly state:
    | 'healthy'
    | 'unknown'
    | 'resting'
    | 'rate-limited'
    | 'loading'
    | 'in maintenance'
    | 'misconfigured'
    | 'drained';
  readonly cause: Cause | null;
  readonly until: number | null;
  readonly inFlight: number;
  readonly models: readonly string[] | null;
  readonly probed: Probed;
}

const nameOfRest = (cause: Cause): UpstreamState['state'] => {
  if (cause.code === 'loading') return 'loading';
  if (cause.family === 'throttling') return 'rate-limited';
  if (cause.family === 'maintenance') return 'in maintenance';
  return cause.family === 'misconfiguration' || cause.family === 'tls' ? 'misconfigured' : 'resting';
};

export const stateOf = (live: Live, now: number): UpstreamState => {
  const { upstream, breaker, inFlight, probed } = live;
  const models = upstream.models ?? (live.listed === null ? null : [...live.listed.keys()]);
  const base = { upstream, inFlight, models, probed };
  if (live.drained) return { ...base, state: 'drained', cause: null, until: null };
  if (breaker.kind !== 'closed' && !mayPass(breaker, now)) {
    return {
      ...base,
      state: nameOfRest(breaker.cause),
      cause: breaker.cause,
      until: breaker.kind === 'open' ? breaker.until : breaker.leaseUntil,
    };
  }
  if (probed.kind === 'bad') return { ...base, state: nameOfRest(probed.cause), cause: probed.cause, until: null };
  return {
    ...base,
    state:
      probed.kind === 'good' || breaker.kind === 'closed'
        ? probed.kind === 'unknown'
          ? 'unknown'
          : 'healthy'
        : 'unknown',
    cause: null,
    until: null,
  };
};
