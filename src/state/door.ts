/** Who may come in: keys, their concurrency, and a plain bound on calls in flight. */
import { hash } from 'node:crypto';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { HeaderBag } from '../domain/ports.ts';
import type { CallerKey, Settings } from '../domain/settings.ts';

export type Admission =
  | ({ readonly kind: 'admitted' } & Disposable)
  | ({ readonly kind: 'refused'; readonly cause: Cause } & Disposable);

/** Who calls: the name of their key, or `local` where none is asked for. */
export type Identity = { readonly kind: 'known'; readonly name: string } | { readonly kind: 'unknown' };

const one = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** The key a request shows, as OpenAI's or Anthropic's clients send it. */
const shownKey = (headers: HeaderBag): string | null => {
  const bearer = /^Bearer +(\S+) *$/i.exec(one(headers['authorization']) ?? '')?.[1];
  return bearer ?? one(headers['x-api-key']);
};

const refused = (cause: Cause): Admission => ({ kind: 'refused', cause, [Symbol.dispose]: () => {} });

/** Keys are looked up by their digest: how long that takes says nothing of how much of a key was right. */
const digest = (key: string): string => hash('sha256', key);

export class Door {
  #keys = new Map<string, CallerKey>();
  #limit = 0;
  #inFlight = 0;
  #byCaller = new Map<string, number>();
  #draining = false;

  constructor(settings: Settings) {
    this.configure(settings);
  }

  configure(settings: Settings): void {
    this.#keys = new Map(settings.keys.map((key) => [digest(key.key), key]));
    this.#limit = settings.limits.calls;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** From now on nobody new comes in. */
  shut(): void {
    this.#draining = true;
  }

  identify(headers: HeaderBag): Identity {
    if (this.#keys.size === 0) return { kind: 'known', name: 'local' };
    const shown = shownKey(headers);
    const key = shown === null ? undefined : this.#keys.get(digest(shown));
    return key === undefined ? { kind: 'unknown' } : { kind: 'known', name: key.name };
  }

  enter(caller: string): Admission {
    if (this.#draining) return refused(causeOf('draining', { retryAfterMs: 5_000 }));
    if (this.#inFlight >= this.#limit) return refused(causeOf('too_busy', { retryAfterMs: 1_000 }));
    const own = this.#byCaller.get(caller) ?? 0;
    if (own >= this.#concurrencyOf(caller)) {
      return refused(
        causeOf('throttled', {
          retryAfterMs: 1_000,
          clues: [{ says: 'calls of this key in flight', value: String(own) }],
        }),
      );
    }
    this.#inFlight++;
    this.#byCaller.set(caller, own + 1);
    return { kind: 'admitted', [Symbol.dispose]: () => this.#leave(caller) };
  }

  #concurrencyOf(caller: string): number {
    for (const key of this.#keys.values()) if (key.name === caller) return key.concurrency ?? Infinity;
    return Infinity;
  }

  #leave(caller: string): void {
    this.#inFlight--;
    const left = (this.#byCaller.get(caller) ?? 1) - 1;
    if (left > 0) this.#byCaller.set(caller, left);
    else this.#byCaller.delete(caller);
  }
}
