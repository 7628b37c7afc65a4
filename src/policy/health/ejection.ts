/**
 * Soft evidence: a target that fails too large a share of its calls, without ever failing enough of them in a row, is asked last for a
 * while. It stays a preference: nobody else there, or too many of them, and it is asked all the same.
 */
import type { Cause } from '../../domain/cause.ts';

/** Calls of the last half minute. */
export interface Counts {
  readonly good: number;
  readonly bad: number;
}

export interface Ejection {
  readonly until: number;
  readonly times: number;
  readonly cause: Cause;
}

/** A share of fewer calls than these says nothing. */
const leastCalls = 20;
const worstShare = 0.5;
const firstMs = 10_000;
const longestMs = 60_000;

export interface Failing extends Counts {
  readonly cause: Cause;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

const isFailing = ({ good, bad }: Counts): boolean => good + bad >= leastCalls && bad >= (good + bad) * worstShare;

/** After a failure. Twice as long each time, unless the last one is a while ago. */
export const afterBad = (ejection: Ejection | null, failing: Failing): Ejection | null => {
  const { now, cause, draw } = failing;
  if (!isFailing(failing) || isEjected(ejection, now)) return ejection;
  const times = ejection !== null && now - ejection.until < longestMs ? ejection.times + 1 : 1;
  const restMs = Math.min(longestMs, firstMs * 2 ** (times - 1)) * (0.8 + draw / 5);
  return { until: now + restMs, times, cause };
};

export const isEjected = (ejection: Ejection | null, now: number): boolean => ejection !== null && now < ejection.until;
