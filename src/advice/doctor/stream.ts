/** Hop 10: the stream of words. Does each piece arrive when it was sent, compressed or not? */
import type { Judgement } from './diagnosis.ts';
import { skipped, unknown } from './judgement.ts';
import type { Heartbeat } from './rhythm.ts';
import { rhythmJudgement } from './rhythm.ts';

export interface StreamRun extends Heartbeat {
  readonly isCompressed: boolean;
}

export interface StreamFacts {
  /** Only a gateway of our kind sends timed events. */
  readonly isOurs: boolean;
  readonly runs: readonly StreamRun[];
}

const labelled = (run: StreamRun): Judgement => {
  const judged = rhythmJudgement(run);
  const how = run.isCompressed ? 'compressed' : 'plain';
  return { ...judged, evidence: judged.evidence.map((each) => ({ ...each, says: `${how}: ${each.says}` })) };
};

const ranks = ['fail', 'warn', 'unknown', 'skip', 'ok'] as const satisfies readonly Judgement['status'][];

/** The worst of the runs speaks for all; what was seen in the others stands beside it. */
export const judgeStream = ({ isOurs, runs }: StreamFacts): Judgement => {
  if (!isOurs) return skipped('Only a gateway of this kind sends the timed pieces this is measured by.');
  const judged = runs.map(labelled);
  const [worst] = judged.toSorted((one, other) => ranks.indexOf(one.status) - ranks.indexOf(other.status));
  return worst === undefined
    ? unknown('No timed pieces came.')
    : { ...worst, evidence: judged.flatMap(({ evidence }) => evidence) };
};
