/**
 * A target that comes back is given its share step by step: caches are cold, and everybody waits for it (Envoy's slow start). One that
 * was away for seconds has them still, and the others cannot carry its share for long.
 */

const longestMs = 20_000;
const shortestMs = 1_000;
const leastFactor = 0.1;

/** How long that takes after so many rests, each twice as long as the one before: about as long as it was away. */
export const windowAfter = (rests: number): number => Math.min(longestMs, shortestMs * 2 ** rests);

/** What its weight is multiplied by. `backAt`: when it came back; `-Infinity`: it never was away. */
export const startFactor = (backAt: number, now: number, windowMs = longestMs): number =>
  Math.min(1, Math.max(leastFactor, (now - backAt) / windowMs));
