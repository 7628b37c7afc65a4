/** Wrong keys at the sign-in: how many an address may try, and all addresses together. */
import type { Clock } from '../domain/ports.ts';
import { taken, waitMs } from '../policy/rate.ts';

/** Far below the 100 wrong tries in all that NIST SP 800-63B-4, section 3.2.2, allows before a lock, and no trouble to a person. */
const perAddress = 10;
const ofAll = 100;
const mostAddresses = 1_000;

export class Guesses {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When each has its whole quota again; whoever guessed last is last. */
  readonly #fullAt = new Map<string, number>();
  #allFullAt = -Infinity;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Milliseconds until the next try is looked at; 0: now. */
  waitMs(address: string): number {
    const now = this.#clock.monotonic();
    const own = waitMs(this.#fullAt.get(address) ?? -Infinity, { perMinute: perAddress, amount: 1 }, now);
    return Math.max(own, waitMs(this.#allFullAt, { perMinute: ofAll, amount: 1 }, now));
  }

  wrong(address: string): void {
    const now = this.#clock.monotonic();
    const fullAt = taken(this.#fullAt.get(address) ?? -Infinity, { perMinute: perAddress, amount: 1 }, now);
    this.#fullAt.delete(address);
    this.#fullAt.set(address, fullAt);
    this.#allFullAt = taken(this.#allFullAt, { perMinute: ofAll, amount: 1 }, now);
    const [oldest] = this.#fullAt.size > mostAddresses ? this.#fullAt.keys() : [];
    if (oldest !== undefined) this.#fullAt.delete(oldest);
  }
}
