/** What a model server said of its own load shortly before a failure there: evidence for overload, never a verdict by itself. Pure. */
import type { Cause, Clue } from '../domain/cause.ts';
import type { Figures } from '../domain/figures.ts';

/** Figures from before say nothing of now: three rounds of asking. */
const countMs = 15_000;
/** vLLM preempts and recomputes when its cache is full. */
const fullShare = 0.9;

const cluesOf = ({ running, waiting, cacheShare, slots }: Figures): readonly Clue[] => [
  ...(waiting !== null && waiting > 0 ? [{ says: 'calls that waited in its own queue', value: String(waiting) }] : []),
  ...(slots !== null && running !== null && running >= slots
    ? [{ says: 'its places in use', value: `${running} of ${slots}` }]
    : []),
  ...(cacheShare !== null && cacheShare >= fullShare
    ? [{ says: 'its KV cache in use', value: `${Math.round(cacheShare * 100)} %` }]
    : []),
];

/** A clock that ran out while calls queued there may well be overload. */
export const withLoad = (cause: Cause, figures: Figures | null, now: number): Cause => {
  const isAboutLoad = cause.family === 'overload' || cause.family === 'timeout';
  if (!isAboutLoad || figures === null || now - figures.at > countMs) return cause;
  const clues = cluesOf(figures);
  if (clues.length === 0) return cause;
  const runnerUp = cause.family === 'timeout' ? (cause.runnerUp ?? 'overload') : cause.runnerUp;
  return { ...cause, clues: [...cause.clues, ...clues], runnerUp };
};
