/** Keeps what was asked until the answer is whole: what to keep, for how long, and a store of it in memory. */

/** A call as it is kept. It holds the prompt and never a credential. */
export interface OutboxEntry {
  readonly version: 1;
  /** The call's `Idempotency-Key`. */
  readonly key: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Name of the answer's stream, once it has one. */
  readonly streamId: string | null;
}

export interface Outbox {
  /** Keeps an entry in place of the one with its key. */
  put(entry: OutboxEntry): Promise<void>;
  /** The oldest first. */
  list(): Promise<readonly OutboxEntry[]>;
  remove(key: string): Promise<void>;
}

/** A gateway remembers a key for 24 h (contract); later the same key would make another answer. */
const keepMs = 24 * 3600 * 1000;
const keepEntries = 100;
/** In letters of bodies, pictures included. */
const keepLetters = 32 * 1024 * 1024;

/** Those to keep, the oldest first: young enough, and the newest that fit. */
export const worthKeeping = (entries: readonly OutboxEntry[], now: number): readonly OutboxEntry[] => {
  const kept: OutboxEntry[] = [];
  let letters = 0;
  for (const entry of entries.toSorted((one, other) => other.at - one.at)) {
    letters += entry.body.length;
    if (entry.version !== 1 || now - entry.at >= keepMs || letters > keepLetters || kept.length >= keepEntries)
      continue;
    kept.push(entry);
  }
  return kept.toReversed();
};

/** Credentials are not on this list, so that none is ever kept. */
const keptHeaders = ['accept', 'anthropic-beta', 'anthropic-version', 'content-type', 'openai-beta'];

export const headersToKeep = (headers: Headers): Readonly<Record<string, string>> =>
  Object.fromEntries([...headers].filter(([name]) => keptHeaders.includes(name) || name.startsWith('good-gateway-')));

/** Lives as long as the process: for what fails and is to be sent again by hand. */
export const memoryOutbox = (now: () => number = Date.now): Outbox => {
  const entries = new Map<string, OutboxEntry>();
  const tidy = (): readonly OutboxEntry[] => {
    const kept = worthKeeping([...entries.values()], now());
    const keys = new Set(kept.map(({ key }) => key));
    for (const key of entries.keys()) if (!keys.has(key)) entries.delete(key);
    return kept;
  };
  return {
    put: async (entry) => {
      entries.set(entry.key, entry);
      tidy();
    },
    list: async () => tidy(),
    remove: async (key) => void entries.delete(key),
  };
};
