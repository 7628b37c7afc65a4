/** One call: what a caller asked, and the bounds it lives in. */
import type { Priority, Rescue } from './settings.ts';

export const operations = ['chat', 'completions', 'embeddings', 'responses', 'messages'] as const;

/** The model APIs whose answers we understand. */
export type Operation = (typeof operations)[number];

/** `safe`: may be sent again whatever happened. `unsent`: only while provably nothing was sent. */
export type Replay = 'safe' | 'unsent';

/** What marks a call as one that may have been made before. */
export interface Repeat {
  /** The caller's `Idempotency-Key`. */
  readonly key: string | null;
  /** An SDK or a proxy says it tries again (`X-Stainless-Retry-Count` of 1 or more, `X-Envoy-Attempt-Count` of 2 or more), or the same failed under its trace. */
  readonly isRetry: boolean;
}

/** What the caller wants of answers that are kept. */
export interface CacheWish {
  /** Kept answers of that age or more are not wanted: 0 wants a new one, `Infinity` takes what the model's rule allows. */
  readonly maxAgeMs: number;
  readonly mayKeep: boolean;
}

export interface Call {
  /** `req_` and 32 hex digits. */
  readonly id: string;
  /** Names the stream: 32 hex digits. */
  readonly streamId: string;
  readonly operation: Operation;
  /** As the caller says it. */
  readonly model: string;
  readonly stream: boolean;
  /** How long the answer may be at the most, as the caller says it; `null` where they do not. */
  readonly maxTokens: number | null;
  /** How many answers it asks for at once: `n`, for each prompt of a list. */
  readonly choices: number;
  /** The caller's JSON, untouched. */
  readonly body: Uint8Array;
  /** Those of the caller's headers that may go upstream. */
  readonly headers: Readonly<Record<string, string>>;
  /** Query string with its `?`, or empty. */
  readonly query: string;
  /** The caller's own credentials, for upstreams with `key: caller`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Name of the caller's key; `local` where none is asked for. */
  readonly caller: string;
  /** Never above that of the key. */
  readonly priority: Priority;
  readonly acceptedAt: number;
  /** First content has to be there by then. */
  readonly deadlineAt: number;
  /** Whether the caller, not our `total`, set the deadline. */
  readonly impatient: boolean;
  /** Until when it waits for recovery rather than fail; `null`: it does not. */
  readonly holdUntil: number | null;
  readonly replay: Replay;
  readonly rescue: Rescue;
  readonly repeat: Repeat;
  /** The same for calls that should go to the same target; `null`: any. 32 bits. */
  readonly affinity: number | null;
  /** `null`: no kept answer is looked for, and none kept. */
  readonly cache: CacheWish | null;
}
