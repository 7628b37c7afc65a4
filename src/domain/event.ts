/** Everything that happens, as data: what the journal keeps and all readers (metrics, log, `/why`, status) learn from. */
import type { Operation } from './call.ts';
import type { Cause } from './cause.ts';
import type { Phases } from './ports.ts';

/** `running` until one of the others. */
export type Outcome = 'ok' | 'failed' | 'incomplete' | 'cancelled';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One try at one upstream, as the record keeps it. */
export interface AttemptRecord {
  readonly upstream: string;
  /** Model name asked of it. */
  readonly model: string;
  /** Milliseconds after the call was accepted. */
  readonly startedMs: number;
  readonly phases: Phases;
  readonly socket: 'new' | 'reused' | null;
  /** Where it went, and what the resolver had said: for operators only. */
  readonly remoteAddress: string | null;
  readonly addresses: readonly string[];
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly status: number | null;
  /** `null` while it is good. */
  readonly cause: Cause | null;
  readonly how: 'fresh' | 'hedge' | 'rescue';
  /** Cut off by us because another one won or the caller left; says nothing of the upstream. */
  readonly dropped: boolean;
}

export interface CallEnded {
  readonly kind: 'call';
  readonly id: string;
  readonly streamId: string | null;
  readonly at: number;
  readonly operation: Operation | 'pass';
  readonly model: string;
  readonly caller: string;
  readonly stream: boolean;
  readonly outcome: Outcome;
  readonly cause: Cause | null;
  /** The upstream whose answer the caller got. */
  readonly upstream: string | null;
  readonly attempts: readonly AttemptRecord[];
  /** Status the caller got; for a stream whose head went out early, 200. */
  readonly status: number;
  readonly ms: number;
  readonly firstTokenMs: number | null;
  readonly bytesSent: number;
  /** Whether a stream's head went out before its first content, because that took so long. */
  readonly earlyHead: boolean;
  readonly usage: Usage | null;
}
