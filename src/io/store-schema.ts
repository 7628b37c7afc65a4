/** The database file: its format by version, and how it is opened. An event is kept as its JSON. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './folder.ts';
import { documentsTable } from './store-documents.ts';
import { marksTable, noteIds } from './store-marks.ts';

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
  `ALTER TABLE calls RENAME TO calls_1;
   CREATE TABLE calls (
     number INTEGER PRIMARY KEY,
     event TEXT NOT NULL,
     id TEXT AS (event ->> '$.id') VIRTUAL,
     at INTEGER AS (event ->> '$.at') VIRTUAL,
     outcome TEXT AS (event ->> '$.outcome') VIRTUAL,
     model TEXT AS (event ->> '$.model') VIRTUAL,
     upstream TEXT AS (event ->> '$.upstream') VIRTUAL
   );
   INSERT INTO calls (event)
     SELECT json_object(
       'kind', 'call', 'id', id, 'streamId', stream_id, 'at', at, 'operation', operation, 'model', model,
       'caller', caller, 'stream', json(iif(stream, 'true', 'false')), 'outcome', outcome, 'cause', json(cause),
       'upstream', upstream, 'attempts', json(attempts), 'status', status, 'ms', ms, 'firstTokenMs', first_token_ms,
       'bytesSent', bytes_sent, 'earlyHead', json(iif(early_head, 'true', 'false')),
       'usage', iif(input_tokens IS NULL, NULL, json_object('inputTokens', input_tokens, 'outputTokens', output_tokens)))
     FROM calls_1 ORDER BY number;
   DROP TABLE calls_1;
   ${marksTable}`,
  documentsTable,
];

const migratedAtOnce = 4_000;

/** Rows that came from a file of the first format are not in a batch yet. */
const noteMigrated = (db: DatabaseSync): void => {
  for (let first = 1; ; first += migratedAtOnce) {
    const rows = db
      .prepare('SELECT id FROM calls WHERE number >= ? ORDER BY number LIMIT ?')
      .all(first, migratedAtOnce);
    if (rows.length === 0) return;
    noteIds(
      db,
      first,
      rows.map((row) => String(row['id'])),
    );
  }
};

const count = (row: Record<string, unknown> | undefined, name: string): number => Number(row?.[name] ?? 0);

const migrate = (db: DatabaseSync): void => {
  // Looked at under the lock: another gateway may begin with the same file at the same moment.
  db.exec('BEGIN IMMEDIATE');
  const version = count(db.prepare('PRAGMA user_version').get(), 'user_version');
  const owner = count(db.prepare('PRAGMA application_id').get(), 'application_id');
  const tables = count(db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get(), 'tables');
  if (tables > 0 && owner !== applicationId) throw new Error('the file is the database of another program');
  if (version > migrations.length) {
    throw new Error(`the file was written by a newer version (format ${version}, this one knows ${migrations.length})`);
  }
  for (const step of migrations.slice(version)) db.exec(step);
  if (version === 1) noteMigrated(db);
  db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
};

/** Opens or makes the file, readable by its owner alone; SQLite gives its side files the same mode. */
export const openDatabase = (path: string): DatabaseSync => {
  makeFolder(dirname(path));
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
