/** A reader is gone, the call is not over: it ends after `lostClient`, unless somebody reads again. */
import type { Answer } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { Gateway } from './gateway.ts';

/** A caller with an `Idempotency-Key` means to come back: their answer goes on for so long without them. */
const keyedMs = 60_000;

/** How long a call goes on without its caller; what is not streamed can be had again by its key alone. */
export const patienceWith = (gateway: Gateway, call: Call): number => {
  const isKeyed = call.repeat.key !== null;
  if (!call.stream && !isKeyed) return 0;
  return Math.max(gateway.settings().lostClient.waitMs, isKeyed ? keyedMs : 0);
};

export const lostReader = (
  gateway: Gateway,
  answer: Answer,
  lost: { readonly callId: string; readonly waitMs: number },
): void => {
  const end = (): void => {
    if (answer.ending === null && answer.readers === 0) gateway.calls.abort(lost.callId, causeOf('client_gone'));
  };
  if (lost.waitMs === 0) end();
  else if (lost.waitMs !== Infinity) gateway.clock.after(lost.waitMs, end);
};
