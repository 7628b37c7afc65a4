/** Recorded calls, one JSON text each: the lines of a file, or the rows of a journal, which is only read. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

/** First bytes of every SQLite file (sqlite.org/fileformat.html, section 1.3.1). */
const sqliteMark = 'SQLite format 3\0';

const isDatabase = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sqliteMark.length), 0, sqliteMark.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === sqliteMark;
  } finally {
    await file.close();
  }
};

/** In the order in which they ended. Rejects when it cannot be read. */
export async function* eventLines(path: string): AsyncGenerator<string> {
  if (!(await isDatabase(path))) {
    yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity });
    return;
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    for (const row of database.prepare('SELECT event FROM calls ORDER BY number').iterate()) yield String(row['event']);
  } finally {
    database.close();
  }
}
