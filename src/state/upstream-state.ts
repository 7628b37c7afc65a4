/** The state a person would say an upstream is in. */
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Upstream } from '../domain/upstream.ts';
import { mayPass } from '../policy/breaker.ts';
import type { Live, Probed } from './live.ts';
import { isClosed, loadingUntil, namesAt } from './live.ts';

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
    /** Taken out by an operator; calls from before still run. */
    | 'draining'
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
  const { upstream, breaker, inFlight, probed, planned } = live;
  const base = { upstream, inFlight, models: namesAt(live), probed };
  if (live.drained) return { ...base, state: inFlight > 0 ? 'draining' : 'drained', cause: null, until: null };
  if (planned !== null && isClosed(live, now))
    return { ...base, state: 'in maintenance', cause: planned.cause, until: planned.until };
  const loading = loadingUntil(live, now);
  if (loading !== null)
    return { ...base, state: 'loading', cause: causeOf('loading', { upstream: upstream.name }), until: loading };
  if (breaker.kind !== 'closed' && !mayPass(breaker, now)) {
    return {
      ...base,
      state: nameOfRest(breaker.cause),
      cause: breaker.cause,
      until: breaker.kind === 'open' ? breaker.until : breaker.leaseUntil,
    };
  }
  if (probed.kind === 'bad') return { ...base, state: nameOfRest(probed.cause), cause: probed.cause, until: null };
  const isKnown = probed.kind === 'good' || (breaker.kind === 'closed' && probed.kind !== 'unknown');
  return { ...base, state: isKnown ? 'healthy' : 'unknown', cause: null, until: null };
};
