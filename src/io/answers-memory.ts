/** Answers in memory: each a log of pieces that one producer fills and any number of readers follow. */
import type {
  Answer,
  AnswerHead,
  AnswerWriter,
  Answers,
  Ending,
  Follower,
  Opening,
  Waiting,
} from '../domain/answer.ts';
import type { Operation } from '../domain/call.ts';
import type { Clock } from '../domain/ports.ts';

/** How far the slowest reader may lag before the producer is held back. */
const lagBytes = 1024 * 1024;
/** What one stream keeps for readers who come back; older pieces go first. */
const keepBytes = 8 * 1024 * 1024;
const keepAllBytes = 256 * 1024 * 1024;
const keepMs = 10 * 60 * 1000;
const expiredNames = 10_000;

interface Piece {
  readonly bytes: Uint8Array;
  /** Number of its last event. */
  readonly lastEvent: number;
}

class MemoryAnswer implements AnswerWriter {
  readonly id: string;
  readonly owner: string;
  readonly operation: Operation;
  head: AnswerHead | null = null;
  ending: Ending | null = null;
  waiting: Waiting | null = null;
  events = 0;
  bytes = 0;
  endedAt = 0;
  #pieces: Piece[] = [];
  /** Pieces that were dropped from the front. */
  #dropped = 0;
  #droppedEvent = 0;
  #followers = new Set<MemoryFollower>();
  #roomWaiter: PromiseWithResolvers<void> | null = null;
  readonly #grew: (bytes: number) => void;
  readonly #ended: (answer: MemoryAnswer) => void;

  constructor(parts: Opening & { grew: (bytes: number) => void; ended: (answer: MemoryAnswer) => void }) {
    this.id = parts.id;
    this.owner = parts.owner;
    this.operation = parts.operation;
    this.#grew = parts.grew;
    this.#ended = parts.ended;
  }

  get readers(): number {
    return this.#followers.size;
  }

  begin(head: AnswerHead): void {
    this.head = head;
    this.#tell();
  }

  append(bytes: Uint8Array, count: number): void {
    if (this.ending !== null) return;
    this.events += count;
    this.#pieces.push({ bytes, lastEvent: this.events });
    this.bytes += bytes.length;
    this.#grew(bytes.length);
    this.#trim();
    this.#tell();
  }

  wait(waiting: Waiting | null): void {
    this.waiting = waiting;
  }

  room(): Promise<void> | null {
    if (!this.#lags()) return null;
    this.#roomWaiter ??= Promise.withResolvers<void>();
    return this.#roomWaiter.promise;
  }

  close(ending: Ending): void {
    if (this.ending !== null) return;
    this.ending = ending;
    this.#tell();
    this.#ended(this);
  }

  follow(after: number): Follower | null {
    if (after < this.#droppedEvent) return null;
    const at = this.#pieces.findIndex((piece) => piece.lastEvent > after);
    const follower = new MemoryFollower(this, { at: this.#dropped + (at < 0 ? this.#pieces.length : at), after });
    this.#followers.add(follower);
    return follower;
  }

  piece(at: number): Piece | null {
    return this.#pieces[at - this.#dropped] ?? null;
  }

  moved(): void {
    if (this.#roomWaiter === null || this.#lags()) return;
    this.#roomWaiter.resolve();
    this.#roomWaiter = null;
  }

  leave(follower: MemoryFollower): void {
    this.#followers.delete(follower);
    this.moved();
  }

  #lags(): boolean {
    let lag = 0;
    for (const follower of this.#followers) lag = Math.max(lag, this.#unread(follower.at));
    return lag > lagBytes;
  }

  #unread(from: number): number {
    let bytes = 0;
    for (let at = this.#pieces.length - 1; at >= from - this.#dropped && at >= 0; at--)
      bytes += this.#pieces[at]?.bytes.length ?? 0;
    return bytes;
  }

  /** Lets go of old pieces that every reader has passed. */
  #trim(): void {
    while (this.bytes > keepBytes) {
      const first = this.#pieces[0];
      const isNeeded = [...this.#followers].some((follower) => follower.at <= this.#dropped);
      if (first === undefined || isNeeded) return;
      this.#pieces.shift();
      this.#dropped++;
      this.#droppedEvent = first.lastEvent;
      this.bytes -= first.bytes.length;
      this.#grew(-first.bytes.length);
    }
  }

  #tell(): void {
    for (const follower of this.#followers) follower.wake();
  }
}

class MemoryFollower implements Follower {
  at: number;
  readonly #answer: MemoryAnswer;
  #after: number;
  #wake: (() => void) | null = null;

  constructor(answer: MemoryAnswer, from: { at: number; after: number }) {
    this.#answer = answer;
    this.at = from.at;
    this.#after = from.after;
  }

  next(): Uint8Array | null {
    const piece = this.#answer.piece(this.at);
    if (piece === null) return null;
    this.at++;
    this.#answer.moved();
    const from = this.#after;
    this.#after = 0;
    return from === 0 ? piece.bytes : behind(piece.bytes, `id: ${this.#answer.id}:${from + 1}\n`);
  }

  get hasNext(): boolean {
    return this.#answer.piece(this.at) !== null;
  }

  changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  wake(): void {
    this.#wake?.();
    this.#wake = null;
  }

  leave(): void {
    this.#answer.leave(this);
  }
}

/** A piece may hold several events: what stands from that id line on, or all of it when the line opens a later piece. */
const behind = (bytes: Uint8Array, idLine: string): Uint8Array => {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(idLine);
  return at > 0 ? bytes.subarray(at) : bytes;
};

class AnswersInMemory implements Answers {
  readonly #clock: Clock;
  readonly #kept = new Map<string, MemoryAnswer>();
  /** Ended answers, oldest first. */
  readonly #ended = new Set<MemoryAnswer>();
  /** Names of those that were let go, so that `gone` can be told from `never`. */
  readonly #expired = new Set<string>();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(opening: Opening): AnswerWriter {
    if (!opening.isNamed) return new MemoryAnswer({ ...opening, grew: () => {}, ended: () => {} });
    this.#sweep();
    const grew = (more: number): void => void (this.#bytes += more);
    const ended = (answer: MemoryAnswer): void => {
      answer.endedAt = this.#clock.now();
      this.#ended.add(answer);
    };
    const answer = new MemoryAnswer({ ...opening, grew, ended });
    this.#kept.set(opening.id, answer);
    return answer;
  }

  find(id: string): Answer | 'gone' | null {
    this.#sweep();
    return this.#kept.get(id) ?? (this.#expired.has(id) ? 'gone' : null);
  }

  #sweep(): void {
    for (const answer of this.#ended) {
      if (this.#bytes <= keepAllBytes && this.#clock.now() - answer.endedAt < keepMs) return;
      this.#forget(answer);
    }
  }

  #forget(answer: MemoryAnswer): void {
    this.#ended.delete(answer);
    this.#kept.delete(answer.id);
    this.#bytes -= answer.bytes;
    this.#expired.add(answer.id);
    for (const id of this.#expired) {
      if (this.#expired.size <= expiredNames) return;
      this.#expired.delete(id);
    }
  }
}

export const openAnswers = (clock: Clock): Answers => new AnswersInMemory(clock);
