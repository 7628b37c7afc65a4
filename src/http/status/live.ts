/** `GET /status/events`: every five seconds a word to who looks at the page: the tag of what is so, which changes when there is news. */
import type { Clock } from '../../domain/ports.ts';
import type { Visitor } from '../visitor.ts';
import { beginEvents, refuse } from '../visitor.ts';

/** Also the heartbeat that keeps the line warm. */
const everyMs = 5_000;
/** All further ones read the page once a minute instead. */
const readersAtOnce = 500;

export interface LiveParts {
  readonly clock: Clock;
  /** A mark of what the page shows; the same as long as nothing changes. */
  readonly tag: () => string;
  /** Whether the gateway is about to stop. */
  readonly isEnding: () => boolean;
}

export class LiveStatus {
  readonly #parts: LiveParts;
  #readers = 0;
  #news = new AbortController();
  #known: { readonly at: number; readonly tag: string } | null = null;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Something changed: nobody waits for the next word. */
  wake(): void {
    this.#known = null;
    this.#news.abort();
    this.#news = new AbortController();
  }

  async answer(visitor: Visitor): Promise<void> {
    if (this.#readers >= readersAtOnce)
      return refuse(visitor, 'too_busy', {
        says: 'Many look at this page at this moment. It is read again in a minute.',
        headers: ['retry-after', '60'],
      });
    this.#readers++;
    try {
      await this.#follow(visitor);
    } finally {
      this.#readers--;
    }
  }

  async #follow({ downstream, headers }: Visitor): Promise<void> {
    const { clock, isEnding } = this.#parts;
    const gone = beginEvents({ downstream, headers });
    while (!downstream.isGone && !isEnding()) {
      if (!downstream.write(`data: ${this.#tag()}\n\n`)) await downstream.drained();
      await clock.sleep(everyMs, AbortSignal.any([gone, this.#news.signal]));
    }
    downstream.end();
  }

  /** Worked out once for all who look at the same time. */
  #tag(): string {
    const { clock, tag } = this.#parts;
    const now = clock.monotonic();
    if (this.#known === null || now - this.#known.at >= everyMs / 2) this.#known = { at: now, tag: tag() };
    return this.#known.tag;
  }
}
