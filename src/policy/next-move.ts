/** What a call does next. The only place that knows about retry, failover, hedging, rests, budgets, slots and deadlines. Pure. */
import type { Replay } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import { causeOf, traits } from '../domain/cause.ts';
import type { Rescue } from '../domain/settings.ts';
import type { Target } from '../domain/upstream.ts';
import { pauseMs } from './backoff.ts';
import { blame } from './blame.ts';
import type { Unfinished } from './rescue-move.ts';
import { rescueMove } from './rescue-move.ts';
import { choose } from './select/choose.ts';

export type Availability =
  | { readonly kind: 'ready' }
  | { readonly kind: 'resting'; readonly until: number; readonly cause: Cause }
  /** No free place within its `maxConcurrency`. */
  | { readonly kind: 'full' }
  /** Taken out by an operator. */
  | { readonly kind: 'drained' };

/** One target as it stands now. */
export interface Candidate {
  readonly target: Target;
  /** The target's own, less while it starts again after a rest. */
  readonly weight: number;
  /** The model's name there. */
  readonly model: string;
  readonly availability: Availability;
  /** Whether its retry budget has room. */
  readonly mayRetry: boolean;
  /** Time to first token of late, its worst remembered longest; `null`: not known. */
  readonly latencyMs: number | null;
  /** What its failures of late add to that. */
  readonly penaltyMs: number;
  /** Calls that are before a new one there: ours, and those it says are waiting. */
  readonly pending: number;
  /** Whether it is in our own zone. */
  readonly isLocal: boolean;
  /** Soft evidence against it: slower than its peers, or failing too large a share of its calls. */
  readonly doubt: 'none' | 'slow' | 'ejected';
}

/** One attempt of this call that failed. */
export interface Tried {
  readonly target: Target;
  readonly cause: Cause;
  /** Whether any of the request may have reached the upstream. */
  readonly sent: boolean;
  readonly endedAt: number;
  /** Uniform in [0, 1), drawn once: the jitter of the pause behind it. */
  readonly draw: number;
}

/** One attempt that is still out. */
export interface Flying {
  readonly target: Target;
  /** When a second attempt may start beside it; `null`: never. */
  readonly hedgeAt: number | null;
}

export interface Position {
  readonly replay: Replay;
  readonly candidates: readonly Candidate[];
  readonly flight: readonly Flying[];
  readonly tried: readonly Tried[];
  /** Calls that belong together have the same; `null`: none. */
  readonly affinity: number | null;
  readonly rescue: Rescue;
  /** The answer that broke after its first content; `null`: the caller has nothing yet. */
  readonly cut: Unfinished | null;
  readonly attemptsMax: number;
  readonly deadlineAt: number;
  /** Whether the deadline is the caller's own. */
  readonly impatient: boolean;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export type Move =
  | { readonly kind: 'try'; readonly target: Target; readonly how: 'fresh' | 'hedge' | 'rescue' }
  | { readonly kind: 'wait'; readonly for: 'flight' | 'slot' | 'pause'; readonly until: number }
  | { readonly kind: 'give-up'; readonly cause: Cause };

/** How long a preferred target that stumbled is waited for before a lower tier is asked. */
const patienceMs = 3_000;
/** Longest pause a call takes without having been asked to hold: SDKs wait no longer either. */
const longestPauseMs = 30_000;

const giveUp = (cause: Cause): Move => ({ kind: 'give-up', cause });

export const nextMove = (whole: Position): Move => {
  const again = afterRace(whole);
  if (again !== null) return again;
  const at = withoutRaces(whole);
  const last = at.tried.at(-1);
  if (at.cut !== null) return rescueMove(at, at.cut);
  if (last !== undefined && at.flight.length === 0 && isFinal(at, last)) return giveUp(blame(at.tried));
  if (at.now >= at.deadlineAt) return giveUp(tooLate(at));
  if (at.flight.length > 0) return beside(at);
  if (at.tried.length >= at.attemptsMax) return giveUp(blame(at.tried));
  const target = freshTarget(at);
  return repeatFirst(at, target) ?? (target === null ? waitOrGiveUp(at) : { kind: 'try', target, how: 'fresh' });
};

const isRace = (tried: Tried): boolean => tried.cause.code === 'keepalive_race';

const isFirstRace = (tried: Tried, all: readonly Tried[]): boolean =>
  isRace(tried) && all.find((other) => isRace(other) && other.target === tried.target) === tried;

/** An idle connection that died under us says nothing of the target: it is asked again at once, on a fresh one, and that costs nothing. */
const afterRace = (at: Position): Move | null => {
  const last = at.tried.at(-1);
  if (last === undefined || at.cut !== null || at.flight.length > 0 || isFinal(at, last)) return null;
  if (!isFirstRace(last, at.tried) || at.now >= at.deadlineAt) return null;
  const candidate = at.candidates.find(({ target }) => target === last.target);
  return candidate?.availability.kind === 'ready' ? { kind: 'try', target: last.target, how: 'fresh' } : null;
};

const withoutRaces = (at: Position): Position =>
  at.replay === 'safe' && at.tried.some(isRace)
    ? { ...at, tried: at.tried.filter((tried) => !isFirstRace(tried, at.tried)) }
    : at;

const isFinal = (at: Position, last: Tried): boolean =>
  traits[last.cause.code].again === 'nowhere' || (at.replay === 'unsent' && last.sent);

const tooLate = (at: Position): Cause => {
  const known = at.tried.length > 0 ? blame(at.tried) : null;
  if (known !== null && !at.impatient) return known;
  return causeOf('deadline_exceeded', at.impatient ? {} : { who: 'provider' });
};

/** An attempt is out: hedge it when it is slow, else wait for it. */
const beside = (at: Position): Move => {
  const [flying, second] = at.flight;
  const mayHedge = second === undefined && at.replay === 'safe' && at.tried.length + 2 <= at.attemptsMax;
  if (flying === undefined || flying.hedgeAt === null || !mayHedge)
    return { kind: 'wait', for: 'flight', until: at.deadlineAt };
  if (at.now < flying.hedgeAt) return { kind: 'wait', for: 'flight', until: Math.min(flying.hedgeAt, at.deadlineAt) };
  const target = freshTarget(at);
  return target === null
    ? { kind: 'wait', for: 'flight', until: at.deadlineAt }
    : { kind: 'try', target, how: 'hedge' };
};

/** A target this call has not met, ready now. */
const freshTarget = (at: Position): Target | null => {
  const isFirstFailover = at.tried.length === 1 && at.flight.length === 0;
  const isFirst = at.tried.length === 0 && at.flight.length === 0;
  const fresh = at.candidates.filter(
    (candidate) =>
      candidate.availability.kind === 'ready' &&
      (isFirst || isFirstFailover || candidate.mayRetry) &&
      !at.tried.some((tried) => tried.target === candidate.target) &&
      !at.flight.some((flying) => flying.target === candidate.target),
  );
  return choose({ eligible: fresh, all: at.candidates, affinity: at.affinity, draw: at.draw })?.target ?? null;
};

/** A target that stumbled (died on this one request, or asked for a moment) gets one more chance before a lower tier is asked. */
const repeatFirst = (at: Position, fresh: Target | null): Move | null => {
  const last = at.tried.at(-1);
  if (last === undefined || (fresh !== null && fresh.tier <= last.target.tier)) return null;
  // The last attempt belongs to a target that has not failed yet.
  if (fresh !== null && at.tried.length + 2 > at.attemptsMax) return null;
  const { again } = traits[last.cause.code];
  const stumbled = again === 'here' || (again === 'later' && last.cause.retryAfterMs !== null);
  const isFirstTime = at.tried.filter((tried) => tried.target === last.target).length === 1;
  const candidate = at.candidates.find(({ target }) => target === last.target);
  if (!stumbled || !isFirstTime || candidate === undefined) return null;
  const time = chanceAt(at, candidate);
  if (time === null || time >= at.deadlineAt || time - at.now > patienceMs) return null;
  return time <= at.now
    ? { kind: 'try', target: last.target, how: 'fresh' }
    : { kind: 'wait', for: 'pause', until: time };
};

interface Chance {
  readonly target: Target;
  readonly at: number;
}

/** When a target that is not fresh and ready may be asked, or `null` when that makes no sense. */
const chanceAt = (at: Position, candidate: Candidate): number | null => {
  const { availability } = candidate;
  if (availability.kind === 'drained' || availability.kind === 'full') return null;
  const here = at.tried.filter((tried) => tried.target === candidate.target);
  const latest = here.at(-1);
  if (latest === undefined)
    return availability.kind === 'resting' && isWorthWaiting(at, availability.cause) ? availability.until : null;
  const again = traits[latest.cause.code].again;
  if (!candidate.mayRetry || again === 'elsewhere' || again === 'nowhere') return null;
  const pausedUntil = latest.endedAt + pauseMs(here.length, latest.draw, latest.cause.retryAfterMs);
  return availability.kind === 'resting' ? Math.max(pausedUntil, availability.until) : pausedUntil;
};

/** A rest whose end was announced is waited for; one behind an outage only by a call that has already tried elsewhere. */
const isWorthWaiting = (at: Position, cause: Cause): boolean =>
  at.tried.length > 0 || traits[cause.code].again === 'later';

/** Nobody new is ready: the soonest of repeating a target, a rest that ends and a place that frees. */
const waitOrGiveUp = (at: Position): Move => {
  const chances = at.candidates.flatMap((candidate): Chance[] => {
    const time = chanceAt(at, candidate);
    return time === null ? [] : [{ target: candidate.target, at: time }];
  });
  const soonest = chances.toSorted((a, b) => a.at - b.at)[0];
  if (soonest !== undefined && soonest.at <= at.now) return { kind: 'try', target: soonest.target, how: 'fresh' };
  if (soonest !== undefined && soonest.at < at.deadlineAt && soonest.at - at.now <= longestPauseMs) {
    return { kind: 'wait', for: 'pause', until: soonest.at };
  }
  const isFull = at.candidates.some((candidate) => candidate.availability.kind === 'full');
  if (isFull && at.tried.length === 0) return { kind: 'wait', for: 'slot', until: at.deadlineAt };
  return giveUp(at.tried.length > 0 ? blame(at.tried) : nobodyReady(at));
};

/** All targets rest: the cause that made the first of them rest, with the time until one is back. */
const nobodyReady = (at: Position): Cause => {
  const resting = at.candidates.flatMap((candidate) =>
    candidate.availability.kind === 'resting' ? [candidate.availability] : [],
  );
  const soonest = resting.toSorted((a, b) => a.until - b.until)[0];
  if (soonest !== undefined) return { ...soonest.cause, retryAfterMs: Math.max(0, soonest.until - at.now) };
  return at.candidates.length === 0 ? causeOf('destination_not_found') : takenOut(at.candidates);
};

const takenOut = (candidates: readonly Candidate[]): Cause => {
  const names = [...new Set(candidates.map(({ target }) => target.upstream.name))];
  const clues = [{ says: 'taken out by an operator', value: names.slice(0, 10).join(', ') }];
  return causeOf('maintenance', { who: 'operator', clues });
};
