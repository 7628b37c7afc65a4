/** The last times to first token of one model at one upstream: bounded, for its own p95 and the medians of its windows. */
import type { WindowMedian } from '../policy/health/slowness.ts';

const kept = 64;
/** The p95 is worked out anew after so many. */
const everySamples = 8;
const windowMs = 5_000;
const leastInWindow = 3;
const windows = 2;

export class FirstTokens {
  readonly #ms = new Float64Array(kept);
  #count = 0;
  #p95: number | null = null;
  #windowAt: number | null = null;
  #inWindow = 0;
  #medians: readonly WindowMedian[] = [];

  add(ms: number, now: number): void {
    this.#ms[this.#count % kept] = ms;
    this.#count++;
    if (this.#count % everySamples === 0) this.#p95 = this.#quantile(Math.min(this.#count, kept), 0.95);
    this.#windowAt ??= now;
    this.#inWindow = Math.min(this.#inWindow + 1, kept);
    if (now - this.#windowAt < windowMs || this.#inWindow < leastInWindow) return;
    this.#medians = [...this.#medians.slice(1 - windows), { at: now, ms: this.#quantile(this.#inWindow, 0.5) }];
    this.#windowAt = now;
    this.#inWindow = 0;
  }

  /** How many there ever were. */
  get count(): number {
    return this.#count;
  }

  /** `null` until enough are there to work it out. */
  get p95(): number | null {
    return this.#p95;
  }

  /** Of the last two windows, the older first. */
  get medians(): readonly WindowMedian[] {
    return this.#medians;
  }

  /** Of the last `size` of them. */
  #quantile(size: number, share: number): number {
    const start = this.#count - size;
    const last = new Float64Array(size);
    for (let index = 0; index < size; index++) last[index] = this.#ms[(start + index) % kept] ?? 0;
    return last.toSorted()[Math.min(size - 1, Math.floor(size * share))] ?? 0;
  }
}
