/** How an upstream stands to its active check: what is believed after how many answers, when it is asked again. Pure. */
import type { Cause } from '../domain/cause.ts';
import type { HealthCheck } from '../domain/upstream.ts';

/** HAProxy's defaults for `fall` and `rise`: one lost check changes nothing. */
const fall = 3;
const rise = 2;
/** Unsettled: asked sooner, so that it is known sooner; never sooner than this. */
const soonestMs = 1_000;
/** A share of the pace, up and down: checks of several gateways do not fall together. */
const jitter = 0.1;

export interface Standing {
  readonly belief: 'unknown' | 'good' | 'bad';
  /** Answers in a row that speak against the belief. */
  readonly against: number;
  /** When the failures in a row began; `null`: the last answer was good. */
  readonly redSince: number | null;
  /** Of the last failure. */
  readonly cause: Cause | null;
  /** Calls succeeded while it failed: it is the check that is wrong. Holds until the check is good again. */
  readonly isRefuted: boolean;
}

export const unasked: Standing = { belief: 'unknown', against: 0, redSince: null, cause: null, isRefuted: false };

export interface Checked {
  readonly at: number;
  /** `null`: well. */
  readonly cause: Cause | null;
  /** When a call last went well there; `null`: none has. */
  readonly goodAt: number | null;
}

const afterGood = ({ belief, against, ...rest }: Standing): Standing =>
  belief === 'bad' && against + 1 < rise
    ? { ...rest, belief, against: against + 1, redSince: null }
    : { belief: 'good', against: 0, redSince: null, cause: null, isRefuted: false };

const afterBad = (standing: Standing, { at, cause, goodAt }: Checked): Standing => {
  const redSince = standing.redSince ?? at;
  const isSettled = standing.belief === 'bad';
  if (!isSettled && standing.against + 1 < fall) return { ...standing, against: standing.against + 1, redSince, cause };
  const isRefuted = standing.isRefuted || (goodAt !== null && goodAt > redSince);
  return { belief: 'bad', against: 0, redSince, cause, isRefuted };
};

export const afterCheck = (standing: Standing, checked: Checked): Standing =>
  checked.cause === null ? afterGood(standing) : afterBad(standing, checked);

/** A server that turned the check itself down (no such path, no access, a page) is there: that speaks of the check alone. */
export const isOfTheCheck = ({ receivedStatus, code }: Cause): boolean =>
  receivedStatus !== null && (receivedStatus < 500 || receivedStatus === 501 || code === 'wrong_content');

/** Whether the check speaks for the upstream being down, as far as anybody can tell. */
export const saysDown = ({ belief, cause, isRefuted }: Standing): boolean =>
  belief === 'bad' && cause !== null && !isRefuted && !isOfTheCheck(cause);

/** What is known of an upstream when its next check is planned. */
export interface Planning {
  readonly now: number;
  /** Calls wait for it, or all others rest as well: its return is waited for. */
  readonly isMissed: boolean;
  /** Uniform in [0, 1), drawn once for each check. */
  readonly draw: number;
}

/** Its return is noticed within a twentieth of the time it was away. */
const noticed = 20;

/** Time from the last check to the next. Checks that cost tokens never come sooner than configured. */
export const paceMs = (
  { against, redSince }: Standing,
  { everyMs, complete }: Pick<HealthCheck, 'everyMs' | 'complete'>,
  { now, isMissed, draw }: Planning,
): number => {
  const soonMs = isMissed ? (now - (redSince ?? now)) / noticed : against > 0 ? everyMs / 2 : everyMs;
  const ms = complete === null ? Math.min(everyMs, Math.max(soonestMs, soonMs)) : everyMs;
  return ms * (1 + jitter * (2 * draw - 1));
};

/**
 * Whether a check may go out although the upstream rests. While it rests nobody asks it; once the rest is over the next call is
 * the one to try, and only where none comes the check tries: so that calls and checks together stay few. One that is missed is
 * asked all the same: a check risks nobody's call.
 */
export const mayCheck = (
  restUntil: number | null,
  everyMs: number,
  { now, isMissed }: Pick<Planning, 'now' | 'isMissed'>,
): boolean => restUntil === null || isMissed || now >= restUntil + everyMs;
