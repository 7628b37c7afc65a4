/** What was seen of one scenario: by the callers, by the upstreams, and in the gateway's own record. */
import type { Seen } from '../upstream/ledger.ts';
import type { Role } from '../scenarios/scenario.ts';

/** The members of the error object that a caller gets; foreign gateways have fewer. */
export interface HeardError {
  readonly message: string | null;
  readonly code: string | null;
  readonly family: string | null;
  readonly who: string | null;
  readonly requestId: string | null;
  readonly why: string | null;
}

/** What one caller got. Times on the drill's clock, in ms. */
export interface Heard {
  readonly startedAt: number;
  readonly firstWordAt: number | null;
  readonly endedAt: number;
  /**
   * `answer`: it ended as good answers do, whatever it held. `error`: it was told, or the connection broke.
   * `hang`: no end within the limit. `left`: the caller went away on purpose.
   */
  readonly outcome: 'answer' | 'error' | 'hang' | 'left';
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly stream: boolean;
  readonly text: string;
  readonly model: string | null;
  readonly hasUsage: boolean;
  /** Payloads of its `data` lines, in order. */
  readonly data: readonly string[];
  /** Values of its `id` lines. */
  readonly ids: readonly string[];
  /** `null` when nothing that was received explains the failure. */
  readonly error: HeardError | null;
  /** Whether an end mark followed the error: a false success. */
  readonly endMarkAfterError: boolean;
  /** Why it failed, in a few words. */
  readonly note: string;
}

/** One attempt in the gateway's record. */
export interface ToldAttempt {
  readonly upstream: string;
  readonly code: string | null;
  readonly family: string | null;
}

/** What `GET /why/{id}` says; `null` where it did not answer as the contract has it. */
export interface Told {
  readonly outcome: string;
  readonly family: string | null;
  readonly code: string | null;
  readonly who: string | null;
  readonly attempts: readonly ToldAttempt[];
}

export interface Observation {
  /** When the load began, on the drill's clock. */
  readonly startedAt: number;
  /** How long the drill itself stood still since then. */
  readonly missedMs: number;
  readonly heard: readonly Heard[];
  /** Of each call, in the same order; empty where the gateway is not ours. */
  readonly told: readonly (Told | null)[];
  readonly seen: Readonly<Record<Role, readonly Seen[]>>;
  /** Whether a healthy call got its answer afterwards. */
  readonly alive: boolean;
  /** Whether the gateway keeps our contract. */
  readonly ours: boolean;
}
