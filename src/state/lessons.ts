/** What is learned of an upstream from calls and probes. */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import { afterFailure, closed, released, restUntil } from '../policy/breaker.ts';
import type { Live, LiveModel, Probed } from './live.ts';

export const learnGood = (live: Live, model: LiveModel): void => {
  live.breaker = closed;
  model.breaker = closed;
};

export interface Bad {
  readonly cause: Cause;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export const learnBad = (live: Live, model: LiveModel, bad: Bad): void => {
  const { cause, now } = bad;
  const { hurts, again } = traits[cause.code];
  const rests = cause.retryAfterMs !== null && again === 'later' ? restUntil(now + cause.retryAfterMs, cause) : null;
  if (hurts === 'host' || hurts === 'key') live.breaker = rests ?? afterFailure(live.breaker, bad);
  else if (hurts === 'model') {
    model.breaker = rests ?? afterFailure(model.breaker, bad);
    // The host answered for one of its models: it lives.
    if (live.breaker.kind === 'probing') live.breaker = closed;
  } else if (rests !== null) live.breaker = rests;
  else if (live.breaker.kind === 'probing') live.breaker = released(live.breaker, now);
};

/**
 * What an active probe saw. A good one ends a rest that an outage began; it does not lift a limit the provider set.
 * True when calls may go there that could not before.
 */
export const learnProbe = (live: Live, probed: Probed, draw: number): boolean => {
  live.probed = probed;
  if (probed.kind === 'bad') live.breaker = afterFailure(live.breaker, { cause: probed.cause, now: probed.at, draw });
  const isBack =
    probed.kind === 'good' && live.breaker.kind !== 'closed' && traits[live.breaker.cause.code].hurts === 'host';
  if (isBack) live.breaker = closed;
  return isBack;
};
