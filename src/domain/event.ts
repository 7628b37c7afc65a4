/** Everything that happens, as data: what the journal keeps and all readers (metrics, log, `/why`, status) learn from. */
import type { Operation } from './call.ts';
import type { Cause, Clue } from './cause.ts';
import type { Phases } from './ports.ts';
import type { TraceContext } from './trace-context.ts';

/** `running` until one of the others. */
export type Outcome = 'ok' | 'failed' | 'incomplete' | 'cancelled';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Where the answer of a model whose answers are kept came from. */
export interface CacheMark {
  /** `shared`: made for an identical call at the same time. `stale`: an old one, instead of a failure. `bypass`: a new one was asked for. */
  readonly result: 'hit' | 'shared' | 'miss' | 'stale' | 'bypass';
  readonly ageMs: number;
  /** How long it is fresh in all. */
  readonly freshMs: number;
}

/** Of an attempt that came nowhere. */
export const noPhases: Phases = {
  queue: null,
  dns: null,
  connect: null,
  tls: null,
  write: null,
  firstByte: null,
  firstToken: null,
  end: null,
};

/** What came of an attempt, in tokens as far as they are known. */
export interface AttemptTokens {
  /** As the provider counted them; `null` where it did not say. */
  readonly usage: Usage | null;
  /** Events with content, about one token each. */
  readonly contents: number;
  /** Events that were held back, since the caller had what they say. */
  readonly held: number;
}

/** Tokens that were paid for beyond what one attempt would have taken, by what they were spent on. */
export type ExtraTokens = Readonly<Record<'retry' | 'hedge' | 'rescue', number>>;

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
  /** `null` where nothing came. */
  readonly tokens: AttemptTokens | null;
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
  /** With the outcome `ok`: what failed when an old answer stood in. */
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
  /** `null` where a call has none of its own: it was answered from what was kept, or beside another. */
  readonly usage: Usage | null;
  /** `null` where one attempt was enough. */
  readonly extraTokens: ExtraTokens | null;
  /** `null` where answers are not kept. */
  readonly cache: CacheMark | null;
  /** What speaks of restarts of the gateway during the call; absent where there was none. */
  readonly restarts?: readonly Clue[];
  /** Absent where no collector is told of it. */
  readonly trace?: TraceContext;
}
