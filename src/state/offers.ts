/** Who may serve a call, as they stand now: the snapshot that policies decide on. */
import type { Operation } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { Route, Target } from '../domain/upstream.ts';
import { canServe } from '../dialect/index.ts';
import { closed, isLimit, isLimited, mayPass, mostInARow, passesAt } from '../policy/breaker.ts';
import { mayWithdraw } from '../policy/budget.ts';
import { isEjected } from '../policy/health/ejection.ts';
import { startFactor, windowAfter } from '../policy/health/slow-start.ts';
import type { WindowMedian } from '../policy/health/slowness.ts';
import { isSlow, lastMedians, mayDiffer } from '../policy/health/slowness.ts';
import { paceFactor, restUntil as paceRest } from '../policy/pace.ts';
import type { Availability, Candidate } from '../policy/next-move.ts';
import { latencyNow } from '../policy/select/latency.ts';
import type { Live, LiveModel } from './live.ts';
import { figuresCountMs, isClosed, loadingUntil } from './live.ts';
import { freeAt } from './room.ts';

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

/** Whether some model has nobody left but hosts that rest, this one among them, or were taken out. */
export const isMissed = (lives: Lives, routes: Iterable<Route>, name: string): boolean => {
  for (const { targets } of routes) {
    if (targets.some(({ upstream }) => upstream.name === name) && targets.every((target) => isAway(lives, target)))
      return true;
  }
  return false;
};

const isAway = (lives: Lives, { upstream }: Target): boolean => {
  const live = lives.get(upstream.name);
  return live === undefined || live.drained || live.breaker.kind !== 'closed';
};

/** While nobody else can serve a model, nobody rests for long behind a failure: there is nowhere to go meanwhile. */
const longestLoneRestMs = 15_000;

const ready: Availability = { kind: 'ready' };
const full: Availability = { kind: 'full' };
const drained: Availability = { kind: 'drained' };

interface Stand {
  readonly live: Live;
  /** `null`: never asked for. */
  readonly model: LiveModel | null;
  readonly isAlone: boolean;
  readonly now: number;
}

/** The breaker that keeps calls away longest, of the host's and the model's. */
const restOf = ({ live, model, isAlone, now }: Stand): Availability | null => {
  let rest: Availability | null = null;
  let until = -Infinity;
  for (const breaker of [live.breaker, model?.breaker ?? closed]) {
    if (breaker.kind === 'closed' || mayPass(breaker, now)) continue;
    const isShort = isAlone && breaker.kind === 'open' && !isLimit(breaker.cause);
    const ends = isShort ? Math.min(passesAt(breaker), breaker.since + longestLoneRestMs) : passesAt(breaker);
    if (ends <= now || ends <= until) continue;
    until = ends;
    rest = { kind: 'resting', until, cause: breaker.cause };
  }
  return rest;
};

/** Nothing is left of a limit: the next call would be refused, and the time it is worth is known. */
const pacedOf = ({ live, model, now }: Stand): Availability | null => {
  const until = model === null || model.pace === null ? null : paceRest(model.pace, now);
  if (until === null) return null;
  const clues = [
    { says: 'the provider says that nothing is left of its limit for the next, in ms', value: String(until - now) },
  ];
  return { kind: 'resting', until, cause: causeOf('rate_limited', { upstream: live.upstream.name, clues }) };
};

const availabilityOf = (stand: Stand): Availability => {
  const { live, now } = stand;
  const { planned } = live;
  if (live.drained) return drained;
  if (planned !== null && isClosed(live, now)) return { kind: 'resting', until: planned.until, cause: planned.cause };
  const loading = loadingUntil(live, now);
  if (loading !== null)
    return { kind: 'resting', until: loading, cause: causeOf('loading', { upstream: live.upstream.name }) };
  return restOf(stand) ?? pacedOf(stand) ?? (freeAt(live, stand.model) > 0 ? ready : full);
};

/** What its weight is multiplied by while it starts again, after whatever kept it away. */
const startOf = ({ live, model, now }: Stand): number => {
  const { planned } = live;
  const returnedAt = planned !== null && planned.until <= now ? planned.until : live.returnedAt;
  let factor = startFactor(returnedAt, now);
  for (const one of [live, model]) {
    if (one === null) continue;
    const { breaker, ejection } = one;
    if (breaker.kind === 'closed')
      factor = Math.min(factor, startFactor(breaker.since, now, windowAfter(breaker.rests)));
    if (ejection !== null && ejection.until <= now) factor = Math.min(factor, startFactor(ejection.until, now));
  }
  return factor;
};

export interface Asked extends Wanted {
  readonly now: number;
  /** The gateway's own zone. */
  readonly zone: string | null;
}

const candidateOf = (target: Target, name: string, stand: Stand & { readonly zone: string | null }): Candidate => {
  const { live, model, now, zone } = stand;
  const { figures } = live;
  const waiting = figures !== null && now - figures.at <= figuresCountMs ? (figures.waiting ?? 0) : 0;
  const paced = model === null || model.pace === null ? 1 : paceFactor(model.pace, now);
  const isOut = isEjected(live.ejection, now) || isEjected(model?.ejection ?? null, now);
  return {
    target,
    weight: target.weight * startOf(stand) * paced,
    model: name,
    availability: availabilityOf(stand),
    mayRetry: mayWithdraw(live.budget, now),
    latencyMs: latencyNow(model?.latency ?? null, now),
    penaltyMs: latencyNow(model?.penalty ?? null, now) ?? 0,
    pending: (model?.inFlight ?? 0) + waiting,
    isPressed: waiting > 0 || isLimited(live.breaker) || (model !== null && isLimited(model.breaker)),
    goodAt: live.probed.kind === 'good' ? Math.max(live.probed.at, live.goodAt ?? 0) : live.goodAt,
    isLocal: zone === null || target.upstream.zone === zone,
    doubt: isOut ? 'ejected' : 'none',
  };
};

/** The targets that may serve the model. */
export const candidatesFor = (lives: Lives, route: Route, asked: Asked): readonly Candidate[] => {
  const targets = ableTargets(route, asked.operation).filter(
    (target) => lives.has(target.upstream.name) && (route.model !== '*' || mayKnow(lives, target, asked.model)),
  );
  const windows: (readonly WindowMedian[])[] = [];
  for (const { upstream, model } of targets)
    windows.push(lives.get(upstream.name)?.models.get(model ?? asked.model)?.firstTokens.medians ?? []);
  const offer = (isAlone: boolean): readonly Candidate[] =>
    targets.flatMap((target): readonly Candidate[] => {
      const live = lives.get(target.upstream.name);
      if (live === undefined) return [];
      const name = target.model ?? asked.model;
      const { now, zone } = asked;
      return [candidateOf(target, name, { live, model: live.models.get(name) ?? null, isAlone, now, zone })];
    });
  const candidates = offer(targets.length === 1);
  if (!candidates.some(isThere)) return withLast(lives, offer(true), asked.now);
  return withSlow(candidates, windows, asked.now);
};

const isThere = ({ availability }: Candidate): boolean => availability.kind === 'ready' || availability.kind === 'full';

/** Whom most calls went well with of late, and not all failed just now: so long a run is no chance, whatever was before. */
const mostlyWell = (live: Live | undefined, now: number): boolean => {
  if (live === undefined || live.outcomes.badInARow >= Math.max(mostInARow, live.undecided)) return false;
  const { good, bad } = live.outcomes.counts(now);
  return good > bad;
};

/** Never all of them rest for failing now and then: when nobody is left, those who mostly answer are asked. */
const withLast = (lives: Lives, candidates: readonly Candidate[], now: number): readonly Candidate[] => {
  return candidates.map((candidate) => {
    const { availability, target } = candidate;
    const isDoubtful = availability.kind === 'resting' && availability.cause.family === 'backend';
    const live = lives.get(target.upstream.name);
    return isDoubtful && mostlyWell(live, now) ? { ...candidate, availability: ready } : candidate;
  });
};

/** Slowness shows beside peers of the same tier only. */
const withSlow = (
  candidates: readonly Candidate[],
  windows: readonly (readonly WindowMedian[])[],
  now: number,
): readonly Candidate[] => {
  if (candidates.length < 2 || !mayDiffer(windows)) return candidates;
  const tiers = new Map<number, readonly number[]>();
  const mediansOf = (tier: number): readonly number[] => {
    let medians = tiers.get(tier);
    if (medians === undefined) {
      const peers = windows.filter((_, index) => candidates[index]?.target.tier === tier);
      tiers.set(tier, (medians = lastMedians(peers, now)));
    }
    return medians;
  };
  return candidates.map((candidate, index) => {
    const own = windows[index] ?? [];
    const isBehind = candidate.doubt === 'none' && own.length > 1 && isSlow(own, mediansOf(candidate.target.tier), now);
    return isBehind ? { ...candidate, doubt: 'slow' } : candidate;
  });
};

/** Upstreams that are slow beside their peers of some tier, for some model they were asked for. */
export const slowNames = (lives: Lives, routes: Iterable<Route>, now: number): ReadonlySet<string> => {
  const slow = new Set<string>();
  for (const route of routes) {
    if (route.targets.length < 2) continue;
    const names = route.model === '*' ? namesAsked(lives, route) : [route.model];
    for (const model of names) {
      for (const { target, doubt } of candidatesFor(lives, route, { model, operation: 'chat', zone: null, now }))
        if (doubt === 'slow') slow.add(target.upstream.name);
    }
  }
  return slow;
};

const namesAsked = (lives: Lives, route: Route): ReadonlySet<string> =>
  new Set(route.targets.flatMap(({ upstream }) => [...(lives.get(upstream.name)?.models.keys() ?? [])]));
