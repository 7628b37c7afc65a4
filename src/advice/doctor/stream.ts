/** Hop 10: the stream of words. Does each piece arrive when it was sent? */
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, median, msText, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

/** Events were sent `everyMs` apart; when each arrived, in ms from the start. */
export interface StreamRun {
  readonly wanted: number;
  readonly everyMs: number;
  readonly arrivals: readonly number[];
  readonly ending: 'whole' | 'enough' | 'late' | 'cut';
  readonly isCompressed: boolean;
}

export interface StreamFacts {
  /** Only a gateway of our kind sends timed events. */
  readonly isOurs: boolean;
  readonly runs: readonly StreamRun[];
}

const fewest = 4;

/** Gaps between arrivals. */
const gapsOf = ({ arrivals }: StreamRun): readonly number[] =>
  arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));

const lastOf = ({ arrivals }: StreamRun): number => arrivals.at(-1) ?? 0;

/** All at once, or in a few heaps. */
const isHeld = (run: StreamRun): boolean => {
  const together = gapsOf(run).filter((gap) => gap < run.everyMs / 4).length;
  return run.arrivals.length >= fewest && together >= (run.arrivals.length - 1) * 0.6;
};

/** The last two come together: each waited for the next one. */
const isOneLate = (run: StreamRun): boolean => {
  const gaps = gapsOf(run);
  const [first] = run.arrivals;
  const last = gaps.at(-1) ?? Infinity;
  const others = gaps.slice(0, -1);
  const isSteady = others.every((gap) => gap > run.everyMs * 0.5);
  return run.arrivals.length >= fewest && first !== undefined && isSteady && last < run.everyMs * 0.25;
};

const isCut = (run: StreamRun): boolean => run.arrivals.length < run.wanted && run.ending !== 'late';

const stalls = (run: StreamRun): boolean => Math.max(0, ...gapsOf(run)) > Math.max(1_000, run.everyMs * 4);

const troubleOf = (run: StreamRun): TroubleId | null => {
  if (isHeld(run)) return 'stream_held';
  if (isCut(run)) return 'stream_cut';
  if (isOneLate(run)) return 'stream_one_late';
  return stalls(run) ? 'stream_stalls' : null;
};

const runText = (run: StreamRun): string => {
  const typical = median(gapsOf(run));
  const gaps = typical === null ? '' : `, ${msText(typical)} apart`;
  return `${run.arrivals.length} of ${run.wanted} pieces${gaps}, sent ${run.everyMs} ms apart`;
};

const evidenceOf = (run: StreamRun): readonly Observation[] => [
  seen(run.isCompressed ? 'with compression' : 'without compression', runText(run)),
  ...(isCut(run) ? [seen('it ended after', `${(lastOf(run) / 1_000).toFixed(1)} s`)] : []),
];

export const judgeStream = ({ isOurs, runs }: StreamFacts): Judgement => {
  if (!isOurs) return skipped('Only a gateway of this kind sends the timed pieces this is measured by.');
  const told = runs.filter(({ arrivals }) => arrivals.length > 0);
  if (told.length === 0) return unknown('No timed pieces came.');
  const evidence = told.flatMap(evidenceOf);
  const troubles = told.map(troubleOf).filter((each) => each !== null);
  const [first] = troubles;
  return first === undefined ? well('Words arrive one by one, as they are sent.', evidence) : ill([first], evidence);
};
