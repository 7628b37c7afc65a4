/** The thread that owns the database file: it writes batches, answers reads and forgets what is too old. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { CallEnded, Outcome } from '../domain/event.ts';
import type { DocumentsAsk } from './store-documents.ts';
import { askDocuments } from './store-documents.ts';
import { eventsById, forgetIds, noteIds } from './store-marks.ts';
import { openDatabase } from './store-schema.ts';

export interface StoreOptions {
  readonly path: string;
  readonly keepDays: number;
  /** A flood of calls shortens what is kept: a row takes about a kilobyte. */
  readonly keepRows: number;
}

export interface CallFilter {
  readonly outcome?: Outcome;
  readonly model?: string;
  /** The upstream whose answer the caller got. */
  readonly upstream?: string;
  /** Only calls that ended before then, in ms since the epoch. */
  readonly before?: number;
}

export type StoreRequest =
  /** A `CallEnded` as JSON in each line, and its id in each line: cheaper to hand over than a structured clone. */
  | { readonly kind: 'write'; readonly events: string; readonly ids: string }
  | { readonly kind: 'find'; readonly ask: number; readonly id: string }
  | { readonly kind: 'recent'; readonly ask: number; readonly limit: number; readonly filter: CallFilter }
  | { readonly kind: 'documents'; readonly ask: number; readonly about: DocumentsAsk }
  | { readonly kind: 'close' };

export type StoreReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'written'; readonly lost: number; readonly error: string | null }
  | { readonly kind: 'found'; readonly ask: number; readonly events: readonly CallEnded[] }
  | { readonly kind: 'documents'; readonly ask: number; readonly texts: readonly string[] }
  | { readonly kind: 'unreadable'; readonly ask: number; readonly error: string }
  | { readonly kind: 'trouble'; readonly error: string }
  | { readonly kind: 'closed' };

const dayMs = 24 * 60 * 60 * 1000;
const pruneEveryMs = 60_000;
const pruneRows = 500;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One transaction for the whole batch. */
const writeBatch = (db: DatabaseSync, { events, ids }: Extract<StoreRequest, { kind: 'write' }>): StoreReply => {
  const names = ids.split('\n');
  try {
    const insert = db.prepare('INSERT INTO calls (number, event) VALUES (?, ?)');
    db.exec('BEGIN IMMEDIATE');
    const first = Number(db.prepare('SELECT coalesce(max(number), 0) + 1 AS first FROM calls').get()?.['first']);
    for (const [index, event] of events.split('\n').entries()) insert.run(first + index, event);
    noteIds(db, first, names);
    db.exec('COMMIT');
    return { kind: 'written', lost: 0, error: null };
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    return { kind: 'written', lost: names.length, error: messageOf(error) };
  }
};

/** True when there is more to forget. */
const prune = (db: DatabaseSync, { keepDays, keepRows }: StoreOptions): boolean => {
  // Rows stand in the order in which calls ended: the old ones are the first.
  const first = 'SELECT number FROM calls ORDER BY number LIMIT ?';
  const old = `DELETE FROM calls WHERE number IN (${first}) AND at < ?`;
  const done = db.prepare(old).run(pruneRows, Date.now() - keepDays * dayMs);
  const beyond = 'SELECT number FROM calls WHERE number <= (SELECT max(number) FROM calls) - ? ORDER BY number LIMIT ?';
  const crowded = db.prepare(`DELETE FROM calls WHERE number IN (${beyond})`).run(keepRows, pruneRows);
  forgetIds(db);
  return Number(done.changes) === pruneRows || Number(crowded.changes) === pruneRows;
};

const recent = (db: DatabaseSync, limit: number, filter: CallFilter): string[] => {
  const wanted = [
    ...(filter.outcome === undefined ? [] : [['outcome = ?', filter.outcome] as const]),
    ...(filter.model === undefined ? [] : [['model = ?', filter.model] as const]),
    ...(filter.upstream === undefined ? [] : [['upstream = ?', filter.upstream] as const]),
    ...(filter.before === undefined ? [] : [['at < ?', filter.before] as const]),
  ];
  const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([rule]) => rule).join(' AND ')}`;
  const query = db.prepare(`SELECT event FROM calls ${where} ORDER BY number DESC LIMIT ?`);
  return query.all(...wanted.map(([, value]) => value), limit).map((row) => String(row['event']));
};

/** Older rows lack what later versions note. */
const eventOf = (text: string): CallEnded => ({ cache: null, extraTokens: null, ...JSON.parse(text) }) as CallEnded;

const readRows = (db: DatabaseSync, request: Extract<StoreRequest, { ask: number }>): StoreReply => {
  try {
    if (request.kind === 'documents')
      return { kind: 'documents', ask: request.ask, texts: askDocuments(db, request.about) };
    const texts = request.kind === 'recent' ? recent(db, request.limit, request.filter) : eventsById(db, request.id);
    return { kind: 'found', ask: request.ask, events: texts.map(eventOf) };
  } catch (error) {
    return { kind: 'unreadable', ask: request.ask, error: messageOf(error) };
  }
};

const answer = (db: DatabaseSync, request: StoreRequest): StoreReply => {
  switch (request.kind) {
    case 'write':
      return writeBatch(db, request);
    case 'find':
    case 'recent':
    case 'documents':
      return readRows(db, request);
    case 'close':
      db.close();
      return { kind: 'closed' };
    default:
      return request satisfies never;
  }
};

const run = (port: NonNullable<typeof parentPort>, options: StoreOptions): void => {
  const reply = (message: StoreReply): void => port.postMessage(message);
  let db: DatabaseSync;
  try {
    db = openDatabase(options.path);
  } catch (error) {
    reply({ kind: 'refused', error: messageOf(error) });
    return;
  }
  let timer: NodeJS.Timeout;
  const forget = (): void => {
    let isMore = false;
    try {
      isMore = prune(db, options);
    } catch (error) {
      reply({ kind: 'trouble', error: messageOf(error) });
    }
    // Small bites with writes in between: forgetting a lot never holds up a batch for long.
    timer = setTimeout(forget, isMore ? 20 : pruneEveryMs);
  };
  port.on('message', (request: StoreRequest) => {
    if (request.kind === 'close') clearTimeout(timer);
    reply(answer(db, request));
    if (request.kind === 'close') port.close();
  });
  reply({ kind: 'ready' });
  forget();
};

if (parentPort !== null) run(parentPort, workerData as StoreOptions);
