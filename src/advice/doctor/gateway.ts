/** Hop 11: the gateway's word on itself. */
import type { Judgement } from './diagnosis.ts';
import type { GatewaySaid } from './gateway-facts.ts';
import { ill, seen, skipped, unknown, well } from './judgement.ts';

export interface GatewayFacts {
  readonly isOurs: boolean;
  /** Status of its `/readyz`; `null`: no answer. */
  readonly readyStatus: number | null;
  readonly said: GatewaySaid | null;
  /** What it says of a call by its id. */
  readonly call: { readonly outcome: string; readonly code: string | null; readonly summary: string } | null;
}

const timeText = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const judgeGateway = ({ isOurs, readyStatus, said, call }: GatewayFacts): Judgement => {
  if (!isOurs) return skipped('What answers there is no gateway of this kind.');
  const evidence = [
    ...(readyStatus === null ? [] : [seen('ready', readyStatus === 200 ? 'yes' : `no (status ${readyStatus})`)]),
    ...(said === null ? [] : [seen('state', said.state)]),
    ...(said === null || said.lately.calls === 0
      ? []
      : [seen('calls of the last minutes that failed', `${said.lately.failed} of ${said.lately.calls}`)]),
    ...(said?.maintenanceUntil == null ? [] : [seen('planned work ends', timeText(said.maintenanceUntil))]),
    ...(call === null ? [] : [seen('the call', `${call.outcome}${call.code === null ? '' : `, ${call.code}`}`)]),
  ];
  if (said?.state === 'maintenance') return ill(['gateway_maintenance'], evidence);
  if (said?.state === 'draining' || readyStatus === 503) return ill(['gateway_draining'], evidence);
  if (said?.state === 'overloaded') return ill(['gateway_overloaded'], evidence);
  if (readyStatus === 200) return well('The gateway is ready.', evidence);
  return readyStatus === null
    ? unknown('The gateway did not say how it is.', evidence)
    : ill(['gateway_failing'], evidence);
};
