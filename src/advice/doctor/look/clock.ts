/** Compares this device’s clock with the times others put on their answers. */
import type { Asked } from '../../../domain/doctor-ports.ts';
import type { DeviceFacts } from '../device.ts';
import { median } from '../judgement.ts';

/** How far our clock is ahead, by each answer that tells the time. */
export const aheadIn = (answers: readonly (Asked | null)[], now: number): DeviceFacts['clock'] => {
  const offsets = answers.flatMap((asked) => {
    const date = asked?.heard.kind === 'answer' ? Date.parse(asked.heard.headers['date'] ?? '') : Number.NaN;
    // A Date has no fractions of a second: half of one more is the better guess.
    return Number.isNaN(date) ? [] : [now - date - 500];
  });
  const aheadMs = median(offsets);
  return aheadMs === null ? null : { aheadMs: Math.abs(aheadMs) < 5_000 ? 0 : aheadMs, sources: offsets.length };
};
