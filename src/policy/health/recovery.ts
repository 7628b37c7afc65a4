/** Whether a green probe ends a rest: only where it is evidence of the same kind as what began the rest. */
import type { CauseCode } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Breaker } from '../breaker.ts';

/** Nobody could be reached: any answer to a probe disproves it. */
const unreached: ReadonlySet<CauseCode> = new Set([
  'dns_error',
  'dns_timeout',
  'destination_ip_unroutable',
  'connection_refused',
  'connection_timeout',
  'tls_certificate_error',
  'tls_protocol_error',
  'tls_alert_received',
]);

/** `wasRed`: the probe before this one had seen the trouble too. */
export const endsRest = (breaker: Breaker, wasRed: boolean): boolean => {
  if (breaker.kind === 'closed') return false;
  const { code } = breaker.cause;
  // A limit that the provider set is not lifted by its model list.
  if (traits[code].hurts !== 'host') return false;
  return breaker.by === 'probe' || wasRed || unreached.has(code);
};
