/** How grave it is, from what callers of a component see: what share of its calls fail, and what share is saved on the way. */
import type { AffectedComponent, ComponentStatus, Fared, Impact } from '../../domain/incident.ts';

/** Half of all calls is an outage to anybody; a tenth is one to some. */
const majorShare = 0.5;
const partialShare = 0.1;
/** What wavers about a share does not change with each look. */
const staysFrom = 0.75;

const severities: readonly ComponentStatus[] = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
];

const graveness = (status: ComponentStatus): number => severities.indexOf(status);

/** Calls that were saved took longer, and the next may not be: that is less sure, and never more than that. */
export const statusFor = ({ calls, failed, rescued }: Fared, before: ComponentStatus): ComponentStatus => {
  // A model that nobody asks is not known to be better.
  if (calls === 0) return before;
  const isFor = (status: ComponentStatus, share: number): boolean =>
    failed >= (graveness(before) < graveness(status) ? share : share * staysFrom) * calls;
  if (isFor('major_outage', majorShare)) return 'major_outage';
  if (isFor('partial_outage', partialShare)) return 'partial_outage';
  return failed > 0 || rescued >= partialShare * calls ? 'degraded_performance' : 'operational';
};

/** As OpenStatus and Atlassian map them. */
const impacts = {
  operational: 'none',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
} as const satisfies Record<ComponentStatus, Impact>;

const worst = (statuses: readonly ComponentStatus[]): ComponentStatus =>
  statuses.reduce<ComponentStatus>((most, one) => (graveness(one) > graveness(most) ? one : most), 'operational');

export const impactOf = (components: readonly AffectedComponent[]): Impact =>
  impacts[worst(components.map(({ status }) => status))];

/** The components as they fare now: intervals that go on are kept, those that changed are closed. */
export const faring = (
  before: readonly AffectedComponent[],
  now: ReadonlyMap<string, ComponentStatus>,
  at: number,
): readonly AffectedComponent[] => {
  const statusNow = (name: string): ComponentStatus => now.get(name) ?? 'operational';
  const known = before.map((one) =>
    one.until === null && statusNow(one.name) !== one.status ? { ...one, until: at } : one,
  );
  const running = new Set(known.flatMap(({ name, until }) => (until === null ? [name] : [])));
  const fresh = [...now].filter(([name, status]) => status !== 'operational' && !running.has(name));
  return [...known, ...fresh.map(([name, status]) => ({ name, status, from: at, until: null }))];
};

/** The same, from how their calls fare. */
export const faringBy = (
  before: readonly AffectedComponent[],
  now: ReadonlyMap<string, Fared>,
  at: number,
): readonly AffectedComponent[] => {
  const was = (name: string): ComponentStatus =>
    before.find((one) => one.name === name && one.until === null)?.status ?? 'operational';
  return faring(before, new Map([...now].map(([name, fared]) => [name, statusFor(fared, was(name))])), at);
};

/** What was still seen after the end was the tail of the counts. */
export const ended = (components: readonly AffectedComponent[], at: number): readonly AffectedComponent[] =>
  components.filter(({ from }) => from < at).map((one) => ({ ...one, until: Math.min(one.until ?? at, at) }));

export const graver = (one: Impact, other: Impact): Impact =>
  Object.values(impacts).findLast((impact) => impact === one || impact === other) ?? one;
