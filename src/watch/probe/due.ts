/** Clocks by name: what is due is started, at most one of a name at a time. */
import type { Clock, Log } from '../../domain/ports.ts';

export interface Round {
  readonly name: string;
  /** From one start to the next; asked once it is done. */
  readonly everyMs: () => number;
  readonly act: () => Promise<void>;
}

export class Due {
  readonly #parts: { readonly clock: Clock; readonly log: Log };
  readonly #dueAt = new Map<string, number>();
  readonly #out = new Set<string>();

  constructor(parts: { readonly clock: Clock; readonly log: Log }) {
    this.#parts = parts;
  }

  start({ name, everyMs, act }: Round): void {
    const { clock, log } = this.#parts;
    const startedAt = clock.now();
    if (this.#out.has(name) || startedAt < (this.#dueAt.get(name) ?? 0)) return;
    this.#out.add(name);
    act()
      .catch((error: unknown) => {
        log.error(
          { bug: error instanceof Error ? error.stack : 'not an error' },
          'a fault in the gateway broke a check',
        );
      })
      .finally(() => {
        this.#out.delete(name);
        this.#dueAt.set(name, startedAt + everyMs());
      });
  }
}
