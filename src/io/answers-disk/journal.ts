/** The log that is written now, and the answers in it: rewritten as they are let go of, given up when the disk is, begun again after it. */
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { AnswersOnDiskOptions } from '../../domain/answer.ts';
import { causeOf } from '../../domain/cause.ts';
import type { Alarm } from '../../domain/ports.ts';
import { keepMs } from '../answers-memory.ts';
import { makeFolder } from '../folder.ts';
import type { KeptAnswer, Keeper, Standing } from './kept-answer.ts';
import { OwnLease, renewEveryMs } from './lease.ts';
import { AnswerLog, mark } from './log.ts';

export const logSuffix = '.log';
/** A log is rewritten so often, with what is still needed: the rest is gone from the disk then. */
const rewriteEveryMs = 5 * 60_000;
const rewriteBytes = 64 * 1024 * 1024;
const tendEveryMs = 15_000;
/** A disk that took no more is tried again after that. */
const retryMs = 10_000;
/** What is copied from log to log at once, before others have their turn. */
const copyBytes = 4 * 1024 * 1024;
/** As `state/joins` remembers keys. */
const keyMs = 24 * 3600 * 1000;
const keysMax = 10_000;
const keysBytes = 128 * 1024 * 1024;

const isKeyed = ({ keeping, ended }: Standing): boolean => keeping.digest !== null && ended?.ending.kind === 'whole';

/** Whether nobody can come back to it any longer. */
export const isOver = (standing: Standing, now: number): boolean => {
  const { keeping, isNamed, ended } = standing;
  if (ended === null) return false;
  if (isKeyed(standing)) return now - keeping.call.acceptedAt >= keyMs;
  return !isNamed || now - ended.at >= keepMs;
};

const lostCause = causeOf('gateway_restarted', {
  clues: [{ says: 'this process stood still for too long; the call', value: 'is gone on with by another one' }],
});

export class Journal implements Keeper {
  notKeptCalls = 0;
  readonly #options: AnswersOnDiskOptions;
  readonly #kept = new Map<string, KeptAnswer>();
  #lease: OwnLease | null = null;
  #log: AnswerLog | null = null;
  /** Those that are being moved out of. */
  #former: AnswerLog[] = [];
  #logAt = 0;
  #logCount = 0;
  /** What the log began with, and whether anything in it is let go of since. */
  #carriedBytes = 0;
  #hasDropped = false;
  #retryAt = 0;
  #moving: Promise<void> | null = null;
  readonly #alarms: readonly Alarm[];

  /** Throws the system's error when the folder cannot be written. */
  constructor(options: AnswersOnDiskOptions) {
    this.#options = options;
    this.#begin();
    const repeat = (ms: number, act: () => void): Alarm => {
      const alarm = options.clock.after(ms, () => {
        act();
        alarm.refresh();
      });
      return alarm;
    };
    this.#alarms = [repeat(renewEveryMs, () => this.#renew()), repeat(tendEveryMs, () => this.tend())];
  }

  /** Ours now; `null` when another process has it. */
  get folder(): string | null {
    return this.#lease?.isHeld === true ? this.#lease.folder : null;
  }

  now(): number {
    return this.#options.clock.now();
  }

  log(): AnswerLog | null {
    if (this.#log === null && this.now() >= this.#retryAt) this.#tryAgain();
    return this.#log;
  }

  kept(answer: KeptAnswer): void {
    this.#kept.set(answer.id, answer);
  }

  notKept(): void {
    this.notKeptCalls++;
  }

  /** True once all that was told so far is on the disk itself. */
  async synced(): Promise<boolean> {
    return (await this.log()?.keep(mark)) ?? false;
  }

  /** Lets go of what nobody can come back to, on the disk too. */
  tend(): void {
    this.#drop();
    const log = this.#log;
    if (log === null || log.isEmpty || this.#moving !== null) return;
    const isDue = this.now() - this.#logAt >= rewriteEveryMs && (this.#hasDropped || log.bytes > this.#carriedBytes);
    if (isDue || log.bytes >= Math.max(rewriteBytes, 2 * this.#carriedBytes)) this.#rewrite(log);
  }

  /** Resolves when nothing is being moved. */
  async settled(): Promise<void> {
    await this.#moving;
  }

  async close(): Promise<void> {
    for (const alarm of this.#alarms) alarm.cancel();
    await this.#moving;
    await this.#log?.close();
    this.#lease?.release();
  }

  /** A lease, where there is none, and a log. */
  #begin(): AnswerLog {
    const { folder, clock, random } = this.#options;
    const newName = (): string => join(folder, random.hex(8));
    if (this.#lease === null) {
      const own = newName();
      makeFolder(own);
      this.#lease = new OwnLease(own, clock, newName);
    }
    const lease = this.#lease;
    const name = `${String(++this.#logCount).padStart(8, '0')}${logSuffix}`;
    const log: AnswerLog = new AnswerLog({
      path: () => join(lease.folder, name),
      secret: this.#options.secret,
      mayWrite: () => lease.isHeld,
      onBroken: (reason, isLost) => (isLost ? this.#lost(lease) : this.#broken(reason)),
    });
    this.#log = log;
    this.#logAt = this.now();
    this.#carriedBytes = 0;
    this.#hasDropped = false;
    return log;
  }

  #tryAgain(): void {
    try {
      const log = this.#begin();
      this.#moving = this.#moveTo(log).finally(() => (this.#moving = null));
    } catch (error) {
      this.#broken(error instanceof Error ? error.message : String(error));
    }
  }

  #rewrite(log: AnswerLog): void {
    this.#former.push(log);
    this.#tryAgain();
  }

  /** Tells every answer's story anew, each as soon as nothing of it is on its way to the log before. */
  async #moveTo(log: AnswerLog): Promise<void> {
    let rest = [...this.#kept.values()].filter((answer) => !answer.isIn(log));
    while (rest.length > 0 && log.isOpen) {
      rest = await this.#move(rest, log);
      for (const former of this.#former) await former.written();
      // A turn of the loop, whatever became of those.
      await log.written();
    }
    if (!(await log.keep(mark))) return;
    this.#carriedBytes = log.bytes;
    for (const former of this.#former.splice(0)) await this.#forget(former);
  }

  /** Gives back those that have to wait. */
  async #move(answers: readonly KeptAnswer[], log: AnswerLog): Promise<KeptAnswer[]> {
    const late: KeptAnswer[] = [];
    let bytes = 0;
    for (const answer of answers) {
      if (!this.#kept.has(answer.id)) continue;
      if (!answer.moveTo(log)) late.push(answer);
      else bytes += answer.bytes;
      if (bytes < copyBytes) continue;
      await log.written();
      bytes = 0;
    }
    return late;
  }

  async #forget(log: AnswerLog): Promise<void> {
    await log.close();
    try {
      unlinkSync(log.path);
    } catch {
      // It is gone already.
    }
  }

  #drop(): void {
    const now = this.now();
    let keys = 0;
    let bytes = 0;
    for (const [id, answer] of [...this.#kept].toReversed()) {
      const { standing } = answer;
      if (standing !== null && isKeyed(standing)) {
        keys++;
        bytes += answer.bytes;
      }
      const isTooMuch = standing !== null && isKeyed(standing) && (keys > keysMax || bytes > keysBytes);
      if (standing !== null && !isTooMuch && !isOver(standing, now)) continue;
      this.#kept.delete(id);
      this.#hasDropped = true;
    }
  }

  /**
   * The disk takes no more. What is on it would fall behind what callers are told from now on, so it goes; once there is
   * room again, the calls that run are written anew.
   */
  #broken(reason: string): void {
    if (this.#log === null && this.now() < this.#retryAt) return;
    const logs = [...this.#former.splice(0), ...(this.#log === null ? [] : [this.#log])];
    this.#log = null;
    this.#retryAt = this.now() + retryMs;
    for (const log of logs) {
      log.discard();
      void this.#forget(log);
    }
    this.#options.log.error({ reason }, 'calls cannot be kept on disk: they go on in memory');
  }

  #renew(): void {
    const lease = this.#lease;
    lease?.renew();
    if (lease?.isHeld === false) this.#lost(lease);
    else if (this.#log?.isGone === true) this.#removed();
  }

  /** While the lease is held no other process deletes what is here: a person did, and nobody else has these calls. */
  #removed(): void {
    this.#lease?.release();
    this.#lease = null;
    this.#broken('what was kept was deleted');
    this.#tryAgain();
  }

  /** Another process has what is here: it goes on with these calls, and we must not. */
  #lost(lease: OwnLease): void {
    if (this.#lease !== lease) return;
    this.#lease = null;
    const logs = [...this.#former.splice(0), ...(this.#log === null ? [] : [this.#log])];
    this.#log = null;
    for (const log of logs) log.give();
    const answers = [...this.#kept.values()];
    this.#kept.clear();
    for (const answer of answers) {
      const callId = answer.standing?.ended === null ? answer.standing.keeping.call.id : null;
      answer.lost({ cause: lostCause, error: null });
      if (callId !== null) this.#options.onLost(callId);
    }
    this.#options.log.error({}, 'this process stood still for too long: another one has taken over its calls');
  }
}
