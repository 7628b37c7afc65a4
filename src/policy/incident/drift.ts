/** A small shift that lasts: too little for a minute to show, too much to be luck. */
import type { Slice } from './tally.ts';

/** The shift that is looked for: so many times what is usual. */
const timesUsual = 4;
/** By chance once in e^20 slices. */
const alarmAt = 20;
/** One bad moment is no shift: it takes three slices at least. */
const mostAtOnce = alarmAt / 2.5;
/** What has gone on for long is over as soon as what has just begun. */
const ceiling = 1.5 * alarmAt;

export interface Drift {
  /** Number of the slice it began in. */
  readonly since: number;
  readonly failed: number;
  readonly calls: number;
}

/**
 * A one-sided CUSUM of log likelihood ratios (Page, 1954; Hawkins and Olwell, 1998, chapter 5, for counts): each failure speaks for the shift, each
 * call without one against it.
 */
export const driftOf = (slices: readonly Slice[], base: number): Drift | null => {
  let level = 0;
  let drift = { since: 0, failed: 0, calls: 0 };
  for (const { slice, failed, calls } of slices) {
    const speaks = failed * Math.log(timesUsual) - calls * base * (timesUsual - 1);
    if (level === 0) drift = { since: slice, failed: 0, calls: 0 };
    level = Math.min(ceiling, Math.max(0, level + Math.min(mostAtOnce, speaks)));
    drift = { since: drift.since, failed: drift.failed + failed, calls: drift.calls + calls };
  }
  return level < alarmAt ? null : drift;
};
