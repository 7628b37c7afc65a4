/** Hop 11: the gateway's word on itself. */
import { timeText } from '../../domain/words/figures.ts';
import type { About } from './about.ts';
import { gatewayJudgement } from './about.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, seen, skipped, unknown, well } from './judgement.ts';

export interface GatewayFacts {
  readonly isOurs: boolean;
  /** Status of its `/readyz`; `null`: no answer. */
  readonly readyStatus: number | null;
  readonly said: About | null;
  /** What it says of a call by its id. */
  readonly call: { readonly outcome: string; readonly code: string | null; readonly summary: string } | null;
}

const ofReadiness = (status: number | null): Judgement => {
  if (status === null) return unknown('The gateway did not say how it is.');
  const evidence = [seen('ready', status === 200 ? 'yes' : `no (status ${status})`)];
  if (status === 200) return well('The gateway is ready.', evidence);
  return ill([status === 503 ? 'gateway_draining' : 'gateway_failing'], evidence);
};

const more = ({ said, call }: GatewayFacts): readonly Observation[] => [
  ...(said?.maintenanceUntil == null ? [] : [seen('planned work ends', timeText(said.maintenanceUntil))]),
  ...(call === null ? [] : [seen('the call', `${call.outcome}: ${call.summary}`)]),
];

export const judgeGateway = (facts: GatewayFacts): Judgement => {
  if (!facts.isOurs) return skipped('What answers there is no gateway of this kind.');
  const judged = facts.said === null ? ofReadiness(facts.readyStatus) : gatewayJudgement(facts.said);
  return { ...judged, evidence: [...judged.evidence, ...more(facts)] };
};
