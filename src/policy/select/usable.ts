/** Who counts as well, and whether soft evidence against them is trusted at all. */
import type { Candidate } from '../next-move.ts';

/**
 * Rates and slowness are opinions. When more than half of a model's targets look bad by them, it is not the targets (Envoy's panic
 * threshold): trust none of it. So at most all but one of them are ever set back, and the only one never is.
 */
export const isTrusted = (candidates: readonly Candidate[]): boolean => {
  let all = 0;
  let doubted = 0;
  for (const { availability, doubt } of candidates) {
    if (availability.kind === 'drained') continue;
    all++;
    if (doubt !== 'none') doubted++;
  }
  return doubted * 2 <= all;
};

/** A full target is a healthy one. */
export const isUsable = ({ availability, doubt }: Candidate, isTrusting: boolean): boolean =>
  (availability.kind === 'ready' || availability.kind === 'full') && !(isTrusting && doubt === 'ejected');
