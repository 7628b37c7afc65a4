/** A call's line in the log. */
import type { CallEnded } from '../domain/event.ts';
import type { Log } from '../domain/ports.ts';

export const logCall = (log: Log, event: CallEnded): void => {
  const fields = {
    call: event.id,
    model: event.model,
    outcome: event.outcome,
    status: event.status,
    upstream: event.upstream,
    attempts: event.attempts.length,
    ms: event.ms,
    caller: event.caller,
  };
  if (event.cause === null) log.debug(fields, 'call ended');
  else log.info({ ...fields, code: event.cause.code, family: event.cause.family }, 'call ended');
};
