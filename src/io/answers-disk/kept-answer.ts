/** An answer whose call outlives the process: told to readers only once it is written, so that nobody has more than the log. */
import type {
  AnswerHead,
  AnswerWriter,
  Ending,
  Follower,
  Kept,
  Keeping,
  Opening,
  Restart,
  Waiting,
} from '../../domain/answer.ts';
import type { Call } from '../../domain/call.ts';
import type { AttemptRecord } from '../../domain/event.ts';
import type { Failure } from '../../domain/evidence.ts';
import type { AnswersInMemory } from '../answers-memory.ts';
import type { MemoryAnswer } from '../memory-answer.ts';
import type { AnswerLog } from './log.ts';
import type { Story } from './records.ts';
import { entriesOf, entryOf } from './records.ts';

export interface Standing {
  readonly keeping: Keeping;
  readonly isNamed: boolean;
  readonly ended: Story['ended'];
}

/** Those who look after what is kept. */
export interface Keeper {
  /** Where a new call is written; `null` when that cannot be done now. */
  log(): AnswerLog | null;
  now(): number;
  kept(answer: KeptAnswer): void;
  notKept(): void;
}

export class KeptAnswer implements AnswerWriter {
  readonly view: MemoryAnswer;
  readonly #memory: AnswersInMemory;
  readonly #keeper: Keeper;
  readonly #opening: Opening;
  /** What was produced; `view` has what of it is written. One and the same as long as nothing has to be. */
  #made: MemoryAnswer;
  #keeping: Keeping | null = null;
  #attempts: () => readonly AttemptRecord[] = () => none;
  #wasSent = false;
  #restarts: readonly Restart[] = [];
  #endedAt = 0;
  #log: AnswerLog | null = null;
  /** Entries that are not written yet. */
  #pending = 0;

  constructor(memory: AnswersInMemory, keeper: Keeper, opening: Opening) {
    this.#memory = memory;
    this.#keeper = keeper;
    this.#opening = opening;
    this.view = memory.open(opening);
    this.#made = this.view;
  }

  get id(): string {
    return this.view.id;
  }
  get owner(): string {
    return this.view.owner;
  }
  get operation(): AnswerWriter['operation'] {
    return this.view.operation;
  }
  get readers(): number {
    return this.view.readers + (this.#isOne ? 0 : this.#made.readers);
  }
  get waiting(): Waiting | null {
    return this.view.waiting;
  }
  get head(): AnswerHead | null {
    return this.#made.head;
  }
  get ending(): Ending | null {
    return this.#made.ending;
  }
  get events(): number {
    return this.#made.events;
  }
  get bytes(): number {
    return this.#made.bytes;
  }
  /** `null`: nothing of it is kept. */
  get standing(): Standing | null {
    const { ending } = this;
    const ended = ending === null ? null : { at: this.#endedAt, ending };
    return this.#keeping === null ? null : { keeping: this.#keeping, isNamed: this.#opening.isNamed, ended };
  }

  get kept(): Kept {
    return this.#log?.isOpen === true ? 'on disk' : 'not on disk';
  }

  async keep(call: Call, digest: () => string | null): Promise<void> {
    const log = this.#keeper.log();
    if (log === null) return this.#keeper.notKept();
    this.#made = this.#memory.open({ ...this.#opening, isNamed: false });
    const keeping = { call, digest: digest() };
    this.#keeping = keeping;
    this.#log = log;
    this.#keeper.kept(this);
    const [entry] = entriesOf(this.#story(keeping));
    if (entry !== undefined && !(await log.keep(entry))) this.#keeper.notKept();
  }

  /** Becomes what another process left of it. */
  restore(story: Story, restarts: readonly Restart[]): void {
    this.#made = this.#memory.open({ ...this.#opening, isNamed: false });
    this.#made.restore(story);
    this.view.restore(story);
    this.#keeping = story;
    this.#attempts = () => story.attempts;
    this.#wasSent = story.wasSent;
    this.#restarts = restarts;
    this.#endedAt = story.ended?.at ?? 0;
    this.#keeper.kept(this);
  }

  isIn(log: AnswerLog): boolean {
    return this.#log === log;
  }

  /** Writes all that is known of it there, and goes on there; false while something is on its way to the log before. */
  moveTo(log: AnswerLog): boolean {
    if (this.#pending > 0) return false;
    if (this.#keeping === null) return true;
    this.#log = log;
    for (const entry of entriesOf(this.#story(this.#keeping))) this.#write(entry, nothing);
    return true;
  }

  /** Another process goes on with it. */
  lost(failure: Failure): void {
    this.#log = null;
    this.close({ kind: 'failed', failure });
  }

  sending(attempts: () => readonly AttemptRecord[]): Promise<void> | null {
    if (this.#log === null || this.#keeping === null) return null;
    this.#attempts = attempts;
    this.#wasSent = true;
    const entry = entryOf({ kind: 'sending', id: this.id, attempts: attempts() });
    if (this.#keeping.call.replay === 'unsent') return this.#log.keep(entry).then(nothing);
    this.#write(entry, nothing);
    return null;
  }

  begin(head: AnswerHead): void {
    if (this.#isOne) return this.view.begin(head);
    this.#made.begin(head);
    this.#write(entryOf({ kind: 'head', id: this.id, head }), () => this.view.begin(head));
  }

  append(bytes: Uint8Array, count: number): void {
    if (this.#isOne) return this.view.append(bytes, count);
    if (this.ending !== null) return;
    this.#made.append(bytes, count);
    const lastEvent = this.#made.events;
    this.#write(entryOf({ kind: 'events', id: this.id, lastEvent }, bytes), () => this.view.append(bytes, count));
  }

  close(ending: Ending): void {
    if (this.#isOne) return this.view.close(ending);
    if (this.ending !== null) return;
    this.#made.close(ending);
    this.#endedAt = this.#keeper.now();
    const attempts = this.#attempts();
    const entry = entryOf({ kind: 'ended', id: this.id, at: this.#endedAt, ending, attempts });
    this.#write(entry, () => this.view.close(ending));
  }

  wait(waiting: Waiting | null): void {
    this.view.wait(waiting);
  }

  room(): Promise<void> | null {
    return this.view.room() ?? this.#made.room();
  }

  /** For those who work on it: all that was produced. */
  follow(after: number): Follower | null {
    return this.#made.follow(after);
  }

  get #isOne(): boolean {
    return this.#made === this.view;
  }

  #write(entry: Parameters<AnswerLog['append']>[0], then: () => void): void {
    if (this.#log === null) return then();
    this.#pending++;
    this.#log.append(entry, () => {
      this.#pending--;
      then();
    });
  }

  #story(keeping: Keeping): Story {
    const { head, pieces, droppedEvent, ending } = this.#made;
    const ended = ending === null ? null : { at: this.#endedAt, ending };
    return {
      ...keeping,
      restarts: this.#restarts,
      attempts: this.#attempts(),
      wasSent: this.#wasSent,
      head,
      pieces,
      droppedEvent,
      ended,
    };
  }
}

const nothing = (): void => {};
const none: readonly AttemptRecord[] = [];
