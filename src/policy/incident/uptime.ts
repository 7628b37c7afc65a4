/** How a component fared on each day: the minutes it was away, as the public bars count them. */
import type { AffectedComponent } from '../../domain/incident.ts';

export const dayMs = 86_400_000;
export interface Day {
  /** Midnight UTC, in ms since the Unix epoch. */
  readonly from: number;
  readonly partialMs: number;
  readonly majorMs: number;
  readonly degradedMs: number;
  /** What was away, as it counts: slowness and planned work count nothing (Atlassian's rule). */
  readonly awayMs: number;
  /** Part of the day that is known: the gateway ran at its begin and the day has come so far. */
  readonly knownMs: number;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

/** The union of spans, so that what two incidents share counts once. */
const merged = (spans: readonly Span[]): readonly Span[] => {
  const all: { from: number; until: number }[] = [];
  for (const { from, until } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else all.push({ from, until });
  }
  return all;
};

const without = (spans: readonly Span[], graver: readonly Span[]): readonly Span[] =>
  graver.reduce<readonly Span[]>(
    (left, cut) =>
      left.flatMap(({ from, until }) =>
        [
          { from, until: Math.min(until, cut.from) },
          { from: Math.max(from, cut.until), until },
        ].filter((one) => one.until > one.from),
      ),
    spans,
  );

const within = (spans: readonly Span[], from: number, until: number): number =>
  spans.reduce((ms, one) => ms + Math.max(0, Math.min(one.until, until) - Math.max(one.from, from)), 0);

export interface Watching {
  readonly now: number;
  /** When the first day of records began. */
  readonly since: number;
  readonly days: number;
  /** A partial outage counts like so much of a whole one. */
  readonly partialWeight: number;
}

/** Oldest first, the last one is today. */
export const daysOf = (
  affected: readonly AffectedComponent[],
  { now, since, days, partialWeight }: Watching,
): readonly Day[] => {
  const spansOf = (status: AffectedComponent['status']): readonly Span[] =>
    merged(affected.filter((one) => one.status === status).map(({ from, until }) => ({ from, until: until ?? now })));
  const major = spansOf('major_outage');
  const partial = without(spansOf('partial_outage'), major);
  const degraded = without(without(spansOf('degraded_performance'), major), partial);
  const today = Math.floor(now / dayMs) * dayMs;
  return Array.from({ length: days }, (_, index) => {
    const from = today - (days - 1 - index) * dayMs;
    const until = from + dayMs;
    const [partialMs, majorMs] = [within(partial, from, until), within(major, from, until)];
    return {
      from,
      partialMs,
      majorMs,
      awayMs: majorMs + partialWeight * partialMs,
      degradedMs: within(degraded, from, until),
      knownMs: Math.max(0, Math.min(until, now) - Math.max(from, since)),
    };
  });
};

/** Share of the known time, rounded down to a thousandth of a percent, so that a failure never reads as 100 %; `null`: nothing known. */
export const uptimeOf = (days: readonly Day[]): number | null => {
  const known = days.reduce((ms, { knownMs }) => ms + knownMs, 0);
  if (known === 0) return null;
  const away = days.reduce((ms, { awayMs }) => ms + awayMs, 0);
  return Math.floor((1 - Math.min(1, away / known)) * 100_000) / 100_000;
};

export type DayColour = 'unknown' | 'good' | 'slow' | 'partial' | 'major';

/** An hour away saturates the bar, as on Atlassian's pages. */
const saturatedMs = 3_600_000;

export const colourOf = (day: Day): DayColour => {
  if (day.knownMs === 0) return 'unknown';
  if (day.awayMs >= saturatedMs) return 'major';
  if (day.awayMs > 0) return 'partial';
  return day.degradedMs + day.partialMs > 0 ? 'slow' : 'good';
};
