/** What all visitors of the doctor together may take from the gateway at once and in a minute. */
import type { Clock } from '../../domain/ports.ts';

/** A person's whole walk opens three streams and moves less than 2 MB. */
const streamsAtOnce = 16;
const bytesPerMinute = 64 * 1024 * 1024;
const minuteMs = 60_000;

export class Bounds {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #streams = 0;
  #since = -Infinity;
  #bytes = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** A place for one stream; `null` when all are taken. */
  stream(): Disposable | null {
    if (this.#streams >= streamsAtOnce) return null;
    this.#streams++;
    return { [Symbol.dispose]: () => void this.#streams-- };
  }

  /** Whether so many bytes may still be moved in this minute. */
  mayMove(bytes: number): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#since >= minuteMs) {
      this.#since = now;
      this.#bytes = 0;
    }
    if (this.#bytes + bytes > bytesPerMinute) return false;
    this.#bytes += bytes;
    return true;
  }
}
