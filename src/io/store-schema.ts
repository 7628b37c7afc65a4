/** The database file: its format by version, how it is opened, and how an event becomes a row and a row an event. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import type { CallEnded } from '../domain/event.ts';

const lockWaitMs = 2000;
/** `GGWY`: tells our files from those of other programs. */
const applicationId = 0x47475759;

/** One step per version of the file; steps are only ever added. */
const migrations = [
  `CREATE TABLE calls (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     at INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     stream_id TEXT,
     operation TEXT NOT NULL,
     model TEXT NOT NULL,
     caller TEXT NOT NULL,
     stream INTEGER NOT NULL,
     family TEXT,
     code TEXT,
     cause TEXT,
     upstream TEXT,
     attempts TEXT NOT NULL,
     status INTEGER NOT NULL,
     ms REAL NOT NULL,
     first_token_ms REAL,
     bytes_sent INTEGER NOT NULL,
     early_head INTEGER NOT NULL,
     input_tokens INTEGER,
     output_tokens INTEGER
   ) STRICT;
   CREATE INDEX calls_at ON calls (at);`,
];

const columns = [
  'id at outcome stream_id operation model caller stream family code cause',
  'upstream attempts status ms first_token_ms bytes_sent early_head input_tokens output_tokens',
].flatMap((line) => line.split(' '));

export const insertCall = `INSERT OR REPLACE INTO calls (${columns.join(', ')})
  VALUES (${columns.map(() => '?').join(', ')})`;

/** Values in the order of `columns`; by position, since by name each row costs twice as much. */
export const valuesOf = (event: CallEnded): readonly SQLInputValue[] => [
  event.id,
  Math.round(event.at),
  event.outcome,
  event.streamId,
  event.operation,
  event.model,
  event.caller,
  event.stream ? 1 : 0,
  event.cause?.family ?? null,
  event.cause?.code ?? null,
  event.cause === null ? null : JSON.stringify(event.cause),
  event.upstream,
  JSON.stringify(event.attempts),
  event.status,
  event.ms,
  event.firstTokenMs,
  event.bytesSent,
  event.earlyHead ? 1 : 0,
  event.usage?.inputTokens ?? null,
  event.usage?.outputTokens ?? null,
];

export type Row = Record<string, string | number | null>;

const parsed = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);

/** The row was made by `valuesOf`; the table is STRICT, so its columns have the types they say. */
export const eventOf = (row: Row): CallEnded =>
  ({
    kind: 'call',
    id: row['id'],
    streamId: row['stream_id'],
    at: row['at'],
    operation: row['operation'],
    model: row['model'],
    caller: row['caller'],
    stream: row['stream'] === 1,
    outcome: row['outcome'],
    cause: parsed(row['cause']),
    upstream: row['upstream'],
    attempts: parsed(row['attempts']),
    status: row['status'],
    ms: row['ms'],
    firstTokenMs: row['first_token_ms'],
    bytesSent: row['bytes_sent'],
    earlyHead: row['early_head'] === 1,
    usage:
      row['input_tokens'] === null ? null : { inputTokens: row['input_tokens'], outputTokens: row['output_tokens'] },
  }) as CallEnded;

const count = (row: Record<string, unknown> | undefined, name: string): number => Number(row?.[name] ?? 0);

const migrate = (db: DatabaseSync): void => {
  const version = count(db.prepare('PRAGMA user_version').get(), 'user_version');
  const owner = count(db.prepare('PRAGMA application_id').get(), 'application_id');
  const tables = count(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get(), 'tables');
  if (tables > 0 && owner !== applicationId) throw new Error('the file is the database of another program');
  if (version > migrations.length) {
    throw new Error(`the file was written by a newer version (format ${version}, this one knows ${migrations.length})`);
  }
  db.exec('BEGIN IMMEDIATE');
  for (const step of migrations.slice(version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
};

/** Opens or makes the file, readable by its owner alone; SQLite gives its side files the same mode. */
export const openDatabase = (path: string): DatabaseSync => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  const db = new DatabaseSync(path, { timeout: lockWaitMs });
  migrateOrClose(db);
  return db;
};

const migrateOrClose = (db: DatabaseSync): void => {
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864');
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
};
