/** How grave it is, from what share of a component's calls fail. */
import type { AffectedComponent, ComponentStatus, Impact } from '../../domain/incident.ts';

/** Half of all calls is an outage to anybody; a tenth is one to some. */
const majorShare = 0.5;
const partialShare = 0.1;

export const statusFor = (failed: number, calls: number): ComponentStatus => {
  if (failed === 0 || calls === 0) return 'operational';
  const share = failed / calls;
  if (share >= majorShare) return 'major_outage';
  return share >= partialShare ? 'partial_outage' : 'degraded_performance';
};

const severities: readonly ComponentStatus[] = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
];

/** As OpenStatus and Atlassian map them. */
const impacts = {
  operational: 'none',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
} as const satisfies Record<ComponentStatus, Impact>;

const worst = (statuses: readonly ComponentStatus[]): ComponentStatus =>
  statuses.reduce<ComponentStatus>(
    (most, one) => (severities.indexOf(one) > severities.indexOf(most) ? one : most),
    'operational',
  );

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

/** What was still seen after the end was the tail of the counts. */
export const ended = (components: readonly AffectedComponent[], at: number): readonly AffectedComponent[] =>
  components.filter(({ from }) => from < at).map((one) => ({ ...one, until: Math.min(one.until ?? at, at) }));

export const graver = (one: Impact, other: Impact): Impact =>
  Object.values(impacts).findLast((impact) => impact === one || impact === other) ?? one;
