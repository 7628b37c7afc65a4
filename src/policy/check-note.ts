/** Whether an upstream's own health check is the thing that is wrong: it fails while calls succeed, or is well while they fail. Pure. */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { CheckNote } from '../domain/check-note.ts';
import type { HealthCheck } from '../domain/upstream.ts';
import type { Standing } from './check.ts';
import { isOfTheCheck } from './check.ts';

/** A rest that calls began, and how many rests there were in a row. */
export interface Rest {
  readonly cause: Cause;
  readonly rests: number;
}

/** Calls failed, rested, and failed again: that is no stumble. */
const restsThatCount = 2;

/** It said "not now", or nobody got through to it: neither is for the check to see. */
const isLiveFault = ({ code, family, receivedStatus }: Cause): boolean =>
  traits[code].again !== 'later' && (family === 'backend' || family === 'timeout' || receivedStatus !== null);

export const noteOf = (standing: Standing, health: HealthCheck, rest: Rest | null): CheckNote | null => {
  const { belief, cause, isRefuted } = standing;
  const asked = health.complete === null ? (health.path ?? 'the model list') : 'an answer of one token';
  if (belief === 'bad' && cause !== null) {
    if (isOfTheCheck(cause)) return { kind: 'turned-down', asked, cause };
    return isRefuted ? { kind: 'refuted', asked, cause } : null;
  }
  const isBlind = belief === 'good' && health.complete === null && rest !== null && rest.rests >= restsThatCount;
  return isBlind && isLiveFault(rest.cause) ? { kind: 'blind', asked, cause: rest.cause } : null;
};
