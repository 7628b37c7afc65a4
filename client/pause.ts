/** Waits within a bound: the tries of one call after a failure, spaced with jitter, ended early when the device is online again. */
import type { Call } from './call.ts';
import { backoffMs } from './pace.ts';

export class Tries {
  readonly #call: Call;
  #tries = 0;
  /** When the trouble began; `null`: there is none. */
  #since: number | null = null;

  constructor(call: Call) {
    this.#call = call;
  }

  /** The next wait, at least `floorMs`; `null` when it would end later than `boundMs` after the trouble began. */
  next(boundMs: number, floorMs = 0): number | null {
    const { world } = this.#call.client;
    const now = world.now();
    this.#since ??= now;
    const waitMs = floorMs + backoffMs(this.#tries++, world.draw());
    return now + waitMs - this.#since > boundMs ? null : waitMs;
  }

  /** A sign of life. */
  alive(): void {
    this.#since = null;
  }

  /** It went on. */
  progressed(): void {
    this.#since = null;
    this.#tries = 0;
  }
}

/** Resolves after `ms`, or as soon as the device is online again; rejects when the caller stops. */
export const pause = (call: Call, ms: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const { signal } = call.stop;
    const { world } = call.client;
    const done = (act: () => void) => (): void => {
      cancel();
      offline();
      signal.removeEventListener('abort', stopped);
      act();
    };
    const stopped = done(() => reject(signal.reason as Error));
    const over = done(resolve);
    const cancel = world.after(ms, over);
    const offline = world.onOnline(over);
    signal.addEventListener('abort', stopped, { once: true });
    if (signal.aborted) stopped();
  });
