/** How many replicas of an upstream are wanted: Little's law on what is there and what waits, at once upwards and slowly downwards. */

import type { Replicas } from '../domain/upstream.ts';

export interface Demand {
  /** Calls it is working on, and those that wait for it: arrivals a second × seconds in the system, by Little's law. */
  readonly inFlight: number;
  readonly queued: number;
  /** Times to first token now over the usual ones; 1 when nothing is known. */
  readonly slowness: number;
  readonly now: number;
}

/** What was wanted of late. */
export interface Scaling {
  /** Demand in calls, smoothed: a burst of a few seconds starts no machine. */
  readonly load: number;
  readonly at: number;
  /** The highest wanted in each of the last minutes, the latest last. */
  readonly peaks: readonly { readonly minute: number; readonly wanted: number }[];
}

const smoothMs = 15_000;
/** Kubernetes' HPA steps down no sooner either (`stabilizationWindowSeconds`: 300). */
const holdMinutes = 5;
const minuteMs = 60_000;
/** Slow first tokens say that calls wait inside; how much they say is bounded, or they would feed on themselves. */
const mostSlowness = 2;

export const freshScaling = (now: number): Scaling => ({ load: 0, at: now, peaks: [] });

/** What it would be by the load alone, within its bounds. */
const wantedFor = (load: number, { min, max, perReplica }: Replicas): number =>
  // A hair over a whole number is that number: the load fades, it never ends.
  Math.min(max, Math.max(min, Math.ceil(load / perReplica - 0.05)));

export const learnDemand = (scaling: Scaling, demand: Demand, rule: Replicas): Scaling => {
  const { inFlight, queued, slowness, now } = demand;
  const calls = (inFlight + queued) * Math.min(mostSlowness, Math.max(1, slowness));
  const weight = 1 - Math.exp(-Math.max(0, now - scaling.at) / smoothMs);
  const load = scaling.load + (calls - scaling.load) * weight;
  const minute = Math.floor(now / minuteMs);
  const wanted = wantedFor(load, rule);
  const kept = scaling.peaks.filter((peak) => peak.minute > minute - holdMinutes && peak.minute !== minute);
  const latest = scaling.peaks.find((peak) => peak.minute === minute);
  return { load, at: now, peaks: [...kept, { minute, wanted: Math.max(wanted, latest?.wanted ?? 0) }] };
};

/** The highest of the last five minutes. */
export const wantedReplicas = ({ peaks }: Scaling, { min, max }: Replicas): number =>
  Math.min(max, Math.max(min, ...peaks.map(({ wanted }) => wanted)));
