/** The second look at the failure that ends a call, before anybody is told: only failures pay for it. */
import type { Cause } from '../domain/cause.ts';
import type { AttemptRecord } from '../domain/event.ts';
import { withLoad } from '../policy/load-clues.ts';
import type { Gateway } from './gateway.ts';

/** Of a call, what the second look asks for. */
export interface Explained {
  readonly id: string;
  readonly acceptedAt: number;
  readonly model: string;
  readonly caller: string;
  readonly userAgent: string | null;
  /** `null` where it is not held. */
  readonly body: Uint8Array | null;
  readonly attempts: readonly AttemptRecord[];
}

export const explain = (gateway: Gateway, cause: Cause, explained: Explained): Cause => {
  const { id, acceptedAt: at, model, caller, attempts, userAgent, body } = explained;
  const now = gateway.clock.now();
  const outcome = cause.code === 'client_gone' ? ('cancelled' as const) : ('failed' as const);
  const call = { id, at, model, caller, outcome, cause, ms: now - at, attempts };
  const second = gateway.recent.explain(cause, { call, userAgent, body }, now)?.cause ?? cause;
  const figures = cause.upstream === null ? null : (gateway.fleet.signs(cause.upstream)?.figures ?? null);
  return withLoad(second, figures, now);
};
