/** When a second attempt starts beside one that has no first content yet: past what is usual for that upstream and model. */

export type Hedging = 'auto' | 'on' | 'off';

/** What is known of the times to first token there. */
export interface Usual {
  readonly count: number;
  /** `null` until enough are known. */
  readonly p95: number | null;
}

/** Until a model's own times are known. */
const priorMs = 10_000;
const leastSamples = 20;
/** Sooner nobody waits, and a machine that stutters would hedge everything. */
const leastMs = 500;
const mostMs = 30_000;
/** Past the p95 by a quarter: one in a hundred is doubled where all is well, instead of one in twenty. */
const margin = 1.25;

interface Attempt {
  readonly hedging: Hedging;
  readonly firstTokenMs: number | 'auto';
  readonly usual: Usual;
}

/** Milliseconds from its start; `null`: never. `auto` leaves it to the clock that cuts, where there is one. */
export const hedgeAfterMs = ({ hedging, firstTokenMs, usual }: Attempt): number | null => {
  if (hedging === 'off' || (hedging === 'auto' && firstTokenMs !== 'auto')) return null;
  const { count, p95 } = usual;
  const afterMs = p95 === null || count < leastSamples ? priorMs : Math.min(mostMs, Math.max(leastMs, margin * p95));
  return firstTokenMs !== 'auto' && afterMs >= firstTokenMs ? null : afterMs;
};
