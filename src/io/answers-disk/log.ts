/** One append-only file of sealed records: all that is appended in one turn goes out in one write, and is sealed as one record. */
import { closeSync, fdatasync, fstatSync, fsyncSync, openSync, write, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Entry } from './entry.ts';
import { packed, unpacked } from './entry.ts';
import { headerBytes, isHeader, keyOf, newHeader, sealed, unsealed } from './seal.ts';

const writeSome = promisify(write);
const sync = promisify(fdatasync);
const lengthBytes = 4;
/** A record beyond this was not written by us. */
const recordLimitBytes = 1024 * 1024 * 1024;

export interface LogOptions {
  /** Where it is now: the folder may be given another name. */
  readonly path: () => string;
  readonly secret: string;
  /** The lease: false once somebody else has taken the folder over. Asked before every write. */
  readonly mayWrite: () => boolean;
  /** Told once why nothing more is written. `isLost`: what is here belongs to another process now. */
  readonly onBroken: (reason: string, isLost: boolean) => void;
}

const nothing = (): void => {};
/** Says nothing; what stands before it is written, and synced, with it. */
export const mark: Entry = { head: { kind: 'mark' }, body: new Uint8Array() };

export class AnswerLog {
  readonly #options: LogOptions;
  readonly #fd: number;
  readonly #key: Buffer;
  #number = 0;
  #bytes = headerBytes;
  #waiting: Entry[] = [];
  /** What is to be done once the entries that wait are written. */
  #afterwards: (() => void)[] = [];
  #toSync: (() => void)[] = [];
  /** Those who wait, and are told when there is nothing to wait for any longer. */
  readonly #keepers = new Set<() => void>();
  #writing: Promise<void> | null = null;
  #syncing: Promise<void> | null = null;
  #state: 'open' | 'broken' | 'lost' = 'open';

  /** Throws the system's error when the file cannot be made. */
  constructor(options: LogOptions) {
    const header = newHeader();
    this.#options = options;
    this.#key = keyOf(options.secret, header);
    this.#fd = openSync(options.path(), 'wx', 0o600);
    writeSync(this.#fd, header);
    // The name of a new file is part of its folder.
    const folder = openSync(dirname(options.path()), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  get path(): string {
    return this.#options.path();
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#bytes === headerBytes;
  }

  /** Whether its file was deleted under it: what is written there nobody will find. */
  get isGone(): boolean {
    return this.isOpen && fstatSync(this.#fd).nlink === 0;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /**
   * Written with all that others append in this turn; `then` runs once it outlives the process (not the machine), or never will.
   * What was taken over by another process is told to nobody.
   */
  append(entry: Entry, then: () => void = nothing): void {
    if (this.#state === 'lost') return;
    if (this.#state === 'broken' && this.#writing === null) return then();
    this.#waiting.push(entry);
    this.#afterwards.push(then);
    this.#writing ??= this.#run();
  }

  /** Appends, and resolves once it is on the disk itself: true, or false when that could not be done. */
  async keep(entry: Entry): Promise<boolean> {
    if (!this.isOpen) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#keepers.add(resolve);
    this.append(entry, () => {
      this.#toSync.push(resolve);
      this.#syncing ??= this.#sync();
    });
    await promise;
    this.#keepers.delete(resolve);
    return this.isOpen;
  }

  /** Resolves once all that was appended so far is written, or never will be. */
  async written(): Promise<void> {
    if (!this.isOpen) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#keepers.add(resolve);
    this.append(mark, resolve);
    await promise;
    this.#keepers.delete(resolve);
  }

  async close(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    while (this.#syncing !== null) await this.#syncing;
    if (this.isOpen) await sync(this.#fd).catch(nothing);
    this.#state = this.#state === 'lost' ? 'lost' : 'broken';
    closeSync(this.#fd);
  }

  /** Nothing more is kept here: what waits is told without. */
  discard(): void {
    this.#end('broken');
  }

  /** It is somebody else's now: what waits is told by them. */
  give(): void {
    this.#end('lost');
  }

  async #run(): Promise<void> {
    // What else comes in this turn of the loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 && this.#state === 'open') {
      const entries = this.#waiting;
      const afterwards = this.#afterwards;
      this.#waiting = [];
      this.#afterwards = [];
      try {
        // Asked behind it too: only what was written while the lease still ran is seen by whoever takes over.
        if (this.#options.mayWrite()) await this.#write(packed(entries));
        if (!this.#options.mayWrite()) this.#break('another process has taken over what was kept here', 'lost');
      } catch (error) {
        this.#break(error instanceof Error ? error.message : String(error), 'broken');
      }
      if (this.isLost) this.#afterwards = [];
      else for (const then of afterwards) then();
    }
    this.#writing = null;
    for (const then of this.#afterwards.splice(0)) then();
  }

  get isLost(): boolean {
    return this.#state === 'lost';
  }

  /** Writes go on meanwhile; who asks during a sync waits for the next one. */
  async #sync(): Promise<void> {
    // Not over before it is noted that it has begun.
    await Promise.resolve();
    while (this.#toSync.length > 0) {
      const waiters = this.#toSync;
      this.#toSync = [];
      try {
        if (this.isOpen) await sync(this.#fd);
      } catch (error) {
        this.#break(error instanceof Error ? error.message : String(error), 'broken');
      }
      for (const resolve of waiters) resolve();
    }
    this.#syncing = null;
  }

  async #write(record: Buffer): Promise<void> {
    const text = sealed(this.#key, this.#number++, record);
    const frame = Buffer.allocUnsafe(lengthBytes);
    frame.writeUInt32LE(text.length, 0);
    const bytes = Buffer.concat([frame, text]);
    for (let at = 0; at < bytes.length;)
      at += (await writeSome(this.#fd, bytes, at, bytes.length - at, null)).bytesWritten;
    this.#bytes += bytes.length;
  }

  #break(reason: string, state: 'broken' | 'lost'): void {
    if (!this.isOpen) return;
    this.#end(state);
    this.#options.onBroken(reason, state === 'lost');
  }

  #end(state: 'broken' | 'lost'): void {
    if (!this.isOpen) return;
    this.#state = state;
    this.#waiting = [];
    for (const resolve of this.#keepers) resolve();
  }
}

export type LogReading =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** Written under another secret, or no log of ours. */
  | { readonly kind: 'unreadable' };

const none: LogReading = { kind: 'entries', entries: [] };

/** All that was written whole; a record that broke off at the end of a process is left out. */
export const readLog = async (path: string, secret: string): Promise<LogReading> => {
  const bytes = await readFile(path);
  if (bytes.length < headerBytes) return none;
  if (!isHeader(bytes)) return { kind: 'unreadable' };
  const key = keyOf(secret, bytes);
  const entries: Entry[] = [];
  let at = headerBytes;
  for (let number = 0; at + lengthBytes <= bytes.length; number++) {
    const length = bytes.readUInt32LE(at);
    const end = at + lengthBytes + length;
    if (length > recordLimitBytes || end > bytes.length) break;
    const record = unsealed(key, number, bytes.subarray(at + lengthBytes, end));
    if (record === null) return number === 0 ? { kind: 'unreadable' } : { kind: 'entries', entries };
    entries.push(...unpacked(record));
    at = end;
  }
  return { kind: 'entries', entries };
};
