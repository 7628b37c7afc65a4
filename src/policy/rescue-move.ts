/** Where an answer goes on that broke after its first content had reached the caller. Pure. */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { Target } from '../domain/upstream.ts';
import { isYetToFailOver } from './first-failover.ts';
import type { Candidate, Move, Position } from './next-move.ts';
import { choose } from './select/choose.ts';

/** An answer that is cut off, as far as a policy must know it. */
export interface Unfinished {
  /** Model name at the upstream that made what the caller has. */
  readonly model: string;
  readonly cause: Cause;
  readonly brokeAt: number;
  /** Attempts that were spent on going on without a fault of their target: refused ways, texts that led elsewhere. */
  readonly spent: number;
  /** Targets that have a way left to go on. */
  readonly open: readonly Target[];
}

/** How long a reader is left with half an answer before it is told the truth. */
const patienceMs = 60_000;
/** A rest that ends so soon is waited for. */
const longestRestMs = 5_000;

export const rescueMove = (at: Position, cut: Unfinished): Move => {
  const until = cut.brokeAt + patienceMs;
  const isOver = at.now >= until || at.rescue === 'never' || at.replay !== 'safe';
  if (isOver || traits[cut.cause.code].again === 'nowhere') return { kind: 'give-up', cause: cut.cause };
  if (at.flight.length > 0) return { kind: 'wait', for: 'flight', until };
  if (at.tried.length + cut.spent >= at.attemptsMax) return { kind: 'give-up', cause: cut.cause };
  const able = at.candidates.filter((candidate) => cut.open.includes(candidate.target) && isAlike(at, cut, candidate));
  const target = bestOf(at, able);
  if (target !== null) return { kind: 'try', target, how: 'rescue' };
  const restEnds = Math.min(
    ...able.flatMap(({ availability }) => (availability.kind === 'resting' ? [availability.until] : [])),
  );
  if (restEnds < until && restEnds - at.now <= longestRestMs) return { kind: 'wait', for: 'pause', until: restEnds };
  return { kind: 'give-up', cause: cut.cause };
};

/** Half an answer of one model and half of another is not what everybody wants. */
const isAlike = (at: Position, cut: Unfinished, candidate: Candidate): boolean =>
  at.rescue === 'any' || candidate.model === cut.model;

/** Ready now: those that have not failed this call first. */
const bestOf = (at: Position, able: readonly Candidate[]): Target | null => {
  const ready = able.filter((candidate) => candidate.availability.kind === 'ready' && mayAsk(at, candidate));
  const unmet = ready.filter((candidate) => failuresAt(at, candidate.target) === 0);
  const choice = unmet.length > 0 ? unmet : ready;
  return choose({ eligible: choice, all: at.candidates, affinity: at.affinity, draw: at.draw })?.target ?? null;
};

const failuresAt = (at: Position, target: Target): number => at.tried.filter((tried) => tried.target === target).length;

/** The first failover is never refused by the budget; a target that failed is asked again only where that makes sense. */
const mayAsk = (at: Position, candidate: Candidate): boolean => {
  const latest = at.tried.findLast((tried) => tried.target === candidate.target);
  if (latest === undefined) return candidate.mayRetry || isYetToFailOver(at.tried);
  const { again } = traits[latest.cause.code];
  return candidate.mayRetry && (again === 'here' || again === 'anywhere') && failuresAt(at, candidate.target) < 2;
};
