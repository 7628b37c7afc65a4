/** The state a person would say an upstream is in. */
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Upstream } from '../domain/upstream.ts';
import { mayPass, passesAt } from '../policy/breaker.ts';
import type { Ejection } from '../policy/health/ejection.ts';
import { isEjected } from '../policy/health/ejection.ts';
import type { Live, Probed } from './live.ts';
import { isClosed, loadingUntil, namesAt } from './live.ts';

export interface UpstreamState {
  readonly upstream: Upstream;
  readonly state:
    | 'healthy'
    | 'unknown'
    /** Its calls take much longer than those of its peers. */
    | 'slow'
    | 'rate-limited'
    | 'loading'
    /** Taken out by an operator; calls that were there before go on. */
    | 'draining'
    | 'drained'
    | 'in maintenance'
    | 'misconfigured'
    /** It fails too large a share of its calls. */
    | 'ejected'
    | 'down';
  readonly cause: Cause | null;
  readonly until: number | null;
  readonly inFlight: number;
  /** How much of its limit was in use at the most in the last day, 1 for all; `null` while no limit is known. */
  readonly headroom: { readonly peak: number; readonly says: string } | null;
  /** Calls it takes at once, per model, where that was learned. */
  readonly limits: readonly { readonly model: string; readonly limit: number; readonly inFlight: number }[];
  readonly models: readonly string[] | null;
  readonly probed: Probed;
}

const ableStates: readonly UpstreamState['state'][] = ['healthy', 'unknown', 'slow', 'ejected'];
const chosenStates: readonly UpstreamState['state'][] = ['draining', 'drained', 'in maintenance'];

/** Whether calls go there now. */
export const isAble = ({ state }: Pick<UpstreamState, 'state'>): boolean => ableStates.includes(state);

/** Whether somebody wanted it so: then it is certain at once. */
export const isByChoice = ({ state }: Pick<UpstreamState, 'state'>): boolean => chosenStates.includes(state);

const nameOfRest = (cause: Cause): UpstreamState['state'] => {
  if (cause.code === 'loading') return 'loading';
  if (cause.family === 'throttling') return 'rate-limited';
  if (cause.family === 'maintenance') return 'in maintenance';
  return cause.family === 'misconfiguration' || cause.family === 'tls' ? 'misconfigured' : 'down';
};

const headroomOf = (live: Live, now: number): UpstreamState['headroom'] => {
  const peak = live.used.peak(now);
  return peak === null ? null : { peak, says: `the peak of the day was ${Math.round(peak * 100)} % of the limit` };
};

const limitsOf = (live: Live): UpstreamState['limits'] =>
  [...live.models.values()]
    .filter(({ limit }) => !limit.isUntried)
    .map(({ name, limit, inFlight }) => ({ model: name, limit: Math.floor(limit.limit), inFlight }));

/** Calls to one of its models at least are ejected, if not all. */
const ejectionOf = (live: Live, now: number): Ejection | null =>
  [live, ...live.models.values()].find(({ ejection }) => isEjected(ejection, now))?.ejection ?? null;

/** `isSlow`: beside its peers, which it does not know itself. */
export const stateOf = (live: Live, isSlow: boolean, now: number): UpstreamState => {
  const { upstream, breaker, inFlight, probed, planned } = live;
  const headroom = headroomOf(live, now);
  const base = { upstream, inFlight, headroom, limits: limitsOf(live), models: namesAt(live), probed };
  if (live.drained) return { ...base, state: inFlight > 0 ? 'draining' : 'drained', cause: null, until: null };
  if (planned !== null && isClosed(live, now))
    return { ...base, state: 'in maintenance', cause: planned.cause, until: planned.until };
  const loading = loadingUntil(live, now);
  if (loading !== null)
    return { ...base, state: 'loading', cause: causeOf('loading', { upstream: upstream.name }), until: loading };
  if (breaker.kind !== 'closed' && !mayPass(breaker, now))
    return { ...base, state: nameOfRest(breaker.cause), cause: breaker.cause, until: passesAt(breaker) };
  if (probed.kind === 'bad') return { ...base, state: nameOfRest(probed.cause), cause: probed.cause, until: null };
  const ejection = ejectionOf(live, now);
  if (ejection !== null) return { ...base, state: 'ejected', cause: ejection.cause, until: ejection.until };
  const isKnown = probed.kind === 'good' || live.goodAt !== null;
  return { ...base, state: isSlow ? 'slow' : isKnown ? 'healthy' : 'unknown', cause: null, until: null };
};
