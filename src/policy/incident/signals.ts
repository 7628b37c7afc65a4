/** What the counts of one place say: whether something is wrong there, of which kind, and since when. */
import type { AlarmKind } from '../../domain/incident.ts';
import type { History, Slice } from './tally.ts';
import { driftOf } from './drift.ts';
import { longSlices, sliceMs, sum } from './tally.ts';
import { poissonTail } from './tail.ts';
import { waitingOf } from './waiting.ts';

/** One failure in a thousand: the usual objective of a service (SRE Workbook, chapter 5). */
export const objective = 0.001;
/** What is known beforehand counts like so many calls. */
const priorCalls = 1_000;

/** What is usual in a place, as sums in which the past fades; learned while nothing is wrong. */
export interface Usual {
  readonly calls: number;
  readonly failed: number;
  readonly attempts: number;
  readonly bad: number;
  readonly waitedMs: number;
  /** Calls in a slice. */
  readonly pace: number;
}

export const unknownUsual: Usual = { calls: 0, failed: 0, attempts: 0, bad: 0, waitedMs: 0, pace: 0 };

export const usualShare = (part: number, whole: number): number =>
  (part + priorCalls * objective) / (whole + priorCalls);

export interface Signal {
  readonly kind: AlarmKind;
  readonly share: number;
  /** What went wrong of so many; for `queue` the mean wait in ms of so many. */
  readonly seen: number;
  readonly of: number;
  /** In ms since the Unix epoch. */
  readonly startedAt: number;
}

/** By chance less than once in years of a look every five seconds. */
const unlikely = 1e-8;
const spikeSlices = 6;
const spikeCalls = 10;
/** A hiccup drops some calls in a row, which chance alone does not explain either (SRE Workbook, chapter 5: low-traffic services). */
const leastFailed = 5;
/** Below this share nobody notices, however significant it is; what is usual there is no news either. */
export const leastShare = 0.02;
export const timesUsual = 4;
const leastHidden = 10;
export const leastHiddenShare = 0.1;
/** Slices: a restart that others make up for is over before. */
const leastRotten = 4;

/** Burn rates of the error budget over two windows that must both agree (SRE Workbook, chapter 5, table 5-8), in long slices. */
const burns = [
  { long: 12, short: 1, rate: 14.4 },
  { long: 72, short: 6, rate: 6 },
] as const;
const leastBurnt = 10;

const silentSlices = 6;
/** So many calls are missed before silence means anything: e^-25 of them stay away by chance. */
const missedCalls = 25;

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/**
 * Where the counts began to drift: the last time a one-sided CUSUM (Page, 1954) stood at zero. Its slack is half of the share that
 * is seen now, so that it is deaf to what is usual.
 */
const startOf = (slices: readonly Slice[], part: 'failed' | 'bad', share: number): number => {
  const whole = part === 'failed' ? 'calls' : 'attempts';
  let sumNow = 0;
  let since = slices.at(-1)?.slice ?? 0;
  for (const slice of slices) {
    const before = sumNow;
    sumNow = Math.max(0, sumNow + slice[part] - slice[whole] * (share / 2));
    if (before === 0 && sumNow > 0) since = slice.slice;
  }
  return since * sliceMs;
};

/** Of the last minute, or of so much of the last five in which so many calls arrived, whoever was to blame for what became of them. */
const recentOf = (slices: readonly Slice[], now: number): readonly Slice[] => {
  let [first, calls] = [slices.length, 0];
  for (; first > 0; first--) {
    const { slice, arrived } = slices[first - 1] ?? { slice: 0, arrived: 0 };
    if (slice <= now - spikeSlices && (calls >= spikeCalls || slice <= now - longSlices)) break;
    calls += arrived;
  }
  return slices.slice(first);
};

const spike = (slices: readonly Slice[], usual: Usual, now: number): Signal | null => {
  const { calls, failed } = sum(recentOf(slices, now));
  const share = shareOf(failed, calls);
  const base = Math.max(objective, usualShare(usual.failed, usual.calls));
  if (failed < leastFailed || share < Math.max(leastShare, timesUsual * base)) return null;
  if (poissonTail(failed, calls * base) > unlikely) return null;
  const startedAt = startOf(slices, 'failed', share);
  return { kind: 'failures', share, seen: failed, of: calls, startedAt };
};

const burn = ({ long, short }: History, usual: Usual, now: number): Signal | null => {
  const budget = Math.max(objective, 1.5 * usualShare(usual.failed, usual.calls));
  const runs = Math.floor(now / longSlices);
  for (const window of burns) {
    const all = sum(long, runs - window.long + 1);
    const last = sum(long, runs - window.short + 1);
    // What is counted since a moment ago is no long window.
    if ((long[0]?.slice ?? runs) > runs - window.long / 2) continue;
    const isBurning = [all, last].every(({ calls, failed }) => shareOf(failed, calls) > window.rate * budget);
    if (!isBurning || all.failed < leastBurnt || last.failed < leastFailed) continue;
    const share = shareOf(last.failed, last.calls);
    return {
      kind: 'burn',
      share,
      seen: all.failed,
      of: all.calls,
      startedAt: startOf(short, 'failed', share),
    };
  }
  return null;
};

/** Fewer than a spike has, and sooner seen than by the budget they burn. */
const drift = ({ long, short }: History, usual: Usual): Signal | null => {
  const found = driftOf(long, Math.max(objective, usualShare(usual.failed, usual.calls)));
  if (found === null || found.failed < leastBurnt) return null;
  const share = shareOf(found.failed, found.calls);
  const since = found.since * longSlices;
  const isRecent = since >= (short[0]?.slice ?? Infinity);
  const startedAt = isRecent ? startOf(short, 'failed', share) : since * sliceMs;
  return { kind: 'burn', share, seen: found.failed, of: found.calls, startedAt };
};

/** Attempts fail and are made up for: callers see nothing, and it costs time, tokens and the reserve. */
const hidden = (slices: readonly Slice[], usual: Usual, now: number): Signal | null => {
  const { attempts, bad, hereRescued } = sum(slices, now - 3 * spikeSlices + 1);
  // What callers saw fail is not hidden.
  if (hereRescued < leastHidden || shareOf(hereRescued, attempts) < leastHiddenShare) return null;
  const share = shareOf(bad, attempts);
  const base = Math.max(objective, usualShare(usual.bad, usual.attempts));
  if (bad < leastHidden || share < Math.max(leastHiddenShare, timesUsual * base)) return null;
  const rotten = slices.filter(
    (one) => one.slice > now - 3 * spikeSlices && shareOf(one.bad, one.attempts) >= leastHiddenShare,
  );
  if (rotten.length < leastRotten) return null;
  if (poissonTail(bad, attempts * base) > unlikely) return null;
  return {
    kind: 'hidden',
    share,
    seen: bad,
    of: attempts,
    startedAt: startOf(slices, 'bad', share),
  };
};

/** A loss that is total has no errors to count. What was before `watched` nobody saw: it is no silence. */
export const silenceOf = (
  slices: readonly Slice[],
  usual: Usual,
  { now, watched }: { now: number; watched: number },
): Signal | null => {
  const heard = slices.findLast(({ arrived }) => arrived > 0)?.slice;
  if (heard === undefined) return null;
  const last = Math.max(heard, watched);
  // The slice that runs is not over yet.
  const silent = now - last - 1;
  const missed = silent * usual.pace;
  if (silent < silentSlices || missed < missedCalls) return null;
  return {
    kind: 'silence',
    share: 1,
    seen: 0,
    of: Math.round(missed),
    startedAt: (last + 1) * sliceMs,
  };
};

/** The gravest that holds. `now` is the number of the slice that runs. */
export const signalOf = (history: History, usual: Usual, now: number): Signal | null =>
  spike(history.short, usual, now) ??
  burn(history, usual, now) ??
  drift(history, usual) ??
  hidden(history.short, usual, now) ??
  waitingOf(history.short, usual, now);

/** Six hours for shares, half an hour for the pace: it follows the day. */
const fades = 0.5 ** (1 / 2_160);
const paceFades = 0.5 ** (1 / 180);

/** What is usual after one more slice; not to be asked while something is wrong, or that becomes usual. */
export const learned = (usual: Usual, { arrived, calls, failed, attempts, bad, waitedMs }: Slice): Usual => ({
  calls: usual.calls * fades + calls,
  waitedMs: usual.waitedMs * fades + waitedMs,
  failed: usual.failed * fades + failed,
  attempts: usual.attempts * fades + attempts,
  bad: usual.bad * fades + bad,
  pace: usual.pace * paceFades + arrived * (1 - paceFades),
});
