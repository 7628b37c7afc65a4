/**
 * Signs that speak for or against a family, and how they are weighed.
 * A family's score is a noisy-or: 1 − ∏(1 − weight) over signs of different origins. Signs of one origin are not independent, so
 * only the strongest of them counts. A sign against multiplies the score by (1 − weight). The confidence is a family's share of all
 * odds score/(1 − score), with 1 more for "none of these": rivals lower it, agreement raises it, and it never reaches 1.
 */
import type { CauseCode, Clue, Family, Who } from '../../domain/cause.ts';

/** Where a sign comes from; two signs of different origins are taken for independent. */
export type Origin =
  | 'attempt'
  | 'calls'
  | 'clock'
  | 'known'
  | 'declared'
  | 'idle'
  | 'latency'
  | 'probe'
  | 'prompt'
  | 'spread';

export interface Sign {
  readonly speaks: 'for' | 'against';
  readonly family: Family;
  readonly origin: Origin;
  /** 0 to 1: how likely the family is by this sign alone. */
  readonly weight: number;
  readonly clue: Clue | null;
  /** Whose turn it is if the family wins; `null` leaves what the cause says. */
  readonly who: Who | null;
  /** A code that says it better. */
  readonly code: CauseCode | null;
}

type Spoken = Pick<Sign, 'family' | 'origin' | 'weight'> & Partial<Pick<Sign, 'clue' | 'who' | 'code'>>;

const plain = { clue: null, who: null, code: null } as const;

export const signFor = (spoken: Spoken): Sign => ({ speaks: 'for', ...plain, ...spoken });

export const signAgainst = (spoken: Spoken): Sign => ({ speaks: 'against', ...plain, ...spoken });

export interface Verdict {
  readonly family: Family;
  readonly confidence: number;
  /** Signs that speak for it, the strongest first. */
  readonly signs: readonly Sign[];
}

const highest = 0.98;

const strongest = (signs: readonly Sign[]): readonly number[] => {
  const best = new Map<Origin, number>();
  for (const { origin, weight } of signs) best.set(origin, Math.max(best.get(origin) ?? 0, weight));
  return [...best.values()];
};

const left = (weights: readonly number[]): number => weights.reduce((rest, weight) => rest * (1 - weight), 1);

const scoreOf = (signs: readonly Sign[]): number => {
  const pro = strongest(signs.filter(({ speaks }) => speaks === 'for'));
  const contra = strongest(signs.filter(({ speaks }) => speaks === 'against'));
  return Math.min(highest, (1 - left(pro)) * left(contra));
};

/** All families that anything speaks for, the likeliest first. */
export const weigh = (signs: readonly Sign[]): readonly Verdict[] => {
  const families = [...new Set(signs.filter(({ speaks }) => speaks === 'for').map(({ family }) => family))];
  const scored = families.map((family) => {
    const own = signs.filter((sign) => sign.family === family);
    const score = scoreOf(own);
    const speaking = own.filter(({ speaks }) => speaks === 'for').toSorted((one, two) => two.weight - one.weight);
    return { family, odds: score / (1 - score), signs: speaking };
  });
  const all = scored.reduce((sum, { odds }) => sum + odds, 1);
  return scored
    .map(({ family, odds, signs: speaking }) => ({ family, confidence: odds / all, signs: speaking }))
    .toSorted((one, two) => two.confidence - one.confidence);
};
