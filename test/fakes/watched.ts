/** Seconds of traffic on a clock moved by hand, looked at as the running gateway looks: what incidents come of them. */
import type { Incident } from '../../src/domain/incident.ts';
import { Incidents } from '../../src/state/incidents.ts';
import { Tallies } from '../../src/state/tallies.ts';
import type { Checks } from '../../src/watch/incident-checks.ts';
import { IncidentWatch, lookEveryMs } from '../../src/watch/incidents.ts';
import { callOf, type Fate } from './ended-call.ts';
import { handClock } from './hand-clock.ts';

/** Seconds of traffic: what each second brings, by its number. */
export type Traffic = (second: number) => readonly Omit<Fate, 'at'>[];

export const start = 1_800_000_000_000;

export interface Watched {
  readonly incidents: readonly Incident[];
  /** How the newest fared, one word for each change. */
  readonly story: readonly string[];
}

const dayMs = 86_400_000;
const threeDays = Array.from({ length: 3 }, (_, back) => ({
  day: Math.floor(start / dayMs - back) * dayMs,
  upstreams: {},
  models: { m: { calls: 100_000, failed: 200, rescued: 0, firstToken: [] } },
}));

const zones = new Map([
  ['a', 'east'],
  ['b', 'east'],
  ['c', 'west'],
]);

export const watch = async (
  seconds: number,
  traffic: Traffic,
  around: {
    failing?: readonly string[];
    /** What own checks show, at each second. */
    checks?: (second: number) => Checks;
    troubled?: readonly string[];
    /** Upstreams that are away by plan, at each second. */
    planned?: (second: number) => readonly string[];
    overdue?: readonly string[];
    peak?: boolean;
    /** Share of calls that is promised, on top of three days in which one call in 500 failed. */
    objective?: number;
    /** The machine sleeps, or its clock is set: so many seconds are skipped at that second. */
    jump?: { readonly at: number; readonly seconds: number };
  } = {},
): Promise<Watched> => {
  const clock = handClock(start);
  const story: string[] = [];
  let [ids, passed] = [0, 0];
  const incidents = new Incidents({ clock, random: { hex: () => String(++ids) }, publish: () => 'corroborated' }, []);
  incidents.onChange(({ incident }) => story.push(`${(clock.now() - start) / 1000} ${incident.status}`));
  const tallies = new Tallies((upstream) => zones.get(upstream) ?? null);
  const looking = new IncidentWatch({
    clock,
    tallies,
    incidents,
    troubledProviders: () => around.troubled ?? [],
    checks: () => around.checks?.(passed) ?? new Map((around.failing ?? []).map((name) => [name, 'failing'])),
    isPlanned: (name) => around.planned?.(passed).includes(name) ?? false,
    isOverdue: (name) => around.overdue?.includes(name) ?? false,
    isPeak: () => around.peak ?? false,
    siteOf: (upstream) => upstream,
    isAlarmedElsewhere: () => false,
    toldSince: () => start + 700_000,
    promise: () => (around.objective === undefined ? null : { objective: around.objective, records: threeDays }),
  });
  for (let second = 0; second < seconds; second++) {
    passed = second;
    for (const fate of traffic(second)) tallies.learn(callOf({ ...fate, at: clock.now() }));
    await clock.pass(second === around.jump?.at ? 1000 + around.jump.seconds * 1000 : 1000);
    if (second % (lookEveryMs / 1000) === 0) looking.look();
  }
  return { incidents: incidents.list(), story };
};

export const ten = (fate: (n: number) => Omit<Fate, 'at'>): readonly Omit<Fate, 'at'>[] =>
  Array.from({ length: 10 }, (_, n) => fate(n));
export const well: Traffic = () => ten((n) => ({ upstream: n % 2 === 0 ? 'a' : 'b' }));
export const down = { code: 'connection_refused' } as const;

/** A reproducible draw for call `n` of a second. */
export const draw = (second: number, n: number): number => {
  const x = Math.sin(second * 127.1 + n * 311.7) * 43_758.5453;
  return x - Math.floor(x);
};

export const at =
  (second: number, fate: (n: number) => Omit<Fate, 'at'>, otherwise = well): Traffic =>
  (now) =>
    now < second ? otherwise(now) : ten(fate);
