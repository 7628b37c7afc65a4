/**
 * The breaker of one upstream, or of one model there. It opens after failures in a row, rests for a growing, jittered time, then
 * lets one probe through under a lease: a probe that never reports cannot wedge it, its lease runs out.
 */
import type { Cause } from '../domain/cause.ts';

export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly rests: number; readonly cause: Cause }
  | { readonly kind: 'probing'; readonly leaseUntil: number; readonly rests: number; readonly cause: Cause };

export const closed: Breaker = { kind: 'closed', failures: 0 };

const failuresToOpen = 3;
const firstRestMs = 1_000;
const longestRestMs = 20_000;
const leaseMs = 30_000;

/** Half to the full of the doubled rest: probes of several gateways do not fall together. */
const restMs = (rests: number, draw: number): number =>
  Math.min(longestRestMs, firstRestMs * 2 ** rests) * (0.5 + draw / 2);

export interface Bad {
  readonly cause: Cause;
  readonly now: number;
  readonly draw: number;
}

/** A failure that came from a call sent before the breaker opened changes nothing. */
export const afterFailure = (breaker: Breaker, bad: Bad): Breaker => {
  switch (breaker.kind) {
    case 'closed': {
      const failures = breaker.failures + 1;
      if (failures < failuresToOpen) return { kind: 'closed', failures };
      return { kind: 'open', until: bad.now + restMs(0, bad.draw), rests: 1, cause: bad.cause };
    }
    case 'probing':
      return {
        kind: 'open',
        until: bad.now + restMs(breaker.rests, bad.draw),
        rests: breaker.rests + 1,
        cause: bad.cause,
      };
    case 'open':
      return breaker;
    default:
      return breaker satisfies never;
  }
};

/** The upstream named a time itself: rest exactly so long. */
export const restUntil = (until: number, cause: Cause): Breaker => ({ kind: 'open', until, rests: 0, cause });

/** Whether a call may go through now. */
export const mayPass = (breaker: Breaker, now: number): boolean => {
  switch (breaker.kind) {
    case 'closed':
      return true;
    case 'open':
      return now >= breaker.until;
    case 'probing':
      return now >= breaker.leaseUntil;
    default:
      return breaker satisfies never;
  }
};

/** A call goes through: on a rested breaker it is the probe and takes the lease. */
export const entered = (breaker: Breaker, now: number): Breaker =>
  breaker.kind === 'closed'
    ? breaker
    : { kind: 'probing', leaseUntil: now + leaseMs, rests: breaker.rests, cause: breaker.cause };

/** The probe was dropped without a verdict (its caller left, another answer won): the next call may probe at once. */
export const released = (breaker: Breaker, now: number): Breaker =>
  breaker.kind === 'probing' ? { kind: 'open', until: now, rests: breaker.rests, cause: breaker.cause } : breaker;
