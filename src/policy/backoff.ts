/** How long to pause before the same target is tried again: full jitter (Brooker, AWS 2015), with the upstream's wish as a floor. */

const baseMs = 500;
const capMs = 8_000;

/** `repeats`: how often this target has failed in this call, from 1. `draw`: uniform in [0, 1). */
export const pauseMs = (repeats: number, draw: number, retryAfterMs: number | null): number => {
  const jittered = draw * Math.min(capMs, baseMs * 2 ** (repeats - 1));
  // On top of the floor, so that callers who were told the same time do not come back together.
  return retryAfterMs === null ? jittered : retryAfterMs + jittered / 5;
};
