/** Ways to go on with an answer that an upstream has turned down: not tried again for a while, and never more than a bound of them. */

/** Servers are upgraded, and one refusal may have been about one request: then it is asked again. */
const forgetMs = 60 * 60_000;
/** Callers choose the names under `*`. */
const keepMost = 500;

export class RefusedWays {
  /** When each was turned down last, the oldest first. */
  readonly #at = new Map<string, number>();

  add(model: string, way: string, now: number): void {
    const name = `${model}|${way}`;
    this.#at.delete(name);
    this.#at.set(name, now);
    for (const oldest of this.#at.keys()) {
      if (this.#at.size <= keepMost) return;
      this.#at.delete(oldest);
    }
  }

  has(model: string, way: string, now: number): boolean {
    const at = this.#at.get(`${model}|${way}`);
    return at !== undefined && now - at < forgetMs;
  }
}
