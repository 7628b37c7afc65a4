/** How fast a line moves: calls that went on, counted with a memory that fades, while there was somebody to go on. */

export interface DrainRate {
  readonly count: number;
  readonly at: number;
  /** Since when it was watched. */
  readonly since: number;
}

const memoryMs = 30_000;
/** What is older says nothing of now. */
const staleMs = 600_000;
/** Watched for less, or with less in memory, it would be a guess. */
const leastWatchedMs = 250;
const leastCount = 0.5;

export const freshRate = (now: number): DrainRate => ({ count: 0, at: now, since: now });

const faded = ({ count, at }: DrainRate, now: number): number => count * Math.exp(-Math.max(0, now - at) / memoryMs);

/** Somebody waits again: the time in between does not count, for an empty line is not a slow one. */
export const resumed = (rate: DrainRate, now: number): DrainRate => {
  const idleMs = now - rate.at;
  return idleMs > staleMs ? freshRate(now) : { ...rate, at: now, since: rate.since + idleMs };
};

export const wentOn = (rate: DrainRate, now: number): DrainRate => ({ ...rate, count: faded(rate, now) + 1, at: now });

/** Calls a second; `null`: not known yet. */
export const perSecond = (rate: DrainRate, now: number): number | null => {
  const count = faded(rate, now);
  const watchedMs = memoryMs * (1 - Math.exp(-(now - rate.since) / memoryMs));
  return count < leastCount || watchedMs < leastWatchedMs ? null : (count * 1000) / watchedMs;
};
