/**
 * Things by an id of random digits that come and go by the thousand. A `Map` will not do: each time its table is made anew the
 * old one points to the new, and one that grew old keeps all that came after it alive until the next full collection (V8).
 */
const firstCells = 64;
const hashedDigits = 8;

const hashOf = (id: string): number => {
  let hash = 0;
  for (let at = Math.max(0, id.length - hashedDigits); at < id.length; at++)
    hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0;
  return hash ^ (hash >>> 15);
};

/** Open addressing with linear probing; what is taken out is closed up (Knuth, TAOCP 3, 6.4, algorithm R). */
export class Register<T extends { readonly id: string }> {
  #cells: (T | null)[] = emptyCells(firstCells);
  size = 0;

  get(id: string): T | null {
    return this.#cells[this.#cellOf(id)] ?? null;
  }

  set(one: T): void {
    if (this.size * 2 >= this.#cells.length) this.#grow();
    const cell = this.#cellOf(one.id);
    if (this.#cells[cell] === null) this.size++;
    this.#cells[cell] = one;
  }

  delete(id: string): void {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let hole = this.#cellOf(id);
    if (cells[hole] === null) return;
    this.size--;
    for (let at = (hole + 1) & mask; ; at = (at + 1) & mask) {
      const one = cells[at] ?? null;
      if (one === null) break;
      // It may move back only as far as the cell its id leads to.
      if (((at - hashOf(one.id)) & mask) < ((at - hole) & mask)) continue;
      cells[hole] = one;
      hole = at;
    }
    cells[hole] = null;
  }

  /** Those that are there now, in no order. */
  values(): readonly T[] {
    return this.#cells.filter((one) => one !== null);
  }

  /** Where it stands, or would. */
  #cellOf(id: string): number {
    const cells = this.#cells;
    const mask = cells.length - 1;
    let cell = hashOf(id) & mask;
    for (let one = cells[cell] ?? null; one !== null && one.id !== id; one = cells[cell] ?? null)
      cell = (cell + 1) & mask;
    return cell;
  }

  #grow(): void {
    const all = this.#cells;
    this.#cells = emptyCells(all.length * 2);
    for (const one of all) if (one !== null) this.#cells[this.#cellOf(one.id)] = one;
  }
}

const emptyCells = <T>(count: number): (T | null)[] => Array.from<T | null>({ length: count }).fill(null);
