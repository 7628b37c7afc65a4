/**
 * Gray failure: a target whose probes are green and whose calls are slow, seen by the difference to its peers (Huang et al. 2017,
 * "Gray failure"). It is weighed down, not ejected: it answers.
 */

/** The median time to first token of one window. */
export interface WindowMedian {
  readonly at: number;
  readonly ms: number;
}

/** So many times slower than the median of its peers, for two windows. */
const factor = 3;
/** A difference that nobody would notice is none. */
const leastMs = 250;
/** What is older says nothing of now. */
const staleMs = 60_000;

const medianOf = (sorted: readonly number[]): number => {
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? 0)) / 2;
};

/** `own` and each of `peers`: the last two windows, the older first. */
export const isSlow = (
  own: readonly WindowMedian[],
  peers: readonly (readonly WindowMedian[])[],
  now: number,
): boolean => {
  const [older, newer] = own;
  if (older === undefined || newer === undefined || now - newer.at > staleMs) return false;
  const others = peers.flatMap((windows) => {
    const last = windows.at(-1);
    return last !== undefined && now - last.at <= staleMs ? [last.ms] : [];
  });
  if (others.length === 0) return false;
  const usualMs = medianOf(others.toSorted((a, b) => a - b));
  const limitMs = Math.max(usualMs * factor, usualMs + leastMs);
  return older.ms > limitMs && newer.ms > limitMs;
};

/** Whether anybody can be slow at all: asked for every call, so it looks at the extremes alone. */
export const mayDiffer = (all: readonly (readonly WindowMedian[])[]): boolean => {
  let fastest = Infinity;
  let slowest = 0;
  for (const windows of all) {
    const ms = windows.at(-1)?.ms;
    if (ms === undefined) continue;
    if (ms < fastest) fastest = ms;
    if (ms > slowest) slowest = ms;
  }
  return slowest > fastest * factor;
};
