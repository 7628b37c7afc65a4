/** The journal in one SQLite file: collects events, hands them in batches to a thread of its own, and reads them back. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CallEnded } from '../domain/event.ts';
import type { Documents, Journal, Leases } from '../domain/ports.ts';
import type { DocumentsAsk } from './store-documents.ts';
import type { CallFilter, StoreOptions, StoreReply, StoreRequest } from './store-worker.ts';

/** Reads what the journal keeps, the newest first, all that was written before included. Rejects when it cannot be read. */
export interface JournalReader {
  find(id: string): Promise<CallEnded | null>;
  recent(limit: number, filter?: CallFilter): Promise<readonly CallEnded[]>;
}

export interface JournalOptions extends StoreOptions {
  /** Told in one line why events were lost, at most once a minute. */
  readonly onError: (message: string) => void;
}

const batchEvents = 4000;
const batchEveryMs = 1000;
const queueEvents = 10_000;
const complainEveryMs = 60_000;
const readLimit = 1000;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An event as it will be kept. */
interface Waiting {
  readonly id: string;
  readonly text: string;
}

/** What the thread answers to a question. */
type Told = Extract<StoreReply, { kind: 'found' | 'documents' }>;

interface Reading {
  resolve(told: Told): void;
  reject(error: Error): void;
}

/** Everything between the two threads; one batch is on its way at any time, the rest waits here. */
class SqliteJournal implements Journal, JournalReader {
  dropped = 0;
  readonly #worker: Worker;
  readonly #onError: (message: string) => void;
  #waiting: Waiting[] = [];
  /** Events in the batch that is on its way. */
  #underway = 0;
  #taken = 0;
  #settled = 0;
  #flushes: { readonly upTo: number; readonly resolve: () => void }[] = [];
  readonly #readings = new Map<number, Reading>();
  #asked = 0;
  #timer: NodeJS.Timeout | null = null;
  #complainedAt = -Infinity;
  #state: 'open' | 'closing' | 'gone' = 'open';
  readonly #ended: Promise<void>;

  constructor(worker: Worker, onError: (message: string) => void) {
    this.#worker = worker;
    this.#onError = onError;
    worker.on('message', (reply: StoreReply) => this.#receive(reply));
    worker.on('error', (error) => this.#complain(messageOf(error)));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#end();
        resolve();
      });
    });
    this.#holdProcess();
  }

  write(event: CallEnded, text = JSON.stringify(event)): void {
    if (this.#state !== 'open' || this.#waiting.length + this.#underway >= queueEvents) {
      this.dropped += 1;
      this.#complain(this.#state === 'open' ? `${queueEvents} events wait to be written` : 'it is closed');
      return;
    }
    this.#waiting.push({ id: event.id, text });
    this.#taken += 1;
    if (this.#waiting.length >= batchEvents) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), batchEveryMs).unref();
  }

  /** In the file, and safe from the end of this process. */
  flush(): Promise<void> {
    if (this.#settled === this.#taken) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushes.push({ upTo: this.#taken, resolve });
      this.#holdProcess();
      this.#send();
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      await this.flush();
      if (!this.#isGone()) this.#post({ kind: 'close' });
    }
    this.#worker.ref();
    await this.#ended;
  }

  async find(id: string): Promise<CallEnded | null> {
    const [event] = await this.#events((ask) => ({ kind: 'find', ask, id }));
    return event ?? null;
  }

  recent(limit: number, filter: CallFilter = {}): Promise<readonly CallEnded[]> {
    const rows = Math.max(0, Math.min(readLimit, Math.trunc(limit)));
    return this.#events((ask) => ({ kind: 'recent', ask, limit: rows, filter }));
  }

  readonly documents: Documents & Leases = {
    all: (shelf, from = '') => this.#texts({ kind: 'all', shelf, from }),
    keep: async (shelf, id, text) => void (await this.#texts({ kind: 'keep', shelf, id, text })),
    lease: async (shelf, id, wish) => (await this.#texts({ kind: 'lease', shelf, id, ...wish })).length > 0,
    drop: async (shelf, id) => void (await this.#texts({ kind: 'drop', shelf, id })),
  };

  async #texts(about: DocumentsAsk): Promise<readonly string[]> {
    const told = await this.#ask((ask) => ({ kind: 'documents', ask, about }));
    return told.kind === 'documents' ? told.texts : [];
  }

  async #events(request: (ask: number) => StoreRequest): Promise<readonly CallEnded[]> {
    const told = await this.#ask(request);
    return told.kind === 'found' ? told.events : [];
  }

  /** What was asked before it closes is still answered. */
  async #ask(request: (ask: number) => StoreRequest): Promise<Told> {
    if (this.#state !== 'open') throw new Error('the journal is closed');
    await this.flush();
    if (this.#isGone()) throw new Error('the journal is closed');
    this.#asked += 1;
    const ask = this.#asked;
    return new Promise((resolve, reject) => {
      this.#readings.set(ask, { resolve, reject });
      this.#holdProcess();
      this.#post(request(ask));
    });
  }

  #send(): void {
    if (this.#underway > 0 || this.#waiting.length === 0 || this.#isGone()) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#waiting.splice(0, batchEvents);
    this.#underway = batch.length;
    this.#post({
      kind: 'write',
      events: batch.map(({ text }) => text).join('\n'),
      ids: batch.map(({ id }) => id).join('\n'),
    });
  }

  #receive(reply: StoreReply): void {
    switch (reply.kind) {
      case 'written':
        return this.#settle(reply.lost, reply.error);
      case 'found':
      case 'documents':
        return this.#answer(reply.ask, (reading) => reading.resolve(reply));
      case 'unreadable':
        return this.#answer(reply.ask, (reading) => reading.reject(new Error(reply.error)));
      case 'trouble':
        return this.#complain(reply.error);
      case 'ready':
      case 'refused':
      case 'closed':
        return;
      default:
        reply satisfies never;
    }
  }

  #settle(lost: number, error: string | null): void {
    this.#settled += this.#underway;
    this.#underway = 0;
    this.dropped += lost;
    if (error !== null) this.#complain(error);
    const isDue = (flush: { readonly upTo: number }): boolean => flush.upTo <= this.#settled;
    for (const flush of this.#flushes.filter(isDue)) flush.resolve();
    this.#flushes = this.#flushes.filter((flush) => !isDue(flush));
    this.#holdProcess();
    if (this.#flushes.length > 0 || this.#waiting.length >= batchEvents) this.#send();
    else if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#send(), batchEveryMs).unref();
  }

  #answer(ask: number, act: (reading: Reading) => void): void {
    const reading = this.#readings.get(ask);
    this.#readings.delete(ask);
    this.#holdProcess();
    if (reading !== undefined) act(reading);
  }

  /** The thread has ended: asked for, or by a crash. Nobody waits for it any longer, and calls go on without. */
  #end(): void {
    const isCrash = this.#state === 'open';
    this.#state = 'gone';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.dropped += this.#waiting.length + this.#underway;
    this.#waiting = [];
    this.#underway = 0;
    this.#settled = this.#taken;
    for (const flush of this.#flushes.splice(0)) flush.resolve();
    for (const reading of this.#readings.values()) reading.reject(new Error('the journal is closed'));
    this.#readings.clear();
    if (isCrash) this.#complain('its thread has ended');
  }

  #isGone(): boolean {
    return this.#state === 'gone';
  }

  #complain(reason: string): void {
    if (performance.now() - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = performance.now();
    this.#onError(`journal: ${reason} (${this.dropped} events lost so far)`);
  }

  #post(request: StoreRequest): void {
    this.#worker.postMessage(request);
  }

  /** Only somebody who waits for the thread keeps the process alive. */
  #holdProcess(): void {
    if (this.#flushes.length + this.#readings.size > 0) this.#worker.ref();
    else this.#worker.unref();
  }
}

/** Rejects with one line when the file cannot be opened, is locked, or is no journal of ours. */
export const openJournal = async ({
  onError,
  ...options
}: JournalOptions): Promise<Journal & JournalReader & { readonly documents: Documents & Leases }> => {
  // The same file with another ending once it is built.
  const url = new URL(`./store-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(url, { workerData: options satisfies StoreOptions, execArgv: [] });
  const first = await new Promise<StoreReply>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ kind: 'refused', error: messageOf(error) }));
    worker.once('exit', () => resolve({ kind: 'refused', error: 'its thread has ended' }));
  });
  if (first.kind !== 'ready') {
    await worker.terminate();
    const reason = first.kind === 'refused' ? first.error.split('\n')[0] : first.kind;
    throw new Error(`cannot open the store ${options.path}: ${reason}`);
  }
  return new SqliteJournal(worker, onError);
};
