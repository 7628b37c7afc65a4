/** Earlier walks on the same device: whether a trouble comes back, and when that is worth telling somebody. */
import type { TroubleId } from './troubles.ts';

export interface PastWalk {
  readonly at: number;
  /** `null`: all was well. */
  readonly trouble: string | null;
}

export interface Recurrence {
  readonly times: number;
  readonly days: number;
  /** In words. */
  readonly says: string;
  /** Three times on two days or more: it does not pass by itself. */
  readonly isWorthTelling: boolean;
}

const dayMs = 86_400_000;
const keptMs = 30 * dayMs;
const mostKept = 50;

/** Kept walks with one more. */
export const remembered = (past: readonly PastWalk[], walk: PastWalk): readonly PastWalk[] =>
  [...past.filter(({ at }) => walk.at - at < keptMs), walk].slice(-mostKept);

/** `null`: never before. The walk in question is not among them. */
export const recurrenceOf = (past: readonly PastWalk[], trouble: TroubleId | null, now: number): Recurrence | null => {
  if (trouble === null) return null;
  const same = past.filter((walk) => walk.trouble === trouble && now - walk.at < keptMs && walk.at <= now);
  if (same.length === 0) return null;
  const times = same.length + 1;
  const days = new Set([...same.map(({ at }) => Math.floor(at / dayMs)), Math.floor(now / dayMs)]).size;
  const on = days === 1 ? 'today' : `on ${days} days of the last 30`;
  return {
    times,
    days,
    says: `the same trouble was met ${times} times ${on}`,
    isWorthTelling: times >= 3 && days >= 2,
  };
};
