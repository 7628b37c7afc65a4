/** The calls that are running and the last that ended, for `/why` and for whoever must end them. */
import type { Cause } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';

/** A call on its way. */
export interface Running {
  readonly id: string;
  readonly streamId: string | null;
  readonly at: number;
  readonly model: string;
  readonly attempts: readonly AttemptRecord[];
  readonly abort: (cause: Cause) => void;
}

const keepEnded = 5_000;

export class Calls {
  #running = new Map<string, Running>();
  #ended = new Map<string, CallEnded>();
  /** Names of those that ended, each in the place of the oldest before it. */
  #order: string[] = [];
  #next = 0;
  #idle: PromiseWithResolvers<void> | null = null;

  get running(): number {
    return this.#running.size;
  }

  started(call: Running): void {
    this.#running.set(call.id, call);
  }

  ended(event: CallEnded): void {
    this.#running.delete(event.id);
    this.#ended.set(event.id, event);
    if (this.#running.size === 0) this.#idle?.resolve();
    // A map's first key is slow to find behind many that were deleted, hence the ring.
    const oldest = this.#order[this.#next];
    if (oldest !== undefined) this.#ended.delete(oldest);
    this.#order[this.#next] = event.id;
    this.#next = (this.#next + 1) % keepEnded;
  }

  find(id: string): { readonly running: Running } | { readonly ended: CallEnded } | null {
    const running = this.#running.get(id);
    if (running !== undefined) return { running };
    const ended = this.#ended.get(id);
    return ended === undefined ? null : { ended };
  }

  /** The newest first. */
  recent(limit: number): readonly CallEnded[] {
    return [...this.#ended.values()].slice(-limit).toReversed();
  }

  /** Resolves once nothing runs. */
  idle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  abort(id: string, cause: Cause): void {
    this.#running.get(id)?.abort(cause);
  }

  /** The running call that makes a stream. */
  makerOf(streamId: string): string | null {
    for (const call of this.#running.values()) if (call.streamId === streamId) return call.id;
    return null;
  }

  abortAll(cause: Cause): void {
    for (const call of this.#running.values()) call.abort(cause);
  }
}
