/** Processes that keep answers in the same folder and cannot be called dead: what may be ours to go on with soon. */
import type { Clock } from '../../domain/ports.ts';
import { leaseMs } from './lease.ts';
import type { Beside } from './leftovers.ts';
import { bytesIn, readStories } from './leftovers.ts';

/** Who has not been heard of for so long may be dead. */
const doubtMs = leaseMs / 2;

interface Neighbour {
  /** As its lease says, by its own clock: only a change means something. */
  readonly renewedAt: number;
  /** It lived at some time after this, by our clock. */
  readonly livedAfter: number;
  /** What it has, where it may be dead. */
  readonly has: Belongings | null;
}

interface Belongings {
  /** How much it had written then. */
  readonly bytes: number;
  readonly names: ReadonlySet<string>;
  /** All that was there at that time, by our clock, is among them. */
  readonly readAt: number;
}

/** What somebody asks for is only told to those it belongs to. */
const nameOf = (owner: string, name: string): string => `${owner}\n${name}`;

const namesIn = async (folder: string, secret: string): Promise<ReadonlySet<string>> => {
  const { found } = await readStories(folder, secret);
  return new Set(
    [...found].flatMap(([id, { story }]) => {
      const { caller, repeat } = story.call;
      return [nameOf(caller, id), story.call.id, ...(repeat.key === null ? [] : [nameOf(caller, repeat.key)])];
    }),
  );
};

export class Neighbours {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #secret: string;
  #known = new Map<string, Neighbour>();
  #lookedAt = -Infinity;

  constructor(clock: Pick<Clock, 'monotonic'>, secret: string) {
    this.#clock = clock;
    this.#secret = secret;
  }

  /** Takes notice of who is there and lives. */
  async look(beside: readonly Beside[]): Promise<void> {
    const now = this.#clock.monotonic();
    const known = new Map<string, Neighbour>();
    for (const { path, lease } of beside) {
      const { renewedAt } = lease;
      const before = this.#known.get(path);
      const isRenewed = before !== undefined && before.renewedAt !== renewedAt;
      const livedAfter = isRenewed ? this.#lookedAt : (before?.livedAfter ?? -Infinity);
      const has = now - livedAfter < doubtMs ? null : await this.#belongings(path, before?.has ?? null);
      known.set(path, { renewedAt, livedAfter, has });
    }
    this.#known = known;
    this.#lookedAt = now;
  }

  /** See `Answers.mayBeBeside`. */
  mayHave(name: string, askedAt: number | null): boolean {
    for (const { has, livedAfter } of this.#known.values()) {
      if (has?.names.has(name) === true) return true;
      if (askedAt !== null && livedAfter < askedAt && (has === null || has.readAt < askedAt)) return true;
    }
    return false;
  }

  /** `null` where it changed while it was read: whoever did that lives, or has taken it over. */
  async #belongings(path: string, before: Belongings | null): Promise<Belongings | null> {
    const readAt = this.#clock.monotonic();
    const bytes = bytesIn(path);
    if (before?.bytes === bytes) return { ...before, readAt };
    try {
      return { bytes, readAt, names: await namesIn(path, this.#secret) };
    } catch {
      return null;
    }
  }
}
