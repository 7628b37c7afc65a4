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

const digestOf = (call: Call): string => hash('sha256', Buffer.concat([Buffer.from(`${call.operation}\n`), call.body]));

/** An answer that failed is no answer to give again: the next try is a new one. */
const isWorthJoining = (answer: Answer): boolean => answer.ending === null || answer.ending.kind === 'whole';

export class Joins {
  /** Oldest first. */
  readonly #made = new Map<string, Made>();
  readonly #running = new Map<string, Made>();

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

  /** Remembers a new call. `isLasting`: its answer goes on without a reader, so that a retry may join it. */
  add(call: Call, answer: Answer, more: { readonly now: number; readonly isLasting: boolean }): void {
    const { key } = call.repeat;
    if (key === null && !more.isLasting) return;
    const made = { digest: digestOf(call), answer, callId: call.id, at: more.now };
    this.#running.set(`${call.caller}\n${made.digest}`, made);
    if (key !== null) this.#made.set(`${call.caller}\n${key}`, made);
    this.#forget(more.now);
  }

  /** It runs no longer; under a key it is still remembered. */
  ended(call: Call): void {
    if (this.#running.size === 0) return;
    for (const [name, made] of this.#running) {
      if (made.callId !== call.id) continue;
      this.#running.delete(name);
      return;
    }
  }

  #forget(now: number): void {
    let bytes = 0;
    for (const made of this.#made.values()) bytes += made.answer.bytes;
    for (const [name, made] of this.#made) {
      if (this.#made.size <= keepKeys && bytes <= keepBytes && now - made.at < keepMs) return;
      bytes -= made.answer.bytes;
      this.#made.delete(name);
    }
  }
}
