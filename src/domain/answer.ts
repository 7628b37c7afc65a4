/** An answer: produced once, read by any number of readers. */
import type { Call, Operation } from './call.ts';
import type { AttemptRecord } from './event.ts';
import type { Failure } from './evidence.ts';
import type { Clock, HeaderList, Log, Random } from './ports.ts';

export interface AnswerHead {
  readonly status: number;
  /** Headers of the upstream that may reach the caller. */
  readonly headers: HeaderList;
  readonly upstream: string;
  readonly attempts: number;
}

export type Ending =
  | { readonly kind: 'whole' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'cancelled'; readonly failure: Failure };

/** What an answer waits for just now, for heartbeats and `/why`. */
export interface Waiting {
  readonly says: string;
}

/** One reader's place in an answer. */
export interface Follower {
  /** The next bytes in order, or `null` when there are none yet. Each piece holds whole events. */
  next(): Uint8Array | null;
  readonly hasNext: boolean;
  /** Resolves at the next change (more bytes, a head, an ending) or `wake`; one wait at a time. */
  changed(): Promise<void>;
  wake(): void;
  leave(): void;
}

export interface Answer {
  /** 32 hex digits; the name of the stream. */
  readonly id: string;
  /** The caller's key it belongs to. */
  readonly owner: string;
  readonly operation: Operation;
  readonly head: AnswerHead | null;
  readonly ending: Ending | null;
  readonly waiting: Waiting | null;
  /** Number of the last event that was appended. */
  readonly events: number;
  readonly readers: number;
  /** What is kept of it. */
  readonly bytes: number;
  /** Starts behind event number `after`; `null` when those events are no longer kept. */
  follow(after: number): Follower | null;
}

/** `not on disk`: it should be there, and could not be written. */
export type Kept = 'on disk' | 'not on disk' | 'in memory' | 'nowhere';

/** What outlives the process that makes an answer: all that is needed to go on with it in another one. */
export interface Keeping {
  readonly call: Call;
  /** Digest of the body, for calls with an `Idempotency-Key`: the body itself is let go of at the end. */
  readonly digest: string | null;
}

/** The one who produces. After `close` nothing more is taken. */
export interface AnswerWriter extends Answer {
  /** As readers get it: what has to outlive the process is there once it is written. */
  readonly view: Answer;
  /** Where the call is, should it have to be made again. */
  readonly kept: Kept;
  /** Before anything is sent: resolves once the call is kept, or cannot be; `null`: nothing to wait for. */
  keep(call: Call, digest: () => string | null): Promise<void> | null;
  /** An attempt is sent: those so far. Of a call that must not be made twice: is about to be; resolves once that is noted. */
  sending(attempts: () => readonly AttemptRecord[]): Promise<void> | null;
  begin(head: AnswerHead): void;
  /** `bytes` hold `count` whole events, id lines included. */
  append(bytes: Uint8Array, count: number): void;
  /** Resolves when the slowest reader has caught up; `null` when nobody lags. */
  room(): Promise<void> | null;
  wait(waiting: Waiting | null): void;
  close(ending: Ending): void;
}

export interface Opening {
  readonly id: string;
  readonly owner: string;
  readonly operation: Operation;
  /** It can be found again by its id. */
  readonly isNamed: boolean;
}

/** A process ended without ending its calls, and another one found them. In ms since the Unix epoch. */
export interface Restart {
  /** When it was last known to live. */
  readonly diedAt: number;
  readonly backAt: number;
}

/** What a process that is no more has left of one call, as far as it came. */
export interface Left extends Keeping {
  /** Without the caller's credentials; without the body, where the answer has ended. */
  readonly call: Call;
  readonly answer: AnswerWriter;
  readonly attempts: readonly AttemptRecord[];
  readonly wasSent: boolean;
  /** The newest last; at least one, where the answer has not ended. */
  readonly restarts: readonly Restart[];
  /** When it ended, where that was so shortly before the end of its process that the record of the call may be lost. */
  readonly endedJustAt: number | null;
}

/** Where answers live. */
export interface Answers {
  open(opening: Opening): AnswerWriter;
  /** `gone`: it was here and is no longer kept. */
  find(id: string): Answer | 'gone' | null;
  /** Takes what processes have left that are no more; nobody else gets it then. */
  claim(): Promise<readonly Left[]>;
  /**
   * Whether that may be with another process that is not known to live, so that it may be here soon: `OWNER\nSTREAM`, `OWNER\nKEY` or
   * the id of a call. With `askedAt` (monotonic) all count that have not shown since then that they live.
   */
  mayBeBeside(name: string, askedAt: number | null): boolean;
  /** Calls so far that should have outlived the process, and would not have. */
  readonly notKept: number;
  close(): Promise<void>;
}

export interface AnswersOnDiskOptions {
  /** Made if there is none; only its owner can read what is in it. */
  readonly folder: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Another process goes on with a call: it has ended here, and must not be worked on any longer. */
  readonly onLost: (callId: string) => void;
}
