/** Answers that are kept to be given again, and the calls that are making one now. Bounded in number and bytes. */
import { hash } from 'node:crypto';
import type { Answer } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { CacheMark } from '../domain/event.ts';
import type { Settings } from '../domain/settings.ts';
import type { CacheRule, Route } from '../domain/upstream.ts';

export interface Kept {
  readonly at: number;
  /** Nobody may have it from then on. */
  readonly until: number;
  readonly contentType: string;
  readonly upstream: string;
  /** The body, or a stream's events without ids. */
  readonly bytes: Uint8Array;
}

/** An identical call that is being answered. */
export interface Flight {
  readonly answer: Answer;
  readonly call: Call;
  /** Where its answer comes from, as far as that is known. */
  readonly trace: { readonly cache: CacheMark | null; readonly instead: Cause | null };
}

/** Most answers that are kept, and the most bytes of one: longer ones are seldom asked for twice. */
const keepAnswers = 10_000;
const keepAnswerBytes = 1024 * 1024;
/** About what an entry costs beside its bytes. */
const entryBytes = 512;
/** How often what nobody may have any longer is let go of. */
const sweepEveryMs = 60_000;

/** Headers that change what the upstream answers. */
const telling = ['anthropic-version', 'anthropic-beta', 'openai-beta'] as const;

/**
 * Names the request: the bytes as sent, since the order of members (of a tool's parameters, say) is part of what a model reads. Never the
 * caller's credentials, but the name of their key; and where the model is served, so that a changed route asks anew.
 */
export const keyOf = (call: Call, route: Route, rule: CacheRule): string => {
  const targets = route.targets.map(({ upstream, model }) => `${upstream.name}=${model ?? ''}`);
  const headers = telling.map((name) => call.headers[name] ?? '');
  const owner = rule.isShared ? '' : call.caller;
  const about = [call.operation, call.stream, owner, call.query, ...headers, ...targets].join('\n');
  return hash('sha256', Buffer.concat([Buffer.from(`${about}\n\n`), call.body]), 'base64url');
};

const hasFailed = ({ ending }: Answer): boolean => ending !== null && ending.kind !== 'whole';

const costOf = (kept: Kept): number => kept.bytes.length + entryBytes;

export class Cache {
  /** The one used longest ago first. */
  readonly #kept = new Map<string, Kept>();
  readonly #flights = new Map<string, Flight>();
  #limitBytes = 0;
  #bytes = 0;
  #sweptAt = 0;

  constructor(settings: Settings) {
    this.configure(settings);
  }

  configure({ limits }: Settings): void {
    this.#limitBytes = limits.cacheBytes;
    this.#shrink();
  }

  get bytes(): number {
    return this.#bytes;
  }

  get answers(): number {
    return this.#kept.size;
  }

  find(key: string): Kept | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  keep(key: string, kept: Kept): void {
    this.#drop(key);
    if (kept.bytes.length > keepAnswerBytes || kept.until <= kept.at) return;
    this.#kept.set(key, kept);
    this.#bytes += costOf(kept);
    this.#shrink();
    this.#sweep(kept.at);
  }

  flight(key: string): Flight | null {
    const flight = this.#flights.get(key);
    return flight === undefined || hasFailed(flight.answer) ? null : flight;
  }

  /** From now on the same call waits for this one; the first of them stays. */
  begin(key: string, flight: Flight): void {
    if (this.flight(key) === null) this.#flights.set(key, flight);
  }

  ended(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= costOf(kept);
  }

  #shrink(): void {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= keepAnswers && this.#bytes <= this.#limitBytes) return;
      this.#drop(key);
    }
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < sweepEveryMs && now >= this.#sweptAt) return;
    this.#sweptAt = now;
    for (const [key, kept] of this.#kept) if (kept.until <= now) this.#drop(key);
  }
}
