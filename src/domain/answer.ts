/** An answer: produced once, read by any number of readers. */
import type { Operation } from './call.ts';
import type { Failure } from './evidence.ts';
import type { HeaderList } from './ports.ts';

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

/** The one who produces. After `close` nothing more is taken. */
export interface AnswerWriter extends Answer {
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

/** Where answers live. */
export interface Answers {
  open(opening: Opening): AnswerWriter;
  /** `gone`: it was here and is no longer kept. */
  find(id: string): Answer | 'gone' | null;
}
