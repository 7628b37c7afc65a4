/** The walk of a page: its measurements and what the gateway knows of itself become hops and one verdict. */
import type { Expected } from '../../../policy/duration.ts';
import type { About } from '../about.ts';
import { gatewayJudgement, providerJudgement } from '../about.ts';
import type { Diagnosis, Hop, HopId, Judgement } from '../diagnosis.ts';
import { hopIds } from '../diagnosis.ts';
import type { Patient } from '../remedies.ts';
import { verdictOf } from '../verdict.ts';
import type { BrowserFacts } from './judged.ts';
import { browserJudges } from './judges.ts';

export interface Visit {
  readonly reportId: string;
  readonly at: number;
  /** How callers reach the gateway. */
  readonly target: string;
  readonly patient: Patient;
  readonly expected: Expected | null;
  readonly told: Pick<Diagnosis, 'scope' | 'support'>;
}

const behindLost: Judgement = {
  status: 'skip',
  says: 'It was not reached, so nothing can be said of what is behind it.',
  evidence: [],
  troubles: [],
};

const hop = (id: HopId, judgement: Judgement): Hop => ({ id, ms: 0, ...judgement });

export const hopsOf = (facts: BrowserFacts, about: About | null): readonly Hop[] =>
  hopIds.map((id) => {
    if (id === 'gateway') return hop(id, about === null ? behindLost : gatewayJudgement(about));
    if (id === 'provider') return hop(id, about === null ? behindLost : providerJudgement(about));
    return hop(id, browserJudges[id](facts));
  });

export const diagnose = (
  hops: readonly Hop[],
  { reportId, at, target, patient, expected, told }: Visit,
): Diagnosis => ({
  reportId,
  at,
  ms: 0,
  target,
  ...verdictOf(hops, patient),
  hops,
  expected,
  ...told,
});
