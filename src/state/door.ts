/** Who may come in: keys with their limits, and a plain bound on calls in flight. */
import { hash } from 'node:crypto';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Clock, HeaderBag } from '../domain/ports.ts';
import type { Priority, Settings } from '../domain/settings.ts';
import { durationText } from '../domain/words/index.ts';
import type { Strain } from '../policy/guard.ts';
import type { Asked, Short, Standing } from './allowance.ts';
import { Allowance, noQuotas } from './allowance.ts';

export interface Admitted extends Disposable {
  readonly kind: 'admitted';
  /** The call has ended and took so many tokens: what the estimate was off by is charged or given back. */
  settle(tokens: number): void;
}

export type Admission =
  | Admitted
  | ({
      readonly kind: 'refused';
      /** With words of ours where a limit is the caller's own: which, how much it is, when it is free. */
      readonly failure: Failure;
    } & Disposable);

/** Who calls: the name of their key, or `local` where none is asked for. */
export type Identity = { readonly kind: 'known'; readonly name: string } | { readonly kind: 'unknown' };

const one = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null;

/** The key a request shows, as OpenAI's or Anthropic's clients send it. */
const shownKey = (headers: HeaderBag): string | null => {
  const bearer = /^Bearer +(\S+) *$/i.exec(one(headers['authorization']) ?? '')?.[1];
  return bearer ?? one(headers['x-api-key']);
};

const refused = (cause: Cause, message: string | null = null): Admission => ({
  kind: 'refused',
  failure: { cause, error: message === null ? null : { message, type: null, code: null, param: null } },
  [Symbol.dispose]: () => {},
});

/** Keys are looked up by their digest: how long that takes says nothing of how much of a key was right. */
const digest = (key: string): string => hash('sha256', key);

/** Nobody knows when one of the key's running calls ends. */
const concurrencyWaitMs = 1_000;

const limitNames = {
  requests: 'requests a minute',
  tokens: 'tokens a minute',
  concurrency: 'calls at the same time',
} as const satisfies Record<Short['limit'], string>;

const throttled = (caller: string, { limit, quota, waitMs }: Short): Admission => {
  const free = waitMs === null ? 'as soon as one of them has ended' : `in ${durationText(waitMs)}`;
  const says = `The key "${caller}" has used up its own limit at this gateway: ${quota} ${limitNames[limit]}. It is free again ${free}. This is not a limit of the AI service.`;
  const clues = [{ says: `the limit of this key, in ${limitNames[limit]}`, value: String(quota) }];
  return refused(causeOf('throttled', { retryAfterMs: waitMs ?? concurrencyWaitMs, clues }), says);
};

const strainedMs = 2_000;

const shed = ({ sheds, says, value }: Strain): Admission => {
  const clues = [{ says, value }];
  const whom = sheds === 'all' ? 'new calls' : 'calls of low priority';
  return refused(
    causeOf('too_busy', { retryAfterMs: strainedMs, clues }),
    `The gateway itself is short of room (${says}: ${value}) and turns ${whom} away for a moment, so that those that are running get their answers.`,
  );
};

const none: readonly Standing[] = [];

interface VisitParts {
  readonly allowance: Allowance;
  readonly asked: Asked;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** One call inside. A class, because every call makes one. */
class Visit implements Admitted {
  readonly kind = 'admitted';
  readonly #door: Door;
  readonly #parts: VisitParts;

  constructor(door: Door, parts: VisitParts) {
    this.#door = door;
    this.#parts = parts;
  }

  settle(tokens: number): void {
    const { allowance, asked, clock } = this.#parts;
    allowance.spend(tokens - asked.tokens, clock.monotonic());
  }

  [Symbol.dispose](): void {
    this.#door.inFlight--;
    this.#parts.allowance.inFlight--;
  }
}

export class Door {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Callers without a key of their own. */
  readonly #others = new Allowance(noQuotas);
  /** Names of callers by the digest of their key. */
  #names = new Map<string, string>();
  #callers = new Map<string, Allowance>();
  #priorities = new Map<string, Priority>();
  #limit = 0;
  /** Calls inside. Only they count themselves out. */
  inFlight = 0;
  #draining = false;
  /** What the gateway itself is short of. */
  strain: Strain | null = null;

  constructor(settings: Settings, clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.configure(settings);
  }

  /** Takes new keys and limits; what a key that stays has used stays used. */
  configure(settings: Settings): void {
    const callers = new Map<string, Allowance>();
    for (const key of settings.keys) {
      const allowance = this.#callers.get(key.name) ?? new Allowance(key);
      allowance.quotas = key;
      callers.set(key.name, allowance);
    }
    this.#callers = callers;
    this.#names = new Map(settings.keys.map(({ key, name }) => [digest(key), name]));
    this.#priorities = new Map(settings.keys.map(({ name, priority }) => [name, priority]));
    this.#limit = settings.limits.calls;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  /** From now on nobody new comes in. */
  shut(): void {
    this.#draining = true;
  }

  /** Whether callers need a key. */
  get asksForKeys(): boolean {
    return this.#names.size > 0;
  }

  identify(headers: HeaderBag): Identity {
    if (!this.asksForKeys) return { kind: 'known', name: 'local' };
    const shown = shownKey(headers);
    const name = shown === null ? undefined : this.#names.get(digest(shown));
    return name === undefined ? { kind: 'unknown' } : { kind: 'known', name };
  }

  /** Digest of the key of that name; `null` when there is none. */
  digestOf(name: string): string | null {
    for (const [digested, known] of this.#names) if (known === name) return digested;
    return null;
  }

  enter(caller: string, asked: Asked, priority: Priority = 'interactive'): Admission {
    if (this.#draining) return refused(causeOf('draining', { retryAfterMs: 5_000 }));
    if (this.inFlight >= this.#limit) return refused(causeOf('too_busy', { retryAfterMs: 1_000 }));
    if (this.strain !== null && (this.strain.sheds === 'all' || priority === 'batch')) return shed(this.strain);
    const allowance = this.#callers.get(caller) ?? this.#others;
    const now = this.#clock.monotonic();
    const short = allowance.shortOf(asked, now);
    return short === null ? this.#admitted(allowance, asked, now) : throttled(caller, short);
  }

  /** Comes in again, whatever the limits: a call that another process had let in, and that counts here from now on. */
  reenter(caller: string, asked: Asked): Admitted {
    return this.#admitted(this.#callers.get(caller) ?? this.#others, asked, this.#clock.monotonic());
  }

  #admitted(allowance: Allowance, asked: Asked, now: number): Admitted {
    allowance.take(asked, now);
    this.inFlight++;
    return new Visit(this, { allowance, asked, clock: this.#clock });
  }

  /** What a caller's key is worth when there is not enough for all. */
  priorityOf(caller: string): Priority {
    return this.#priorities.get(caller) ?? 'interactive';
  }

  /** Whether a caller's key has limits of any kind. */
  isLimited(caller: string): boolean {
    return this.#callers.get(caller)?.isLimited ?? false;
  }

  /** How the limits of a caller's key stand; empty for one without limits. */
  standings(caller: string): readonly Standing[] {
    return this.#callers.get(caller)?.standings(this.#clock.monotonic()) ?? none;
  }
}
