/**
 * The breaker of one upstream, or of one model there. It opens after failures in a row that the upstream's usual share of failures
 * does not explain, rests for a growing, jittered time, then lets probes through under a lease: one, and one more for each that went
 * well. A probe that never reports cannot wedge it, its lease runs out. Good news never opens it.
 */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';

/** What opened it: calls, or the active probe. */
export type Witness = 'calls' | 'probe';

export type Breaker =
  | {
      readonly kind: 'closed';
      /** In a row; what says "not now" (429, overloaded) is counted apart, since the host that says it lives. */
      readonly failures: number;
      readonly limits: number;
      /** Rests before it closed, kept for a while: who flaps rests longer each time. */
      readonly rests: number;
      /** When it closed; `-Infinity`: it never was open. */
      readonly since: number;
    }
  | {
      readonly kind: 'open';
      readonly since: number;
      readonly until: number;
      readonly rests: number;
      readonly cause: Cause;
      readonly by: Witness;
    }
  | {
      readonly kind: 'probing';
      readonly since: number;
      readonly leaseUntil: number;
      /** Probes that are out, and those that went well. */
      readonly out: number;
      readonly good: number;
      readonly rests: number;
      readonly cause: Cause;
      readonly by: Witness;
    };

export const closed: Breaker = { kind: 'closed', failures: 0, limits: 0, rests: 0, since: -Infinity };

const firstRestMs = 1_000;
const longestRestMs = 20_000;
const leaseMs = 30_000;
/** Good probes until it closes. */
const goodToClose = 3;
/** Who opens again within so long rests on where it stopped. */
const flapMs = 60_000;
const fewestInARow = 3;
/** However many of its calls fail as a rule. */
export const mostInARow = 8;
/** A run this unlikely is no chance. */
const chanceOfRun = 1e-3;

/** Four fifths to the full of the doubled rest: probes of several gateways do not fall together, and a minute sees at most seven. */
const restMs = (rests: number, draw: number): number =>
  Math.min(longestRestMs, firstRestMs * 2 ** rests) * (0.8 + draw / 5);

/** So many failures in a row say more than that it fails now and then: 3 for one that never does, 5 where a fifth fails. */
export const runToOpen = (usualShare: number): number => {
  if (usualShare <= 0) return fewestInARow;
  const run = Math.ceil(Math.log(chanceOfRun) / Math.log(Math.min(usualShare, 0.99)));
  return Math.min(mostInARow, Math.max(fewestInARow, run));
};

/** It is alive and says "not now": a limit or load, not an outage. */
export const isLimit = (cause: Cause): boolean =>
  traits[cause.code].again === 'later' || cause.family === 'throttling' || cause.family === 'overload';

/** The last it said was "not now". */
export const isLimited = (breaker: Breaker): boolean =>
  breaker.kind === 'closed' ? breaker.limits > 0 : isLimit(breaker.cause);

export interface Bad {
  readonly cause: Cause;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
  /** Share of its calls that failed of late, this run apart; 0 to 1. */
  readonly usualShare: number;
  /** Calls there of which nothing was heard yet: failures are faster than answers, and a burst would begin with a run of them. */
  readonly undecided: number;
  readonly by: Witness;
}

/** A failure that came from a call sent before the breaker opened changes nothing. */
export const afterFailure = (breaker: Breaker, bad: Bad): Breaker => {
  switch (breaker.kind) {
    case 'closed':
      return isLimit(bad.cause) ? afterLimit(breaker, bad) : afterFault(breaker, bad);
    case 'probing':
      // Another kind of trouble than the one it rested for begins anew.
      return opened(bad, breaker.good === 0 && isLimit(breaker.cause) === isLimit(bad.cause) ? breaker.rests : 0);
    case 'open':
      return breaker;
    default:
      return breaker satisfies never;
  }
};

/**
 * A health check, sure of itself, saw that the upstream is down. It opens what is closed. Where the rest is over and no call has come
 * yet, the check was the probe; while calls probe, they know more.
 */
export const afterRedCheck = (breaker: Breaker, seen: Omit<Bad, 'usualShare' | 'undecided' | 'by'>): Breaker => {
  const bad: Bad = { ...seen, usualShare: 0, undecided: 0, by: 'probe' };
  switch (breaker.kind) {
    case 'closed':
      return afterFailure(breaker, bad);
    case 'open':
      return mayPass(breaker, seen.now) ? opened(bad, breaker.rests) : breaker;
    case 'probing':
      return breaker;
    default:
      return breaker satisfies never;
  }
};

type Closed = Extract<Breaker, { kind: 'closed' }>;

const afterFault = (breaker: Closed, bad: Bad): Breaker => {
  const failures = breaker.failures + 1;
  // A health check says so only once it is sure itself.
  if (bad.by === 'calls' && failures < Math.max(runToOpen(bad.usualShare), bad.undecided))
    return { ...breaker, failures };
  return opened(bad, bad.now - breaker.since < flapMs ? breaker.rests : 0);
};

const afterLimit = (breaker: Closed, bad: Bad): Breaker => {
  const limits = breaker.limits + 1;
  return limits < fewestInARow ? { ...breaker, failures: 0, limits } : opened(bad, 0);
};

const opened = ({ now, draw, cause, by }: Bad, rests: number): Breaker => ({
  kind: 'open',
  since: now,
  until: now + restMs(rests, draw),
  rests: rests + 1,
  cause,
  by,
});

/** The upstream named a time itself: rest exactly so long, or as long as it already rests. */
export const restUntil = (breaker: Breaker, until: number, told: { readonly cause: Cause; now: number }): Breaker =>
  breaker.kind === 'open' && breaker.until >= until
    ? breaker
    : { kind: 'open', since: told.now, until, rests: 0, cause: told.cause, by: 'calls' };

/** A call went well that was let through a closed breaker. One that is open rests on: the call is from before. */
export const afterGood = (breaker: Breaker): Breaker =>
  breaker.kind === 'closed' && breaker.failures + breaker.limits > 0 ? { ...breaker, failures: 0, limits: 0 } : breaker;

/** A probe went well. */
export const afterGoodProbe = (breaker: Breaker, now: number): Breaker => {
  if (breaker.kind !== 'probing') return breaker;
  const good = breaker.good + 1;
  if (good >= goodToClose) return recovered(breaker, now);
  return { ...breaker, good, out: Math.max(0, breaker.out - 1), leaseUntil: now + leaseMs };
};

/** What opened it is over, as other evidence of the same kind shows. */
export const recovered = (breaker: Breaker, now: number): Breaker =>
  breaker.kind === 'closed' ? breaker : { kind: 'closed', failures: 0, limits: 0, rests: breaker.rests, since: now };

/** A sign that it is back, and no more: its rest is over, and the next call is the probe. */
export const stirred = (breaker: Breaker, now: number): Breaker =>
  breaker.kind === 'open' && breaker.until > now ? { ...breaker, until: now } : breaker;

/** Whether a call may go through now. */
export const mayPass = (breaker: Breaker, now: number): boolean => {
  switch (breaker.kind) {
    case 'closed':
      return true;
    case 'open':
      return now >= breaker.until;
    case 'probing':
      return breaker.out <= breaker.good || now >= breaker.leaseUntil;
    default:
      return breaker satisfies never;
  }
};

/** A call goes through: on a rested breaker it is a probe and takes a lease. */
export const entered = (breaker: Breaker, now: number): Breaker => {
  switch (breaker.kind) {
    case 'closed':
      return breaker;
    case 'open': {
      const { since, rests, cause, by } = breaker;
      return { kind: 'probing', since, leaseUntil: now + leaseMs, out: 1, good: 0, rests, cause, by };
    }
    case 'probing': {
      const out = now >= breaker.leaseUntil ? 1 : breaker.out + 1;
      return { ...breaker, out, leaseUntil: now + leaseMs };
    }
    default:
      return breaker satisfies never;
  }
};

/** A probe was dropped without a verdict (its caller left, another answer won): the next call may probe at once. */
export const released = (breaker: Breaker): Breaker =>
  breaker.kind === 'probing' ? { ...breaker, out: Math.max(0, breaker.out - 1) } : breaker;

/** When a breaker that lets nobody through may do so again. */
export const passesAt = (breaker: Exclude<Breaker, { kind: 'closed' }>): number =>
  breaker.kind === 'open' ? breaker.until : breaker.leaseUntil;
