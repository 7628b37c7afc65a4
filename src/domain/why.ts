/** Why a call went as it did: the shape of `GET /why/{id}`, for people and programs. */
import type { CauseCode, Clue, Family, Who } from './cause.ts';
import type { Outcome } from './event.ts';
import type { Phases } from './ports.ts';
import type { Scope } from './scope.ts';
import type { Expected, Told } from './words/told.ts';

export type HopStatus = 'ok' | 'warn' | 'fail' | 'skip' | 'unknown';

export interface WhyHop {
  /** `you`, `gateway`, or the name of an upstream. */
  readonly id: string;
  readonly status: HopStatus;
  readonly ms: number | null;
  readonly detail: string;
}

export interface WhyAttempt {
  readonly upstream: string;
  /** After the call was accepted. */
  readonly startedMs: number;
  /** Each in ms from the start of the attempt. */
  readonly phases: Phases;
  /** `null` for a good one, and for one that was dropped because another was faster. */
  readonly code: CauseCode | null;
  readonly family: Family | null;
  /** What kind of try it was: the first one, a repetition, another upstream, one started beside a slow one. */
  readonly retry: 'first' | 'retry' | 'failover' | 'hedge' | 'rescue';
  /** Cut off by us, because another one won or the caller left. */
  readonly dropped: boolean;
}

export interface Why {
  /** `req_…` */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly model: string;
  readonly outcome: Outcome | 'running';
  readonly family: Family | null;
  readonly code: CauseCode | null;
  readonly who: Who | null;
  /** 0 to 1. */
  readonly confidence: number | null;
  /** One or two plain sentences. */
  readonly summary: string;
  readonly scope: Scope | null;
  readonly evidence: readonly Clue[];
  readonly hops: readonly WhyHop[];
  readonly attempts: readonly WhyAttempt[];
  readonly expected: Expected | null;
  readonly advice: {
    readonly caller: readonly string[];
    readonly network: readonly string[];
    readonly operator: readonly string[];
  };
  readonly prompt: 'answered' | 'kept' | 'not kept';
  /** Where it is, and what that is good for: one plain sentence. */
  readonly promptSays: string;
  /** In words for a person; `null` where nothing failed. */
  readonly told: Told | null;
}
