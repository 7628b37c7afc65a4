/** A clock that stands still while there is work to do, then jumps to the next alarm. */
import type { Alarm, Clock } from '../../src/domain/ports.ts';

interface Entry {
  readonly at: number;
  /** Alarms of one moment ring in the order they were set. */
  readonly order: number;
  act: (() => void) | null;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A binary heap; what was cancelled stays in it until its time. */
class Heap {
  readonly #entries: Entry[] = [];

  push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = entries[(at - 1) >> 1] as Entry;
      if (!isBefore(entry, parent)) break;
      entries[at] = parent;
      at = (at - 1) >> 1;
    }
    entries[at] = entry;
  }

  get first(): Entry | null {
    return this.#entries[0] ?? null;
  }

  pop(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = entries[left + 1];
      const child = right !== undefined && isBefore(right, entries[left] as Entry) ? left + 1 : left;
      const smaller = entries[child];
      if (smaller === undefined || !isBefore(smaller, last)) break;
      entries[at] = smaller;
      at = child;
    }
    entries[at] = last;
  }
}

/** Where simulated time begins, in ms since 1970. */
export const epoch = Date.UTC(2026, 0, 1);

export class VirtualClock implements Clock {
  #now = epoch;
  #order = 0;
  readonly #heap = new Heap();

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - epoch;
  }

  after(ms: number, act: () => void): Alarm {
    let entry = this.#set(ms, act);
    return {
      refresh: () => {
        entry.act = null;
        entry = this.#set(ms, act);
      },
      cancel: () => void (entry.act = null),
    };
  }

  patience(ms: number, act: () => void): Alarm {
    return this.after(ms, act);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        alarm.cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const alarm = this.after(ms, done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  async *every(ms: number, signal: AbortSignal): AsyncGenerator<void> {
    for (;;) {
      await this.sleep(ms, signal);
      if (signal.aborted) return;
      yield;
    }
  }

  /** Lets all happen until that time, or until it is over. Each alarm has a turn of the loop of its own, so that every promise behind it settles first. */
  run(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        while (this.#heap.first?.act === null) this.#heap.pop();
        const next = this.#heap.first;
        if (next === null || next.at > epoch + untilMs || isOver()) return resolve();
        this.#heap.pop();
        this.#now = next.at;
        try {
          next.act?.();
        } catch (error) {
          return reject(error instanceof Error ? error : new Error('an alarm broke'));
        }
        setImmediate(step);
      };
      setImmediate(step);
    });
  }

  #set(ms: number, act: () => void): Entry {
    const entry: Entry = { at: this.#now + Math.max(0, ms), order: this.#order++, act };
    this.#heap.push(entry);
    return entry;
  }
}
