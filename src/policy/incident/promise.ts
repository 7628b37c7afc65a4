/** Whether what was promised to callers is being broken: slowly, over days, by no trouble that was told of already. */
import type { DayRecord } from '../record.ts';
import type { Signal } from './signals.ts';
import type { Slice } from './tally.ts';
import { longSlices, sliceMs, sum } from './tally.ts';

/** A burn rate of 1 over three days, six hours agreeing (SRE Workbook, chapter 5, table 5-8: a ticket, nobody's sleep). */
const days = 3;
const dayMs = 86_400_000;
/** Fewer prove nothing against a promise. */
const leastFailed = 10;

interface Fared {
  readonly calls: number;
  readonly failed: number;
}

export interface Promised {
  /** Share of calls that are to be answered. */
  readonly objective: number;
  readonly records: readonly DayRecord[];
  /** The last six hours, without those in which a known trouble was. */
  readonly long: readonly Slice[];
  /** In ms since the Unix epoch. */
  readonly now: number;
}

/** `null`: the records are younger than that. */
const threeDays = ({ records, now }: Promised): Fared | null => {
  const since = (Math.floor(now / dayMs) - days + 1) * dayMs;
  if (!records.some(({ day }) => day <= since)) return null;
  const counts = records.filter(({ day }) => day >= since).flatMap(({ models }) => Object.values(models));
  return counts.reduce<Fared>(
    (total, { calls, failed }) => ({ calls: total.calls + calls, failed: total.failed + failed }),
    { calls: 0, failed: 0 },
  );
};

const isBeyond = ({ calls, failed }: Fared, share: number): boolean => failed > calls * share;

export const overspentOf = (promised: Promised): Signal | null => {
  const mayFail = 1 - promised.objective;
  const all = threeDays(promised);
  const lately = sum(promised.long);
  if (all === null || lately.failed < leastFailed) return null;
  if (!isBeyond(all, mayFail) || !isBeyond(lately, mayFail)) return null;
  const first = promised.long.find(({ failed }) => failed > 0)?.slice ?? 0;
  return {
    kind: 'budget',
    share: all.failed / all.calls,
    seen: all.failed,
    of: all.calls,
    startedAt: first * longSlices * sliceMs,
  };
};

/** Three days keep it again, or the last hours do by far. */
export const isKeptAgain = (promised: Promised): boolean => {
  const mayFail = 1 - promised.objective;
  const all = threeDays(promised);
  return all === null || !isBeyond(all, mayFail) || !isBeyond(sum(promised.long), mayFail / 2);
};
