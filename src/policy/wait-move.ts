/** What a call does whose next target is not ready: ask one that stumbled once more, wait, hold on for recovery, or give up. Pure. */
import type { Cause } from '../domain/cause.ts';
import { causeOf, traits } from '../domain/cause.ts';
import type { Target } from '../domain/upstream.ts';
import { pauseMs } from './backoff.ts';
import { blame } from './blame.ts';
import type { Candidate, Move, Position } from './next-move.ts';

/** How long a preferred target that stumbled is waited for before a lower tier is asked. */
const patienceMs = 3_000;
/** Longest pause a call takes without having been asked to hold: SDKs wait no longer either. */
const longestPauseMs = 30_000;

/** A target that stumbled (died on this one request, or asked for a moment) gets one more chance before a lower tier is asked. */
export const repeatFirst = (at: Position, fresh: Target | null): Move | null => {
  const last = at.tried.at(-1);
  if (last === undefined || (fresh !== null && fresh.tier <= last.target.tier)) return null;
  // The last attempt belongs to a target that has not failed yet.
  if (fresh !== null && at.tried.length + 2 > at.attemptsMax) return null;
  const { again } = traits[last.cause.code];
  // Its own program will ask once more: two layers that repeat multiply.
  if (isSparing(at) || (at.isRepeat && fresh !== null)) return null;
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
  if (isHolding(at) && isBack(candidate, latest.endedAt))
    return availability.kind === 'resting' ? availability.until : latest.endedAt;
  if (at.isRepeat && again !== 'later') return null;
  if (!candidate.mayRetry || again === 'elsewhere' || again === 'nowhere') return null;
  const pausedUntil = latest.endedAt + pauseMs(here.length, latest.draw, latest.cause.retryAfterMs);
  return availability.kind === 'resting' ? Math.max(pausedUntil, availability.until) : pausedUntil;
};

/** A rest whose end was announced is waited for; one behind an outage only by a call that has already tried elsewhere. */
const isWorthWaiting = (at: Position, cause: Cause): boolean =>
  at.tried.length > 0 || traits[cause.code].again === 'later';

/** Nobody new is ready: the soonest of repeating a target, a rest that ends and a place that frees. */
export const waitOrGiveUp = (at: Position): Move => {
  if (isSparing(at)) return { kind: 'wait', for: 'recovery', until: holdEnds(at) };
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
  if (isHolding(at)) return { kind: 'wait', for: 'recovery', until: Math.min(holdEnds(at), nextRestEnds(at)) };
  return { kind: 'give-up', cause: at.tried.length > 0 ? blame(at.tried) : nobodyReady(at) };
};

const holdEnds = (at: Position): number => Math.min(at.holdUntil ?? at.now, at.deadlineAt);

const isHolding = (at: Position): boolean => at.now < holdEnds(at) && at.candidates.length > 0;

const nextRestEnds = (at: Position): number =>
  Math.min(
    ...at.candidates.flatMap(({ availability }) =>
      availability.kind === 'resting' && availability.until > at.now ? [availability.until] : [],
    ),
  );

/** A call that holds keeps its last attempt for a target that has shown since then that it is back. */
const isSparing = (at: Position): boolean =>
  isHolding(at) &&
  at.tried.length > 0 &&
  at.tried.length >= at.attemptsMax - 1 &&
  !at.candidates.some((candidate) => {
    const latest = at.tried.findLast((tried) => tried.target === candidate.target);
    return latest !== undefined && isBack(candidate, latest.endedAt);
  });

/** All attempts of a call that holds met closed doors, and nobody has heard it yet: it gets one more, from somebody who is back. */
export const mayHoldOn = (at: Position): boolean =>
  isHolding(at) && at.tried.length === at.attemptsMax && at.tried.every(({ sent }) => !sent);

/** It has shown since then that it is well: who holds may ask it again, whatever went wrong. */
const isBack = ({ goodAt }: Candidate, since: number): boolean => goodAt !== null && goodAt > since;

/** All targets rest: the cause that made the first of them rest, with the time until one is back. */
const nobodyReady = (at: Position): Cause => {
  const resting = at.candidates.flatMap((candidate) =>
    candidate.availability.kind === 'resting' ? [candidate.availability] : [],
  );
  const soonest = resting.toSorted((a, b) => a.until - b.until)[0];
  if (soonest !== undefined) return { ...soonest.cause, retryAfterMs: comeBackMs(at, soonest) };
  return at.candidates.length === 0 ? causeOf('destination_not_found') : takenOut(at.candidates);
};

/**
 * A time that was announced is told as it is. The end of any other rest is a guess: those who are turned away together do not come back
 * together, and a check may have seen before that somebody is back.
 */
const comeBackMs = (
  { now, draw }: Position,
  { until, cause }: { readonly until: number; readonly cause: Cause },
): number => {
  const leftMs = Math.max(0, until - now);
  return traits[cause.code].again === 'later' ? leftMs : Math.round(leftMs * (0.6 + 0.6 * draw));
};

const takenOut = (candidates: readonly Candidate[]): Cause => {
  const names = [...new Set(candidates.map(({ target }) => target.upstream.name))];
  const clues = [{ says: 'taken out by an operator', value: names.slice(0, 10).join(', ') }];
  return causeOf('maintenance', { who: 'operator', clues });
};
