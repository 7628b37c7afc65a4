/** One answer in memory: a log of pieces that one producer fills and any number of readers follow. */
import type { AnswerHead, AnswerWriter, Ending, Follower, Opening, Waiting, Kept } from '../domain/answer.ts';
import type { Operation } from '../domain/call.ts';

/** How far the slowest reader may lag before the producer is held back. */
const lagBytes = 1024 * 1024;
/** What one stream keeps for readers who come back; older pieces go first. */
const keepBytes = 8 * 1024 * 1024;

const colon = 0x3a;

export interface Piece {
  readonly bytes: Uint8Array;
  /** Number of its last event. */
  readonly lastEvent: number;
}

/** An answer as it was left by another process. */
export interface Past {
  readonly head: AnswerHead | null;
  readonly pieces: readonly Piece[];
  /** Number of the last event that is no longer kept. */
  readonly droppedEvent: number;
  readonly ended: { readonly at: number; readonly ending: Ending } | null;
}

export class MemoryAnswer implements AnswerWriter {
  readonly id: string;
  readonly owner: string;
  readonly operation: Operation;
  head: AnswerHead | null = null;
  ending: Ending | null = null;
  waiting: Waiting | null = null;
  events = 0;
  bytes = 0;
  endedAt = 0;
  kept: Kept;
  /** Who has seen more than this has not seen it here: their events and ours need not be the same. */
  #known = Infinity;
  #pieces: Piece[] = [];
  /** Pieces that were dropped from the front. */
  #dropped = 0;
  #droppedEvent = 0;
  #followers = new Set<MemoryFollower>();
  #roomWaiter: PromiseWithResolvers<void> | null = null;
  readonly #grew: (bytes: number) => void;
  readonly #ended: (answer: MemoryAnswer) => void;

  constructor(parts: Opening & Keeper) {
    this.kept = parts.kept;
    this.id = parts.id;
    this.owner = parts.owner;
    this.operation = parts.operation;
    this.#grew = parts.grew;
    this.#ended = parts.ended;
  }

  get readers(): number {
    return this.#followers.size;
  }

  get view(): this {
    return this;
  }

  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  get droppedEvent(): number {
    return this.#droppedEvent;
  }

  keep(): null {
    return null;
  }

  sending(): null {
    return null;
  }

  /** Becomes what another process left; to be done before all else. */
  restore({ head, pieces, droppedEvent, ended }: Past): void {
    this.head = head;
    this.#droppedEvent = this.events = droppedEvent;
    for (const { bytes, lastEvent } of pieces) this.append(bytes, lastEvent - this.events);
    this.#known = this.events;
    if (ended === null) return;
    this.close(ended.ending);
    this.endedAt = ended.at;
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
    if (after < this.#droppedEvent || after > this.#known) return null;
    const found = this.#pieces.findIndex((piece) => piece.lastEvent > after);
    let at = found < 0 ? this.#pieces.length : found;
    while (at > 0 && isCommentBehind(after, this.#pieces[at - 1])) at--;
    const follower = new MemoryFollower(this, { at: this.#dropped + at, after });
    this.#followers.add(follower);
    return follower;
  }

  piece(at: number): Piece | null {
    return this.#pieces[at - this.#dropped] ?? null;
  }

  /** A reader has it. */
  shown({ lastEvent }: Piece): void {
    if (lastEvent > this.#known) this.#known = lastEvent;
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

interface Keeper {
  readonly kept: Kept;
  readonly grew: (bytes: number) => void;
  readonly ended: (answer: MemoryAnswer) => void;
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
    this.#answer.shown(piece);
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

/** It has no number of its own. */
const isCommentBehind = (after: number, piece: Piece | undefined): boolean =>
  piece?.lastEvent === after && piece.bytes[0] === colon;

/** A piece may hold several events: what stands from that id line on, or all of it when the line opens a later piece. */
const behind = (bytes: Uint8Array, idLine: string): Uint8Array => {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(idLine);
  return at > 0 ? bytes.subarray(at) : bytes;
};
