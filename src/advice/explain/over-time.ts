/** Counts over an unknown stretch of time in bounded memory: the buckets double their width when they run out. */

const bucketsKept = 256;
const firstWidthMs = 1000;

export class OverTime {
  #widthMs = firstWidthMs;
  #counts = new Map<number, number>();
  #firstMs: number | null = null;
  #lastMs: number | null = null;

  get firstMs(): number | null {
    return this.#firstMs;
  }

  get lastMs(): number | null {
    return this.#lastMs;
  }

  add(ms: number): void {
    this.#firstMs = this.#firstMs === null ? ms : Math.min(this.#firstMs, ms);
    this.#lastMs = this.#lastMs === null ? ms : Math.max(this.#lastMs, ms);
    const bucket = Math.floor(ms / this.#widthMs);
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    while (this.#counts.size > bucketsKept) this.#widen();
  }

  #widen(): void {
    this.#widthMs *= 2;
    const wider = new Map<number, number>();
    for (const [bucket, count] of this.#counts) {
      const half = Math.floor(bucket / 2);
      wider.set(half, (wider.get(half) ?? 0) + count);
    }
    this.#counts = wider;
  }

  /** Counts in so many equal parts of the stretch; empty when no line carried a time. */
  parts(count: number): readonly number[] {
    const [first, last] = [this.#firstMs, this.#lastMs];
    if (first === null || last === null) return [];
    const parts = Array.from({ length: count }, () => 0);
    const lengthMs = Math.max(1, last - first);
    for (const [bucket, seen] of this.#counts) {
      const middleMs = Math.min(last, Math.max(first, (bucket + 0.5) * this.#widthMs));
      const at = Math.min(count - 1, Math.floor(((middleMs - first) / lengthMs) * count));
      parts[at] = (parts[at] ?? 0) + seen;
    }
    return parts;
  }
}
