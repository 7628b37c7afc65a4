/** Clocks by name: what is due is started, at most one of a name at a time. */
import type { Clock, Log, Random } from '../../domain/ports.ts';

export interface Round {
  readonly name: string;
  /** From one start to the next, as things stand now. `draw`: uniform in [0, 1), drawn once for each time. */
  readonly everyMs: (draw: number) => number;
  readonly act: () => Promise<void>;
}

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

interface Done {
  readonly startedAt: number;
  readonly draw: number;
}

export class Due {
  readonly #parts: Parts;
  readonly #done = new Map<string, Done>();
  readonly #out = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start({ name, everyMs, act }: Round): void {
    const { clock, random, log } = this.#parts;
    const startedAt = clock.now();
    const last = this.#done.get(name);
    if (this.#out.has(name) || (last !== undefined && startedAt < last.startedAt + everyMs(last.draw))) return;
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
        this.#done.set(name, { startedAt, draw: random.draw() });
      });
  }
}
