/** Ends a call from outside, once, with why. Each call has one: an `AbortController` is a platform object that costs more than the rest. */
import type { Cause } from '../domain/cause.ts';

export class Stop {
  #cause: Cause | null = null;
  #listeners: (() => void)[] = [];

  /** Why the call was ended; `null`: it was not. */
  get cause(): Cause | null {
    return this.#cause;
  }

  /** Only the first cause counts. */
  end(cause: Cause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** Who listens after the end is not told: it is there to be seen. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  leave(listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }
}
