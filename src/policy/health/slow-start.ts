/** A target that comes back is given its share step by step: caches are cold, and everybody waits for it (Envoy's slow start). */

const windowMs = 20_000;
const leastFactor = 0.1;

/** What its weight is multiplied by. `backAt`: when it came back; `-Infinity`: it never was away. */
export const startFactor = (backAt: number, now: number): number =>
  Math.min(1, Math.max(leastFactor, (now - backAt) / windowMs));
