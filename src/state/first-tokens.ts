/** The last times to first token of one model at one upstream: bounded, for its own p95 and the medians of its windows. */
import type { Spread } from '../policy/line/promise.ts';
import type { WindowMedian } from '../policy/health/slowness.ts';

const kept = 64;
/** The p95 is worked out anew after so many. */
const everySamples = 8;
const windowMs = 5_000;
const leastInWindow = 3;
const windows = 2;
/** Nine in ten is a word of ten. */
const leastToPromise = 10;

/** The last of some numbers. */
class Lately {
  readonly #values = new Float64Array(kept);
  #count = 0;

  add(value: number): void {
    this.#values[this.#count % kept] = value;
    this.#count++;
  }

  /** How many there ever were. */
  get count(): number {
    return this.#count;
  }

  /** Of the last `size` of them. */
  quantile(size: number, share: number): number {
    const start = this.#count - size;
    const last = new Float64Array(size);
    for (let index = 0; index < size; index++) last[index] = this.#values[(start + index) % kept] ?? 0;
    return last.toSorted()[Math.min(size - 1, Math.floor(size * share))] ?? 0;
  }
}

export class FirstTokens {
  readonly #came = new Lately();
  /** With those that were not waited for. */
  readonly #all = new Lately();
  #p95: number | null = null;
  #windowAt: number | null = null;
  #inWindow = 0;
  #medians: readonly WindowMedian[] = [];

  add(ms: number, now: number): void {
    this.#came.add(ms);
    const { count } = this.#came;
    if (count % everySamples === 0) this.#p95 = this.#came.quantile(Math.min(count, kept), 0.95);
    this.#look(ms, now);
  }

  /** One that was called off, and what is guessed of it: it shows beside its peers, but is no measure for the next. */
  guess(ms: number, now: number): void {
    this.#look(ms, now);
  }

  #look(ms: number, now: number): void {
    this.#all.add(ms);
    this.#windowAt ??= now;
    this.#inWindow = Math.min(this.#inWindow + 1, kept);
    if (now - this.#windowAt < windowMs || this.#inWindow < leastInWindow) return;
    this.#medians = [...this.#medians.slice(1 - windows), { at: now, ms: this.#all.quantile(this.#inWindow, 0.5) }];
    this.#windowAt = now;
    this.#inWindow = 0;
  }

  /** How many there ever were. */
  get count(): number {
    return this.#came.count;
  }

  /** Of the last ones; `null` until there are enough to promise by. */
  get spread(): Spread | null {
    const size = Math.min(this.#came.count, kept);
    if (size < leastToPromise) return null;
    return { of: size, halfMs: this.#came.quantile(size, 0.5), mostMs: this.#came.quantile(size, 0.9) };
  }

  /** `null` until enough are there to work it out. */
  get p95(): number | null {
    return this.#p95;
  }

  /** Of the last two windows, the older first. */
  get medians(): readonly WindowMedian[] {
    return this.#medians;
  }
}
