/** The calls that are running and the last that ended, for `/why` and for whoever must end them. */
import type { Kept } from '../domain/answer.ts';
import type { Cause, Clue } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import type { Alarm } from '../domain/ports.ts';
import { Register } from './register.ts';

/** A call on its way. */
export interface Running {
  readonly id: string;
  readonly streamId: string | null;
  readonly at: number;
  readonly model: string;
  readonly attempts: () => readonly AttemptRecord[];
  /** Where its prompt is, should it have to be made again. */
  readonly kept: () => Kept;
  readonly restarts?: readonly Clue[];
  /** How long it goes on when nobody reads its answer. */
  readonly patienceMs: number;
  readonly abort: (cause: Cause) => void;
}

const keepEnded = 5_000;

/** Where the event of an ended call goes, with its JSON. */
export type Tell = (event: CallEnded, text: string) => void;

/** An ended call that is not packed yet. `tell`: `null` for what only `/why` may know. */
interface Fresh {
  readonly event: CallEnded;
  readonly tell: Tell | null;
}

/** An ended call, kept as its JSON: one flat string costs the garbage collector next to nothing. */
interface Ended {
  readonly id: string;
  readonly text: string;
}

// Safe: only `ended` writes it, and a CallEnded is plain data.
const eventOf = ({ text }: Ended): CallEnded => JSON.parse(text) as CallEnded;

export class Calls {
  readonly #running = new Register<Running>();
  /** Clocks of those that go on without a reader. */
  #alone = new Map<string, Alarm>();
  /** A ring: the newest stands before `#next`. */
  readonly #ended: Ended[] = [];
  #next = 0;
  #fresh: Fresh[] = [];
  readonly #soon: (act: () => void) => void;
  #idle: PromiseWithResolvers<void> | null = null;

  /** `soon`: does something once what is under way is done, before anything more is heard from outside. */
  constructor(soon: (act: () => void) => void) {
    this.#soon = soon;
  }

  get running(): number {
    return this.#running.size;
  }

  started(call: Running): void {
    this.#running.set(call);
  }

  /** It is told soon, with those that end at the same moment: one after the other they cost half. */
  ended(event: CallEnded, tell: Tell | null): void {
    this.#running.delete(event.id);
    if (this.#alone.size > 0) this.#together(event.id);
    if (this.#fresh.push({ event, tell }) === 1) this.#soon(this.#tellAll);
  }

  readonly #tellAll = (): void => {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { event, tell } of fresh) {
      const text = JSON.stringify(event);
      this.#ended[this.#next] = { id: event.id, text };
      this.#next = (this.#next + 1) % keepEnded;
      tell?.(event, text);
    }
    if (this.#running.size === 0) this.#idle?.resolve();
  };

  find(id: string): { readonly running: Running } | { readonly ended: CallEnded } | null {
    const running = this.#running.get(id);
    if (running !== null) return { running };
    const fresh = this.#fresh.find(({ event }) => event.id === id);
    if (fresh !== undefined) return { ended: fresh.event };
    const ended = this.#newestFirst().find((one) => one.id === id);
    return ended === undefined ? null : { ended: eventOf(ended) };
  }

  /** The newest first. */
  recent(limit: number): readonly CallEnded[] {
    const fresh = this.#fresh.map(({ event }) => event).toReversed();
    return [...fresh, ...this.#newestFirst().slice(0, limit).map(eventOf)].slice(0, limit);
  }

  #newestFirst(): readonly Ended[] {
    return [...this.#ended.slice(this.#next), ...this.#ended.slice(0, this.#next)].toReversed();
  }

  /** Resolves once nothing runs, and all that ended is told. */
  idle(): Promise<void> {
    if (this.#running.size === 0 && this.#fresh.length === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  abort(id: string, cause: Cause): void {
    this.#running.get(id)?.abort(cause);
  }

  patienceOf(id: string): number {
    return this.#running.get(id)?.patienceMs ?? 0;
  }

  /** Nobody reads it any longer: `alarm` runs until it ends, or until it is left alone anew. */
  leftAlone(id: string, alarm: Alarm): void {
    this.#together(id);
    if (this.#running.get(id) !== null) this.#alone.set(id, alarm);
    else alarm.cancel();
  }

  #together(id: string): void {
    this.#alone.get(id)?.cancel();
    this.#alone.delete(id);
  }

  /** The running call that makes a stream. */
  makerOf(streamId: string): string | null {
    for (const call of this.#running.values()) if (call.streamId === streamId) return call.id;
    return null;
  }

  abortAll(cause: Cause): void {
    for (const call of this.#running.values()) call.abort(cause);
  }
}
