/** How upstreams and models fared over days: counts that add up, and what is read off them. */
import type { Incident } from '../domain/incident.ts';

/** Times to first content, by bucket; one that is longer than all of them counts in the last. */
export type Histogram = readonly number[];

export interface UpstreamCounts {
  /** Attempts that say something of it: not those that were called off, nor those that failed by the caller's fault. */
  readonly asked: number;
  readonly bad: number;
  /** Of those, answers that broke after they had begun. */
  readonly cut: number;
  readonly firstToken: Histogram;
}

export interface ModelCounts {
  readonly calls: number;
  readonly failed: number;
  /** Calls that were answered although an attempt had failed. */
  readonly rescued: number;
  readonly firstToken: Histogram;
}

/** Midnight UTC in ms, and what was counted since. */
export interface DayRecord {
  readonly day: number;
  readonly upstreams: Readonly<Record<string, UpstreamCounts>>;
  readonly models: Readonly<Record<string, ModelCounts>>;
}

const shortestMs = 25;
/** Four buckets to a doubling: a figure is at most 19 % too high. */
const perDoubling = 4;
/** Up to about seven minutes. */
export const buckets = 57;

export const bucketOf = (ms: number): number =>
  Math.min(buckets - 1, Math.max(0, Math.ceil(Math.log2(Math.max(ms, 1) / shortestMs) * perDoubling)));

const upToMs = (bucket: number): number => Math.round(shortestMs * 2 ** (bucket / perDoubling));

const plus = (one: Histogram, other: Histogram): Histogram =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, at) => (one[at] ?? 0) + (other[at] ?? 0));

const total = (histogram: Histogram): number => histogram.reduce((sum, count) => sum + count, 0);

/** `null`: too few to tell. */
export const quantileMs = (histogram: Histogram, share: number, least = 20): number | null => {
  const all = total(histogram);
  if (all < least) return null;
  let seen = 0;
  const bucket = histogram.findIndex((count) => (seen += count) >= share * all);
  return upToMs(bucket);
};

type Counts = UpstreamCounts | ModelCounts;

/** Adds name by name, and count by count. */
const added = <C extends Counts>(all: readonly C[]): C | null => {
  const [first, ...rest] = all;
  if (first === undefined) return null;
  return rest.reduce<C>((sum, one) => {
    const pairs = Object.entries(sum).map(([name, value]: [string, number | Histogram]) => {
      const other = (one as unknown as Readonly<Record<string, number | Histogram>>)[name] ?? 0;
      if (typeof value === 'number') return [name, value + (typeof other === 'number' ? other : 0)];
      return [name, plus(value, typeof other === 'number' ? [] : other)];
    });
    // Safe: the members are those of `sum`.
    return Object.fromEntries(pairs) as C;
  }, first);
};

const own = <C>(all: Readonly<Record<string, C>>, name: string): readonly C[] => {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  return found === undefined ? [] : [found];
};

/** One name over all days from `since` on; `null`: nothing was counted. */
const upstreamOver = (days: readonly DayRecord[], name: string, since: number): UpstreamCounts | null =>
  added(days.filter(({ day }) => day >= since).flatMap(({ upstreams }) => own(upstreams, name)));

const modelOver = (days: readonly DayRecord[], name: string, since: number): ModelCounts | null =>
  added(days.filter(({ day }) => day >= since).flatMap(({ models }) => own(models, name)));

const names = (all: readonly Readonly<Record<string, unknown>>[]): readonly string[] => [
  ...new Set(all.flatMap((one) => Object.keys(one))),
];

const each = <C>(list: readonly string[], over: (name: string) => C | null): Readonly<Record<string, C>> =>
  Object.fromEntries(
    list.flatMap((name) => {
      const counts = over(name);
      return counts === null ? [] : [[name, counts]];
    }),
  );

/** Several of one day as one. */
export const mergedDay = (all: readonly DayRecord[], day: number): DayRecord => ({
  day,
  upstreams: each(names(all.map(({ upstreams }) => upstreams)), (name) => upstreamOver(all, name, day)),
  models: each(names(all.map(({ models }) => models)), (name) => modelOver(all, name, day)),
});

/** What one upstream showed of itself in a window. */
export interface Standing {
  readonly days: number;
  readonly asked: number;
  /** Share of attempts that it answered well, rounded down; `null`: it was not asked. */
  readonly answered: number | null;
  /** Share of attempts whose answer broke in the middle. */
  readonly cut: number | null;
  readonly firstTokenMs: { readonly half: number; readonly most: number } | null;
  readonly incidents: { readonly count: number; readonly lastedMs: number; readonly halfOverMs: number | null };
}

/** Rounded down to a thousandth of a percent: a failure never reads as 100 %. */
const downward = (part: number, whole: number): number => Math.floor((part * 100_000) / whole) / 100_000;
const upward = (part: number, whole: number): number => Math.ceil((part * 100_000) / whole) / 100_000;

const isOf = ({ where: { level, name } }: Incident, upstream: string): boolean =>
  level === 'upstream'
    ? name === upstream
    : level === 'model at upstream' && name?.endsWith(` at ${upstream}`) === true;

const incidentsOf = (upstream: string, since: number, { incidents, now }: Looked): Standing['incidents'] => {
  const lasted = incidents
    .filter((one) => one.mergedInto === null && isOf(one, upstream) && (one.resolvedAt ?? now) >= since)
    .map(({ startedAt, resolvedAt }) => (resolvedAt ?? now) - startedAt)
    .toSorted((one, other) => one - other);
  return {
    count: lasted.length,
    lastedMs: lasted.reduce((sum, ms) => sum + ms, 0),
    halfOverMs: lasted[Math.floor(lasted.length / 2)] ?? null,
  };
};

const dayMs = 86_400_000;

export interface Looked {
  readonly records: readonly DayRecord[];
  readonly incidents: readonly Incident[];
  readonly now: number;
}

/** Today counts as one of the days. */
export const standingOf = (upstream: string, days: number, looked: Looked): Standing => {
  const { records, now } = looked;
  const since = (Math.floor(now / dayMs) - days + 1) * dayMs;
  const counts = upstreamOver(records, upstream, since);
  const [half, most] = [0.5, 0.95].map((share) => quantileMs(counts?.firstToken ?? [], share));
  const isKnown = counts !== null && counts.asked > 0;
  return {
    days,
    asked: counts?.asked ?? 0,
    answered: isKnown ? downward(counts.asked - counts.bad, counts.asked) : null,
    cut: isKnown ? upward(counts.cut, counts.asked) : null,
    firstTokenMs: half == null || most == null ? null : { half, most },
    incidents: incidentsOf(upstream, since, looked),
  };
};

/** What callers of a model had of it in a window. */
export interface Lately {
  readonly days: number;
  readonly calls: number;
  readonly answered: number;
  /** Of those that were answered, the share that was only because others stepped in. */
  readonly rescued: number;
  readonly firstTokenMs: { readonly half: number; readonly most: number } | null;
}

/** Below that a share says nothing. */
const leastCalls = 20;

export const latelyOf = (
  model: string,
  days: number,
  { records, now }: Pick<Looked, 'records' | 'now'>,
): Lately | null => {
  const counts = modelOver(records, model, (Math.floor(now / dayMs) - days + 1) * dayMs);
  if (counts === null || counts.calls < leastCalls) return null;
  const [half, most] = [0.5, 0.95].map((share) => quantileMs(counts.firstToken, share));
  const { calls, failed, rescued } = counts;
  return {
    days,
    calls,
    answered: downward(calls - failed, calls),
    rescued: calls === failed ? 0 : upward(rescued, calls - failed),
    firstTokenMs: half == null || most == null ? null : { half, most },
  };
};
