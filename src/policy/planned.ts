/** When announced maintenances keep calls away from an upstream. */
import type { Maintenance, MaintenancePhase } from '../domain/maintenance.ts';

export interface Moment {
  readonly now: number;
  /** So long before the start nothing new goes there, that what runs can finish. */
  readonly leadMs: number;
}

export const phaseOf = ({ startsAt, endsAt }: Maintenance, { now, leadMs }: Moment): MaintenancePhase => {
  if (now >= endsAt) return 'over';
  if (now >= startsAt) return 'active';
  return now >= startsAt - leadMs ? 'draining' : 'ahead';
};

export const concerns = ({ upstreams }: Maintenance, upstream: string): boolean =>
  upstreams === null || upstreams.includes(upstream);

/** A time in which an upstream takes no new calls. */
export interface Closing {
  readonly from: number;
  readonly until: number;
  /** The one that begins it. */
  readonly maintenance: Maintenance;
}

/** Back for less than this is not back. */
const shortestOpenMs = 5_000;

/** The closing an upstream is in, or else the next one; maintenances that follow on each other are one. */
export const closingOf = (all: readonly Maintenance[], upstream: string, { now, leadMs }: Moment): Closing | null => {
  const closings = all
    .filter((maintenance) => maintenance.endsAt > now && concerns(maintenance, upstream))
    .map((maintenance) => ({ from: maintenance.startsAt - leadMs, until: maintenance.endsAt, maintenance }))
    .toSorted((a, b) => a.from - b.from);
  const [first, ...rest] = closings;
  if (first === undefined) return null;
  let { until } = first;
  for (const next of rest) if (next.from <= until + shortestOpenMs) until = Math.max(until, next.until);
  return { ...first, until };
};
