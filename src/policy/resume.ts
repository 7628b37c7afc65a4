/** What becomes of a call that its gateway left behind when it was killed. Pure. */
import type { Restart } from '../domain/answer.ts';
import type { Replay } from '../domain/call.ts';
import type { Clue } from '../domain/cause.ts';

/** The call, as far as its journal tells. */
export interface Abandoned {
  readonly stream: boolean;
  readonly hasKey: boolean;
  readonly replay: Replay;
  readonly wasSent: boolean;
  /** Events of its answer that may have reached the caller; a body counts as one. */
  readonly events: number;
  /** Whether anybody who serves it can be asked without the caller's own credentials. */
  readonly canBeAsked: boolean;
  /** How long nobody worked on it. */
  readonly deadMs: number;
  /** This one included. */
  readonly restarts: number;
}

export type Resuming =
  /** Nothing has reached the caller: it is made as if it came now. */
  | { readonly kind: 'anew' }
  /** What the caller has is gone on with, as after a break of an upstream. */
  | { readonly kind: 'go on' }
  /** It is complete: only its end was not noted. */
  | { readonly kind: 'whole' }
  /** `why`: said to the caller, and in the explanation. */
  | { readonly kind: 'end'; readonly why: Clue };

/** As long as an answer that has ended can be come back to: nobody waits for longer. */
export const deadMsMax = 10 * 60_000;
/** A call that was there at so many ends of the gateway may be what ends it. */
export const restartsMax = 5;

/** How long nobody worked on a call, in one of its restarts; a clock that was set back shortens nothing. */
const deadMsIn = ({ diedAt, backAt }: Restart): number => Math.max(0, backAt - diedAt);

/** The last time. */
export const deadMsOf = (restarts: readonly Restart[]): number => {
  const last = restarts.at(-1);
  return last === undefined ? 0 : deadMsIn(last);
};

/** All the time it was dead does not count against the caller. */
export const deadlineAfter = (deadlineAt: number, restarts: readonly Restart[]): number =>
  restarts.reduce((at, restart) => at + deadMsIn(restart), deadlineAt);

const end = (says: string, value: string): Resuming => ({ kind: 'end', why: { says, value } });

export const resume = (left: Abandoned): Resuming => {
  if (!left.stream && left.events > 0) return { kind: 'whole' };
  if (!left.stream && !left.hasKey)
    return end('a call that is not streamed and has no Idempotency-Key', 'cannot be come back to');
  if (left.deadMs > deadMsMax) return end('the gateway was gone for', `${Math.round(left.deadMs / 60_000)} min`);
  if (left.restarts > restartsMax) return end('times the gateway ended during this call', String(left.restarts));
  if (left.replay === 'unsent' && left.wasSent) return end('the call may have had effects', 'it is not sent twice');
  if (!left.canBeAsked)
    return end('nobody can be asked for it again', 'without the caller’s own key, which is not kept');
  return { kind: left.events > 0 ? 'go on' : 'anew' };
};
