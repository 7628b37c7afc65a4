/** How many more calls an upstream takes now for one model, and how much of what it takes was used. */
import type { Limit } from '../policy/limit.ts';
import { freshLimit } from '../policy/limit.ts';
import { latencyNow } from '../policy/select/latency.ts';
import type { Live, LiveModel } from './live.ts';

/** Somebody who was away gets one call, to see how it goes. */
const onTrial = 1;
const firstLimit = freshLimit(0).limit;

const learned = (limit: Limit | undefined): number => Math.floor(limit?.limit ?? firstLimit);

/**
 * A limit is learned from first tokens. Where every call has its own and nothing bad was ever seen, long answers would hold a burst up for
 * nothing: one more may go, and shows how it is.
 */
const learnedRoom = ({ limit, inFlight, undecided }: LiveModel): number => {
  const free = learned(limit) - inFlight;
  return free <= 0 && limit.isUntried && undecided === 0 ? 1 : free;
};

/** Places that are free, whatever its breakers say. */
export const freeAt = (live: Live, model: LiveModel | null): number => {
  const hard = (live.upstream.maxConcurrency ?? Infinity) - live.inFlight;
  return Math.max(0, Math.min(hard, model === null ? firstLimit : learnedRoom(model)));
};

export const roomAt = (live: Live, model: LiveModel | null): number => {
  const isBack = live.breaker.kind === 'closed' && (model === null || model.breaker.kind === 'closed');
  return Math.min(isBack ? Infinity : onTrial, freeAt(live, model));
};

/** The share of its limit that is in use, 1 for all; `null` while no limit is known. */
export const usedShare = (live: Live, model: LiveModel): number | null => {
  const { maxConcurrency } = live.upstream;
  const ofHard = maxConcurrency === null ? null : live.inFlight / maxConcurrency;
  const ofLearned = model.limit.isUntried ? null : model.inFlight / learned(model.limit);
  return ofHard === null && ofLearned === null ? null : Math.min(1, Math.max(ofHard ?? 0, ofLearned ?? 0));
};

/** How many times as long as usual first tokens take now, of the model that is worst off; 1 when nothing is known. */
export const slownessOf = (live: Live, now: number): number => {
  let worst = 1;
  for (const { inFlight, latency, limit } of live.models.values()) {
    const ms = inFlight > 0 ? latencyNow(latency, now) : null;
    if (ms !== null && limit.usualMs !== null) worst = Math.max(worst, ms / limit.usualMs);
  }
  return worst;
};
