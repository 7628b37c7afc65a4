/** How many more calls an upstream takes now for one model. */
import type { Live, LiveModel } from './live.ts';

/** Somebody who was away gets one call, to see how it goes. */
const onTrial = 1;

export const roomAt = (live: Live, model: LiveModel | null): number => {
  if (live.breaker.kind !== 'closed' || (model !== null && model.breaker.kind !== 'closed')) return onTrial;
  return Math.max(0, (live.upstream.maxConcurrency ?? Infinity) - live.inFlight);
};
