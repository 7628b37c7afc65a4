/** Calls that wait longer and longer for a free place: nothing has failed yet, and it will. */
import type { Signal, Usual } from './signals.ts';
import type { Counts, Slice } from './tally.ts';
import { sliceMs, sum } from './tally.ts';

/** A person who waits longer wonders whether anything happens (Nielsen, 1993, has ten seconds as the limit of attention). */
const leastWaitMs = 2_000;
const timesUsual = 4;
const leastCalls = 10;
const minuteSlices = 6;

const meanOf = ({ waitedMs, arrived }: Counts): number => (arrived === 0 ? 0 : waitedMs / arrived);

/** Of the last minute, while it is over that of the minute before. */
export const waitingOf = (slices: readonly Slice[], usual: Usual, now: number): Signal | null => {
  const recent = sum(slices, now - minuteSlices + 1);
  const before = sum(
    slices.filter(({ slice }) => slice <= now - minuteSlices),
    now - 2 * minuteSlices + 1,
  );
  const mean = meanOf(recent);
  const base = usual.calls === 0 ? 0 : usual.waitedMs / usual.calls;
  if (recent.arrived < leastCalls || mean < Math.max(leastWaitMs, timesUsual * base) || mean < meanOf(before))
    return null;
  const first = slices.findLast((slice) => meanOf(slice) < leastWaitMs / 2)?.slice ?? slices[0]?.slice ?? now;
  return { kind: 'queue', share: 1, seen: Math.round(mean), of: recent.arrived, startedAt: (first + 1) * sliceMs };
};

export const isWaitOver = (slices: readonly Slice[], now: number): boolean =>
  meanOf(sum(slices, now - minuteSlices + 1)) < leastWaitMs / 2;
