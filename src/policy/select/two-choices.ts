/**
 * The power of two choices: two targets picked by weight, and the cheaper of them asked. The first of the two stays unless the other is
 * clearly cheaper, so that targets which are alike get calls by their weight and nothing else.
 */
import type { Candidate } from '../next-move.ts';
import type { Draws } from './draws.ts';

/** Nobody feels a shorter time to first token than this, so shorter ones are alike. */
const leastMs = 100;
/** Below this the costs are the same. */
const clearly = 1.5;
/** Of a target that is not known yet and has a call out already: the first of them tells what it is like. */
const unknownMs = 60_000;
/** A few calls still go to a slow one, fewer than the hundredth that its slowness would show in. */
const slowFactor = 0.02;

/** One of the two, with its share inside its level. */
interface Choice {
  readonly candidate: Candidate;
  readonly weight: number;
}

const weightOf = ({ weight, doubt }: Candidate, isTrusting: boolean): number =>
  isTrusting && doubt === 'slow' ? weight * slowFactor : weight;

const latencyOf = (own: Candidate, other: Candidate): number => {
  if (own.latencyMs !== null) return Math.max(leastMs, own.latencyMs);
  if (other.latencyMs === null) return leastMs;
  return own.pending > 0 ? unknownMs : Math.max(leastMs, other.latencyMs);
};

/** Calls before it count by its weight, so that at equal shares of their weights both cost the same, idle ones included. */
const costOf = (own: Choice, other: Choice): number => {
  const share = (2 * own.weight) / (own.weight + other.weight);
  const { pending, penaltyMs } = own.candidate;
  return (latencyOf(own.candidate, other.candidate) + penaltyMs) * (1 + pending / share);
};

export const cheaperOfTwo = (candidates: readonly Candidate[], draws: Draws, isTrusting: boolean): Candidate | null => {
  if (candidates.length < 2) return candidates[0] ?? null;
  const choices = candidates.map((candidate) => ({ candidate, weight: weightOf(candidate, isTrusting) }));
  const first = pickOne(choices, draws);
  const second = pickOne(
    choices.filter((choice) => choice !== first),
    draws,
  );
  if (first === null || second === null) return first?.candidate ?? null;
  return costOf(first, second) > clearly * costOf(second, first) ? second.candidate : first.candidate;
};

const pickOne = (choices: readonly Choice[], draws: Draws): Choice | null =>
  choices[draws.pick(choices.map(({ weight }) => weight))] ?? null;
