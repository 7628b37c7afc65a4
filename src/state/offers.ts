/** Who may serve a call, as they stand now: the snapshot that policies decide on. */
import type { Operation } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { Route, Target } from '../domain/upstream.ts';
import { canServe } from '../dialect/index.ts';
import { closed, mayPass } from '../policy/breaker.ts';
import { mayWithdraw } from '../policy/budget.ts';
import type { Availability, Candidate } from '../policy/next-move.ts';
import type { Live } from './live.ts';
import { isClosed, loadingUntil } from './live.ts';

export type Lives = ReadonlyMap<string, Live>;

interface Wanted {
  readonly model: string;
  readonly operation: Operation;
}

/** Those that can be asked for the operation; of those that may answer in its dialect, the native ones before all others. */
const ableTargets = (route: Route, operation: Operation): readonly Target[] => {
  const able = route.targets.filter((target) => canServe(target.upstream.dialect, operation));
  if (operation !== 'messages') return able;
  const native = able.filter((target) => target.upstream.dialect === 'anthropic');
  return native.length > 0 ? native : able;
};

const mayKnow = (lives: Lives, target: Target, model: string): boolean => {
  const live = lives.get(target.upstream.name);
  if (live === undefined) return true;
  const name = target.model ?? model;
  return live.upstream.models?.includes(name) ?? live.listed?.has(name) ?? true;
};

/** Whether anybody may serve the model, whatever state they are in. */
export const isServed = (lives: Lives, route: Route, { model, operation }: Wanted): boolean => {
  const able = ableTargets(route, operation);
  return route.model === '*' ? able.some((target) => mayKnow(lives, target, model)) : able.length > 0;
};

/** Whether any target of the route can be asked for the operation at all. */
export const isSpoken = (route: Route, operation: Operation): boolean =>
  route.targets.some((target) => canServe(target.upstream.dialect, operation));

const availabilityOf = (live: Live, name: string, now: number): Availability => {
  if (live.drained) return { kind: 'drained' };
  const { planned } = live;
  if (planned !== null && isClosed(live, now)) return { kind: 'resting', until: planned.until, cause: planned.cause };
  const loading = loadingUntil(live, now);
  if (loading !== null)
    return { kind: 'resting', until: loading, cause: causeOf('loading', { upstream: live.upstream.name }) };
  const breaker = [live.breaker, live.models.get(name)?.breaker ?? closed].find((one) => !mayPass(one, now));
  if (breaker !== undefined && breaker.kind !== 'closed') {
    return {
      kind: 'resting',
      until: breaker.kind === 'open' ? breaker.until : breaker.leaseUntil,
      cause: breaker.cause,
    };
  }
  const { maxConcurrency } = live.upstream;
  return maxConcurrency !== null && live.inFlight >= maxConcurrency ? { kind: 'full' } : { kind: 'ready' };
};

export interface Asked extends Wanted {
  readonly now: number;
}

/** The targets that may serve the model. */
export const candidatesFor = (lives: Lives, route: Route, asked: Asked): readonly Candidate[] =>
  ableTargets(route, asked.operation)
    .filter((target) => route.model !== '*' || mayKnow(lives, target, asked.model))
    .map((target): Candidate => {
      const live = lives.get(target.upstream.name);
      const model = target.model ?? asked.model;
      return {
        target,
        weight: target.weight,
        model,
        availability: live === undefined ? { kind: 'drained' } : availabilityOf(live, model, asked.now),
        mayRetry: live !== undefined && mayWithdraw(live.budget, asked.now),
      };
    });
