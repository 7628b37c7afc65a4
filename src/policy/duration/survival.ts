/** Survival of troubles: the share that lasts longer than a time, from measured cases or from a published table. */

/** One trouble that ended, or was last seen going on (`hasEnded: false`: it lasted at least so long). */
export interface Lasted {
  readonly ms: number;
  readonly hasEnded: boolean;
}

/** The share that lasts longer than `ms`: 1 at 0, never rising. `null`: beyond what is known. */
export type Survival = (ms: number) => number | null;

/**
 * The product-limit estimate (Kaplan and Meier, 1958): at every end, the share falls by ends over those still at risk. Cases that
 * were only seen going on count as long as they were seen. Beyond the longest of them nothing is known, unless it had ended.
 */
export const kaplanMeier = (cases: readonly Lasted[]): Survival => {
  const sorted = cases.toSorted((one, two) => one.ms - two.ms || Number(two.hasEnded) - Number(one.hasEnded));
  const steps: { readonly ms: number; readonly share: number }[] = [];
  let share = 1;
  for (const [index, { ms, hasEnded }] of sorted.entries()) {
    if (!hasEnded) continue;
    share *= 1 - 1 / (sorted.length - index);
    steps.push({ ms, share });
  }
  const longest = sorted.at(-1);
  return (ms) => {
    if (longest === undefined || (ms > longest.ms && !longest.hasEnded)) return null;
    return steps.findLast((step) => step.ms <= ms)?.share ?? 1;
  };
};

/** A quantile of a published table: `share` of all last at most `ms`. */
export type Quantile = readonly [share: number, ms: number];

/**
 * Between the points the logarithm of the time is straight; below the first it starts at zero. Beyond the last the share falls as
 * a power of the time, with the slope of the last two points: the tail of outages is heavy.
 */
export const tableSurvival = (table: readonly Quantile[]): Survival => {
  const [firstShare, firstMs] = table[0] ?? [1, 0];
  const [lastShare, lastMs] = table.at(-1) ?? [1, 0];
  const [innerShare, innerMs] = table.at(-2) ?? [0, 0];
  const slope = Math.log((1 - innerShare) / (1 - lastShare)) / Math.log(lastMs / innerMs);
  return (ms) => {
    if (ms <= firstMs) return 1 - (firstShare * Math.max(0, ms)) / firstMs;
    if (ms >= lastMs) return (1 - lastShare) * (lastMs / ms) ** slope;
    const upper = table.findIndex(([, point]) => point >= ms);
    const [toShare, toMs] = table[upper] ?? [1, ms];
    const [fromShare, fromMs] = table[upper - 1] ?? [0, ms];
    const part = Math.log(ms / fromMs) / Math.log(toMs / fromMs);
    return 1 - (fromShare + part * (toShare - fromShare));
  };
};

/** Of several kinds that cannot be told apart at first, each with its share: time sorts them. */
export const mixture = (parts: readonly (readonly [share: number, survival: Survival])[]): Survival => {
  return (ms) => parts.reduce((sum, [share, survival]) => sum + share * (survival(ms) ?? 0), 0);
};

const longestMs = 30 * 86_400_000;

/**
 * The whole time, counted from its beginning, that the given share of troubles stays under, of those that have already lasted
 * `elapsedMs`: the smallest t with P(T > t | T > elapsed) ≤ 1 − share. It never falls as time goes by, and it is never less than
 * what has passed. `null`: not known.
 */
export const quantileAfter = (survival: Survival, share: number, elapsedMs: number): number | null => {
  const alive = survival(elapsedMs);
  if (alive === null || alive <= 0) return null;
  const isOver = (ms: number): boolean => (survival(ms) ?? 1) <= alive * (1 - share) + 1e-12;
  let [low, high] = [elapsedMs, Math.max(1_000, elapsedMs * 2)];
  while (!isOver(high)) {
    if (high > longestMs) return null;
    [low, high] = [high, high * 2];
  }
  while (high - low > Math.max(1, low / 1_000)) {
    const middle = (low + high) / 2;
    if (isOver(middle)) high = middle;
    else low = middle;
  }
  return high;
};
