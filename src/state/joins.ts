/** Calls that are the same call: by `Idempotency-Key`, or an SDK's retry of a body that is still being answered. */
import { hash } from 'node:crypto';
import type { Answer } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';

export type Joining =
  /** Nobody made this call before. */
  | { readonly kind: 'new' }
  | { readonly kind: 'same'; readonly answer: Answer; readonly callId: string }
  /** The key was used for another body. */
  | { readonly kind: 'conflict' };

interface Made {
  readonly digest: string;
  readonly answer: Answer;
  readonly callId: string;
  readonly at: number;
}

/** How long a key is remembered (the contract's 24 h), and how much may be kept for all of them. */
const keepMs = 24 * 3600 * 1000;
const keepKeys = 10_000;
const keepBytes = 128 * 1024 * 1024;
/** Adding up what is kept is not done for every call. */
const lookEvery = 16;

/** What tells one body from another. */
export const digestOf = (call: Call): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${call.operation}\n`), call.body]));

/** An answer that failed is no answer to give again: the next try is a new one. */
const isWorthJoining = (answer: Answer): boolean => answer.ending === null || answer.ending.kind === 'whole';

export class Joins {
  /** Oldest first. */
  readonly #made = new Map<string, Made>();
  readonly #running = new Map<string, Made>();
  /** Where a running call stands in `#running`, by its id. */
  readonly #names = new Map<string, string>();
  #adds = 0;

  find(call: Call, now: number): Joining {
    const { key, isRetry } = call.repeat;
    if (key === null && !isRetry) return { kind: 'new' };
    const digest = digestOf(call);
    const made =
      key === null ? this.#running.get(`${call.caller}\n${digest}`) : this.#made.get(`${call.caller}\n${key}`);
    if (made === undefined || now - made.at >= keepMs || !isWorthJoining(made.answer)) return { kind: 'new' };
    if (made.digest !== digest) return { kind: 'conflict' };
    return { kind: 'same', answer: made.answer, callId: made.callId };
  }

  /** The call that was made under a caller's key. */
  callOf(caller: string, key: string): string | null {
    return this.#made.get(`${caller}\n${key}`)?.callId ?? null;
  }

  /** Remembers a new call. `isLasting`: its answer goes on without a reader, so that a retry may join it. */
  add(call: Call, answer: Answer, more: { readonly now: number; readonly isLasting: boolean }): void {
    const { key } = call.repeat;
    if (key === null && !more.isLasting) return;
    const made = { digest: digestOf(call), answer, callId: call.id, at: more.now };
    const name = `${call.caller}\n${made.digest}`;
    this.#running.set(name, made);
    this.#names.set(call.id, name);
    if (key !== null) this.#made.set(`${call.caller}\n${key}`, made);
    this.#forget(more.now);
  }

  /** What an earlier process knew of a call under a key. */
  restore(call: Call, answer: Answer, digest: string): void {
    const made = { digest, answer, callId: call.id, at: call.acceptedAt };
    const name = `${call.caller}\n${digest}`;
    if (answer.ending === null) {
      this.#running.set(name, made);
      this.#names.set(call.id, name);
    }
    this.#made.set(`${call.caller}\n${call.repeat.key}`, made);
  }

  /** It runs no longer; under a key it is still remembered, as far as anything may be. */
  ended(call: Call, isKept: boolean): void {
    const { key } = call.repeat;
    if (key === null && this.#names.size === 0) return;
    const keyed = key === null ? null : `${call.caller}\n${key}`;
    if (keyed !== null && !isKept && this.#made.get(keyed)?.callId === call.id) this.#made.delete(keyed);
    const name = this.#names.get(call.id);
    if (name === undefined) return;
    this.#names.delete(call.id);
    if (this.#running.get(name)?.callId === call.id) this.#running.delete(name);
  }

  #forget(now: number): void {
    if (++this.#adds % lookEvery !== 0 && this.#made.size <= keepKeys) return;
    let bytes = 0;
    for (const made of this.#made.values()) bytes += made.answer.bytes;
    for (const [name, made] of this.#made) {
      if (this.#made.size <= keepKeys && bytes <= keepBytes && now - made.at < keepMs) return;
      bytes -= made.answer.bytes;
      this.#made.delete(name);
    }
  }
}
