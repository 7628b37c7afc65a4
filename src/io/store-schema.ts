/** The database file: its format by version, and how it is opened. An event is kept as its JSON. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { documentsTable } from './store-documents.ts';

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
  // An index over random names of 36 characters cost more than all else of a row; a checksum finds them as well.
  `ALTER TABLE calls RENAME TO calls_1;
   CREATE TABLE calls (
     number INTEGER PRIMARY KEY,
     mark INTEGER NOT NULL,
     event TEXT NOT NULL,
     id TEXT AS (event ->> '$.id') VIRTUAL,
     at INTEGER AS (event ->> '$.at') VIRTUAL,
     outcome TEXT AS (event ->> '$.outcome') VIRTUAL,
     model TEXT AS (event ->> '$.model') VIRTUAL,
     upstream TEXT AS (event ->> '$.upstream') VIRTUAL
   );
   INSERT INTO calls (mark, event)
     SELECT mark_of(id), json_object(
       'kind', 'call', 'id', id, 'streamId', stream_id, 'at', at, 'operation', operation, 'model', model,
       'caller', caller, 'stream', json(iif(stream, 'true', 'false')), 'outcome', outcome, 'cause', json(cause),
       'upstream', upstream, 'attempts', json(attempts), 'status', status, 'ms', ms, 'firstTokenMs', first_token_ms,
       'bytesSent', bytes_sent, 'earlyHead', json(iif(early_head, 'true', 'false')),
       'usage', iif(input_tokens IS NULL, NULL, json_object('inputTokens', input_tokens, 'outputTokens', output_tokens)))
     FROM calls_1 ORDER BY number;
   DROP TABLE calls_1;
   CREATE INDEX calls_mark ON calls (mark);`,
  documentsTable,
];

/** What rows are found by: short, and the same for the same id; several ids may share one. */
export const markOf = (id: string): number => crc32(id);

export const insertCall = 'INSERT INTO calls (mark, event) VALUES (?, ?)';

const count = (row: Record<string, unknown> | undefined, name: string): number => Number(row?.[name] ?? 0);

const migrate = (db: DatabaseSync): void => {
  const version = count(db.prepare('PRAGMA user_version').get(), 'user_version');
  const owner = count(db.prepare('PRAGMA application_id').get(), 'application_id');
  const tables = count(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get(), 'tables');
  if (tables > 0 && owner !== applicationId) throw new Error('the file is the database of another program');
  if (version > migrations.length) {
    throw new Error(`the file was written by a newer version (format ${version}, this one knows ${migrations.length})`);
  }
  db.function('mark_of', (id) => markOf(String(id)));
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
