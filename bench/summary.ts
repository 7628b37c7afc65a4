/** Turns the rounds of one product into the figures that are compared: medians, and differences to no gateway at all. */
import { eventsPerStream } from './canned.ts';
import type { Cost, Idle } from './measure.ts';
import type { ProductName } from './products.ts';

/** Everything that was measured of one product. */
export interface Rounds {
  readonly name: ProductName;
  /** Why there is nothing: the product could not be had. */
  absent: string | null;
  /** The first calls of a fresh process. */
  cold: Cost | null;
  readonly whole: Cost[];
  readonly paced: Cost[];
  readonly firstTokenMs: number[];
  idle: Idle | null;
}

export interface Summary {
  readonly name: ProductName;
  readonly absent: string | null;
  readonly cpuUsPerCall: number | null;
  readonly cpuUsPerColdCall: number | null;
  readonly cpuUsPerStream: number | null;
  readonly cpuUsPerEvent: number | null;
  readonly callsPerSecond: number | null;
  readonly isLoadBound: boolean;
  readonly addedFirstTokenMs: { readonly p50: number; readonly p99: number } | null;
  readonly idleStreams: number | null;
  readonly rssKbPerIdleStream: number | null;
  readonly failedCalls: number;
  readonly failedStreams: number;
}

const quantile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
};

const median = (values: readonly (number | null)[]): number | null =>
  quantile(
    values.filter((value) => value !== null),
    0.5,
  );

const added = (rounds: Rounds, direct: Rounds | undefined): Summary['addedFirstTokenMs'] => {
  const over = (share: number): number | null => {
    const own = quantile(rounds.firstTokenMs, share);
    const without = direct === undefined ? null : quantile(direct.firstTokenMs, share);
    return own === null || without === null ? null : own - without;
  };
  const p50 = over(0.5);
  const p99 = over(0.99);
  return rounds.name === 'direct' || p50 === null || p99 === null ? null : { p50, p99 };
};

/** What failed calls cost says nothing of what good ones do. */
const good = (costs: readonly Cost[]): readonly Cost[] => costs.filter((cost) => cost.failed === 0);

export const summarise = (rounds: Rounds, direct: Rounds | undefined): Summary => {
  const cpuUsPerCall = median(good(rounds.whole).map((cost) => cost.cpuUsPerCall));
  const cpuUsPerStream = median(good(rounds.paced).map((cost) => cost.cpuUsPerCall));
  return {
    name: rounds.name,
    absent: rounds.absent,
    cpuUsPerCall,
    cpuUsPerColdCall: rounds.cold === null || rounds.cold.failed > 0 ? null : rounds.cold.cpuUsPerCall,
    cpuUsPerStream,
    cpuUsPerEvent:
      cpuUsPerCall === null || cpuUsPerStream === null ? null : (cpuUsPerStream - cpuUsPerCall) / eventsPerStream,
    callsPerSecond: median(good(rounds.whole).map((cost) => cost.callsPerSecond)),
    isLoadBound: rounds.whole.some((cost) => cost.isLoadBound),
    addedFirstTokenMs: added(rounds, direct),
    idleStreams: rounds.idle?.streams ?? null,
    rssKbPerIdleStream: rounds.idle === null || rounds.idle.streams === 0 ? null : rounds.idle.rssBytesPerStream / 1024,
    failedCalls: rounds.whole.reduce((sum, cost) => sum + cost.failed, 0),
    failedStreams: rounds.paced.reduce((sum, cost) => sum + cost.failed, 0),
  };
};
