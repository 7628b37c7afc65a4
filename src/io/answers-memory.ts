/** Answers in memory. */
import type { Answers, Left, Opening } from '../domain/answer.ts';
import type { Clock } from '../domain/ports.ts';
import { MemoryAnswer } from './memory-answer.ts';

const keepAllBytes = 256 * 1024 * 1024;
/** How long an answer that has ended can be come back to. */
export const keepMs = 10 * 60 * 1000;
const expiredNames = 10_000;

export class AnswersInMemory implements Answers {
  readonly notKept = 0;
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #kept = new Map<string, MemoryAnswer>();
  /** Ended answers, oldest first. */
  readonly #ended = new Set<MemoryAnswer>();
  /** Names of those that were let go, so that `gone` can be told from `never`. */
  readonly #expired = new Set<string>();
  #bytes = 0;

  /** `keepMs` 0: what has ended is let go of at once. */
  constructor(clock: Clock, keepForMs: number) {
    this.#clock = clock;
    this.#keepMs = keepForMs;
  }

  open(opening: Opening): MemoryAnswer {
    const kept = this.#keepMs === 0 ? 'nowhere' : 'in memory';
    if (!opening.isNamed) return new MemoryAnswer({ ...opening, kept, grew: () => {}, ended: () => {} });
    this.#sweep();
    const grew = (more: number): void => void (this.#bytes += more);
    const ended = (answer: MemoryAnswer): void => {
      answer.endedAt = this.#clock.now();
      this.#ended.add(answer);
      if (this.#keepMs === 0) this.#forget(answer);
    };
    const answer = new MemoryAnswer({ ...opening, kept, grew, ended });
    this.#kept.set(opening.id, answer);
    return answer;
  }

  find(id: string): MemoryAnswer | 'gone' | null {
    this.#sweep();
    return this.#kept.get(id) ?? (this.#expired.has(id) ? 'gone' : null);
  }

  async claim(): Promise<readonly Left[]> {
    return [];
  }

  mayBeBeside(): boolean {
    return false;
  }

  async close(): Promise<void> {}

  #sweep(): void {
    for (const answer of this.#ended) {
      if (this.#bytes <= keepAllBytes && this.#clock.now() - answer.endedAt < this.#keepMs) return;
      this.#forget(answer);
    }
  }

  #forget(answer: MemoryAnswer): void {
    this.#ended.delete(answer);
    this.#kept.delete(answer.id);
    this.#bytes -= answer.bytes;
    this.#expired.add(answer.id);
    for (const id of this.#expired) {
      if (this.#expired.size <= expiredNames) return;
      this.#expired.delete(id);
    }
  }
}

/** `keep`: whether an answer that has ended can be come back to. */
export const openAnswers = (clock: Clock, keep: 'for a while' | 'not at all'): Answers =>
  new AnswersInMemory(clock, keep === 'not at all' ? 0 : keepMs);
