/** Keys of calls that broke off: an SDK that tries such a call again gets its first try's key, so that nothing runs twice. */

const most = 20;

export class Leftovers {
  /** Oldest first. */
  readonly #keys = new Map<string, string>();

  keep(url: string, body: string, key: string): void {
    this.#keys.set(`${url}\n${body}`, key);
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= most) return;
      this.#keys.delete(oldest);
    }
  }

  /** Each is given out once. */
  take(url: string, body: string): string | null {
    const name = `${url}\n${body}`;
    const key = this.#keys.get(name) ?? null;
    this.#keys.delete(name);
    return key;
  }
}
