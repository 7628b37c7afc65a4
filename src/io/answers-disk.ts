/** Answers of `keepPrompts: durable`: in memory, and in a sealed log beside it from which another process can go on with them. */
import type { Answer, AnswersOnDiskOptions, AnswerWriter, Answers, Left, Opening } from '../domain/answer.ts';
import { AnswersInMemory, keepMs } from './answers-memory.ts';
import { isOver, Journal } from './answers-disk/journal.ts';
import { KeptAnswer } from './answers-disk/kept-answer.ts';
import type { Found } from './answers-disk/leftovers.ts';
import { claimFolders, lastAliveAt, putAside, readStories, remove, takeFromAside } from './answers-disk/leftovers.ts';
import { ourselves } from './answers-disk/lease.ts';
import { Neighbours } from './answers-disk/neighbours.ts';

/** What could not be read is of use to nobody once the last of its keys has expired. */
const asideMs = 24 * 3600 * 1000;

/** A call is on record so soon after its end: its process was last known to live up to 2 s before it died, and writes the journal every second. */
const recordedMs = 5_000;

class AnswersOnDisk implements Answers {
  readonly #options: AnswersOnDiskOptions;
  readonly #memory: AnswersInMemory;
  readonly #journal: Journal;
  readonly #neighbours: Neighbours;
  #hasLookedAside = false;

  constructor(options: AnswersOnDiskOptions) {
    this.#options = options;
    this.#memory = new AnswersInMemory(options.clock, keepMs);
    this.#journal = new Journal(options);
    this.#neighbours = new Neighbours(options.clock, options.secret);
  }

  get notKept(): number {
    return this.#journal.notKeptCalls;
  }

  open(opening: Opening): AnswerWriter {
    return new KeptAnswer(this.#memory, this.#journal, opening);
  }

  find(id: string): Answer | 'gone' | null {
    return this.#memory.find(id);
  }

  async claim(): Promise<readonly Left[]> {
    const { folder: root } = this.#options;
    const { folder } = this.#journal;
    if (folder === null) return [];
    const now = this.#options.clock.now();
    const { paths, beside } = claimFolders({ root, folder, us: ourselves(), now });
    const aside = this.#hasLookedAside ? [] : takeFromAside(root, folder);
    this.#hasLookedAside = true;
    const left: Left[] = [];
    for (const path of [...paths, ...aside]) left.push(...(await this.#take(path)));
    // Only now: until it is here, what was claimed may still be with somebody else.
    await this.#neighbours.look(beside);
    return left;
  }

  mayBeBeside(name: string, askedAt: number | null): boolean {
    return this.#neighbours.mayHave(name, askedAt);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  /** Everything in a folder that is ours now, written into our own log before it goes. */
  async #take(path: string): Promise<readonly Left[]> {
    const { folder: root, secret, log, clock } = this.#options;
    const { found, isUnreadable } = await readStories(path, secret);
    const left = [...found.values()].flatMap((one) => this.#restore(one));
    if (!isUnreadable) {
      if (await this.#journal.synced()) await remove(path);
    } else if (clock.now() - lastAliveAt(path) > asideMs) await remove(path);
    else {
      putAside(root, path);
      log.warn(
        { folder: root },
        'what an earlier process has kept cannot be read with this GOOD_GATEWAY_SECRET: it is set aside',
      );
    }
    return left;
  }

  #restore({ story, diedAt }: Found): readonly Left[] {
    const { call, digest, attempts, wasSent, ended } = story;
    const isNamed = call.stream;
    const now = this.#options.clock.now();
    const endedJustAt = ended !== null && ended.at > diedAt - recordedMs ? ended.at : null;
    if (endedJustAt === null && isOver({ keeping: story, isNamed, ended }, now)) return [];
    const restarts = ended === null ? [...story.restarts, { diedAt, backAt: now }] : story.restarts;
    const { streamId: id, caller: owner, operation } = call;
    const answer = new KeptAnswer(this.#memory, this.#journal, { id, owner, operation, isNamed });
    answer.restore(story, restarts);
    const log = this.#journal.log();
    if (log !== null) answer.moveTo(log);
    return [{ call, digest, answer, attempts, wasSent, restarts, endedJustAt }];
  }
}

/** Throws the system's error when the folder cannot be written. */
export const openAnswersOnDisk = (options: AnswersOnDiskOptions): Answers => new AnswersOnDisk(options);
