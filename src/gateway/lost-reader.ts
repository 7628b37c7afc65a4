/** A reader is gone, the call is not over: it ends after `lostClient`, unless somebody reads again. */
import type { Answer } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { Gateway } from './gateway.ts';

/** A caller with an `Idempotency-Key` means to come back: their answer goes on without them as long as one that ended is kept. */
export const keyedMs = 10 * 60_000;

/** How long a call goes on without a reader; what is not streamed can be had again by its key alone. */
export const patienceWith = (gateway: Gateway, call: Call): number => {
  const isKeyed = call.repeat.key !== null;
  if (!call.stream && !isKeyed) return 0;
  return Math.max(gateway.settings().lostClient.waitMs, isKeyed ? keyedMs : 0);
};

export const lostReader = (gateway: Gateway, answer: Answer, callId: string): void => {
  const { calls, clock } = gateway;
  const waitMs = calls.patienceOf(callId);
  if (answer.ending !== null || waitMs === Infinity) return;
  const end = (): void => {
    if (answer.ending === null && answer.readers === 0) calls.abort(callId, causeOf('client_gone'));
  };
  if (waitMs === 0) end();
  else calls.leftAlone(callId, clock.after(waitMs, end));
};
