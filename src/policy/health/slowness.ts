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

const isFresh = ({ at }: WindowMedian, now: number): boolean => now - at <= staleMs;

/** The last medians of some targets, the smallest first: made once for all of them. */
export const lastMedians = (all: readonly (readonly WindowMedian[])[], now: number): readonly number[] =>
  all
    .flatMap((windows) => {
      const last = windows.at(-1);
      return last !== undefined && isFresh(last, now) ? [last.ms] : [];
    })
    .toSorted((a, b) => a - b);

/** Of all but the one at `without`. */
const medianOf = (sorted: readonly number[], without: number): number => {
  const at = (index: number): number => sorted[index < without ? index : index + 1] ?? 0;
  const count = sorted.length - 1;
  const middle = count >> 1;
  return count % 2 === 1 ? at(middle) : (at(middle) + at(middle - 1)) / 2;
};

/** `own`: its last two windows, the older first. `tier`: the last medians there, its own among them. */
export const isSlow = (own: readonly WindowMedian[], tier: readonly number[], now: number): boolean => {
  const [older, newer] = own;
  if (older === undefined || newer === undefined || !isFresh(newer, now) || tier.length < 2) return false;
  const usualMs = medianOf(tier, tier.indexOf(newer.ms));
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
