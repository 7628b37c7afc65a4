/** Which of several targets that may be asked is asked: level by health share, then by affinity or by the cheaper of two. */
import type { Candidate } from '../next-move.ts';
import { stickyChoice } from './bounded-hash.ts';
import { Draws } from './draws.ts';
import { levelsOf, rankOf } from './levels.ts';
import { cheaperOfTwo } from './two-choices.ts';
import { isTrusted, isUsable } from './usable.ts';

export interface Choice {
  /** Those that may be asked. */
  readonly eligible: readonly Candidate[];
  /** All targets of the call: they tell how healthy a level is. */
  readonly all: readonly Candidate[];
  /** Calls that belong together have the same; `null`: none. */
  readonly affinity: number | null;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export const choose = ({ eligible, all, affinity, draw }: Choice): Candidate | null => {
  if (eligible.length < 2) return eligible[0] ?? null;
  const isTrusting = isTrusted(all);
  // What belongs together stays on one level too.
  const draws = new Draws(affinity === null ? draw : affinity / 2 ** 32);
  // One that is set back is asked when there is nobody else on any level.
  const usable = eligible.filter((candidate) => isUsable(candidate, isTrusting));
  const level = levelFor(usable.length > 0 ? usable : eligible, { all, isTrusting, draws });
  return (affinity === null ? null : stickyChoice(level, affinity)) ?? cheaperOfTwo(level, draws, isTrusting);
};

interface Around {
  readonly all: readonly Candidate[];
  readonly isTrusting: boolean;
  readonly draws: Draws;
}

const levelFor = (eligible: readonly Candidate[], { all, isTrusting, draws }: Around): readonly Candidate[] => {
  const ranks = eligible.map(rankOf);
  const lowest = Math.min(...ranks);
  if (lowest === Math.max(...ranks)) return eligible;
  const levels = levelsOf(all, isTrusting);
  const drawn = levels[draws.pick(levels.map(({ share }) => share))]?.rank;
  const rank = drawn !== undefined && ranks.includes(drawn) ? drawn : lowest;
  return eligible.filter((_, index) => ranks[index] === rank);
};
