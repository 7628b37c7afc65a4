/**
 * Which level of targets a call goes to: tiers in order, and inside a tier those of our own zone before the others. A level that lost
 * some of its targets keeps all calls while what is left could do with 1.4 times its share; below that the rest goes on to the next
 * level (Envoy's overprovisioning factor: 72 % healthy keeps 100 %, 50 % keeps 70 %).
 */
import type { Candidate } from '../next-move.ts';
import { isUsable } from './usable.ts';

const overprovisioning = 1.4;

export interface Level {
  readonly rank: number;
  /** Part of the calls that goes there. */
  readonly share: number;
}

/** Smaller is preferred. */
export const rankOf = (candidate: Candidate): number => candidate.target.tier * 2 + (candidate.isLocal ? 0 : 1);

/** By rank; shares that add up to less than 1 mean that too little is left everywhere. */
export const levelsOf = (candidates: readonly Candidate[], isTrusting: boolean): readonly Level[] => {
  const weights = new Map<number, { all: number; usable: number }>();
  for (const candidate of candidates) {
    // Taken out on purpose: what is left was thought to be enough.
    if (candidate.availability.kind === 'drained') continue;
    const rank = rankOf(candidate);
    const level = weights.get(rank) ?? { all: 0, usable: 0 };
    level.all += candidate.target.weight;
    if (isUsable(candidate, isTrusting)) level.usable += candidate.target.weight;
    weights.set(rank, level);
  }
  let left = 1;
  return [...weights.keys()]
    .toSorted((a, b) => a - b)
    .map((rank) => {
      const { all, usable } = weights.get(rank) ?? { all: 1, usable: 0 };
      const share = Math.min(left, (usable / all) * overprovisioning);
      left -= share;
      return { rank, share };
    });
};
