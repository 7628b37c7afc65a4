/** What a call does next. The only place that knows about retry, failover, hedging, rests, budgets, slots and deadlines. Pure. */
import type { Replay } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import { causeOf, traits } from '../domain/cause.ts';
import type { Rescue } from '../domain/settings.ts';
import type { Target } from '../domain/upstream.ts';
import { blame } from './blame.ts';
import { isYetToFailOver } from './first-failover.ts';
import { isLimit } from './breaker.ts';
import { poisonIn } from './poison.ts';
import type { Unfinished } from './rescue-move.ts';
import { rescueMove } from './rescue-move.ts';
import { choose } from './select/choose.ts';
import { mayHoldOn, repeatFirst, waitOrGiveUp } from './wait-move.ts';

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
  /** It has more to do than it can, as far as it or its answers tell. */
  readonly isPressed: boolean;
  /** When it last showed that it is well; `null`: never. */
  readonly goodAt: number | null;
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
  /** The caller's program tries again by itself, and this is such a try. */
  readonly isRepeat: boolean;
  /** Until when it waits for recovery rather than fail; `null`: it does not. */
  readonly holdUntil: number | null;
  readonly deadlineAt: number;
  /** Whether the deadline is the caller's own. */
  readonly impatient: boolean;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export type Move =
  | { readonly kind: 'try'; readonly target: Target; readonly how: 'fresh' | 'hedge' | 'rescue' }
  | { readonly kind: 'wait'; readonly for: 'flight' | 'slot' | 'pause' | 'recovery'; readonly until: number }
  | { readonly kind: 'give-up'; readonly cause: Cause };

const giveUp = (cause: Cause): Move => ({ kind: 'give-up', cause });

export const nextMove = (whole: Position): Move => {
  const again = afterRace(whole);
  if (again !== null) return again;
  const at = withoutRaces(whole);
  const last = at.tried.at(-1);
  if (at.cut !== null) return rescueMove(at, at.cut);
  if (last !== undefined && at.flight.length === 0 && isFinal(at, last) && !mayBeWider(at, last))
    return giveUp(blame(at.tried));
  if (at.now >= at.deadlineAt) return giveUp(tooLate(at));
  if (at.flight.length > 0) return beside(at);
  if (at.tried.length >= at.attemptsMax) return mayHoldOn(at) ? waitOrGiveUp(at) : giveUp(blame(at.tried));
  const killer = poisonIn(at.tried);
  if (killer !== null) return giveUp(killer);
  const target = freshTarget(at, at.candidates);
  if (target === null && last !== undefined && isTooLong(last)) return giveUp(blame(at.tried));
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

const isTooLong = (tried: Tried): boolean => tried.cause.code === 'context_length_exceeded';

/** A prompt that is too long for one target may fit another whose window is known to be larger. */
const mayBeWider = (at: Position, last: Tried): boolean => at.replay === 'safe' && isTooLong(last);

/** Whether the prompt may fit there, as far as those it did not fit tell. */
const mayFit = (at: Position, { contextWindow }: Target): boolean =>
  at.tried.every((tried) => !isTooLong(tried) || (contextWindow ?? 0) > (tried.target.contextWindow ?? 0));

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
  const target = mayHedgeNow(at, flying) ? freshTarget(at, at.candidates.filter(isAtEase)) : null;
  return target === null
    ? { kind: 'wait', for: 'flight', until: at.deadlineAt }
    : { kind: 'try', target, how: 'hedge' };
};

/** Never where the trouble is load: a second attempt would be more of it. */
const mayHedgeNow = (at: Position, flying: Flying): boolean =>
  !at.tried.some(({ cause }) => isLimit(cause)) &&
  at.candidates.every((candidate) => candidate.target !== flying.target || !candidate.isPressed);

const isAtEase = (candidate: Candidate): boolean => !candidate.isPressed;

/** A target this call has not met, ready now. */
const freshTarget = (at: Position, among: readonly Candidate[]): Target | null => {
  const isFirst = at.tried.length === 0 && at.flight.length === 0;
  const isFirstFailover = at.flight.length === 0 && isYetToFailOver(at.tried);
  const fresh = among.filter(
    (candidate) =>
      candidate.availability.kind === 'ready' &&
      (isFirst || isFirstFailover || candidate.mayRetry) &&
      mayFit(at, candidate.target) &&
      !at.tried.some((tried) => tried.target === candidate.target) &&
      !at.flight.some((flying) => flying.target === candidate.target),
  );
  return choose({ eligible: fresh, all: at.candidates, affinity: at.affinity, draw: at.draw })?.target ?? null;
};
