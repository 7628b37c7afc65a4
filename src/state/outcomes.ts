/** Good and bad calls of the last half minute, in a ring of buckets that empties itself. */
import type { Counts } from '../policy/health/ejection.ts';

const buckets = 10;
const bucketMs = 3_000;

export class Outcomes {
  readonly #good = new Float64Array(buckets);
  readonly #bad = new Float64Array(buckets);
  /** Number of the newest bucket since the epoch. */
  #newest = 0;
  #badInARow = 0;

  /** Since anything was good; first content is. */
  get badInARow(): number {
    return this.#badInARow;
  }

  opened(): void {
    this.#badInARow = 0;
  }

  good(now: number): void {
    const index = this.#turn(now);
    this.#badInARow = 0;
    this.#good[index] = (this.#good[index] ?? 0) + 1;
  }

  bad(now: number): void {
    const index = this.#turn(now);
    this.#badInARow++;
    this.#bad[index] = (this.#bad[index] ?? 0) + 1;
  }

  counts(now: number): Counts {
    this.#turn(now);
    return { good: sum(this.#good), bad: sum(this.#bad) };
  }

  clear(): void {
    this.#good.fill(0);
    this.#bad.fill(0);
  }

  /** Empties what is too old; a clock that went back changes nothing. */
  #turn(now: number): number {
    const bucket = Math.floor(now / bucketMs);
    for (let steps = Math.min(bucket - this.#newest, buckets); steps > 0; steps--) {
      const index = (bucket - steps + 1) % buckets;
      this.#good[index] = 0;
      this.#bad[index] = 0;
    }
    this.#newest = Math.max(this.#newest, bucket);
    return this.#newest % buckets;
  }
}

const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0);
