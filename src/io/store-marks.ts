/**
 * Finds a row by the id of its call. Ids are random: an index over them would rewrite most of its pages with every batch (14 us a row at
 * 600,000 rows, 5 us without). So each batch keeps a checksum of every id in one piece; a search reads a few megabytes of them instead.
 */
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

export const marksTable = `CREATE TABLE batches (first INTEGER PRIMARY KEY, marks BLOB NOT NULL) STRICT;`;

/** Notes rows of consecutive numbers, from `first` on. */
export const noteIds = (db: DatabaseSync, first: number, ids: readonly string[]): void => {
  const marks = Uint32Array.from(ids, (id) => crc32(id));
  db.prepare('INSERT INTO batches (first, marks) VALUES (?, ?)').run(first, new Uint8Array(marks.buffer));
};

/** Lets go of batches all of whose rows are gone. */
export const forgetIds = (db: DatabaseSync): void => {
  const rows = 'first + length(marks) / 4';
  db.exec(`DELETE FROM batches WHERE ${rows} <= coalesce((SELECT min(number) FROM calls), ${rows})`);
};

const eventAt = (db: DatabaseSync, number: number, id: string): string | null => {
  const row = db.prepare('SELECT event FROM calls WHERE number = ? AND id = ?').get(number, id);
  return row === undefined ? null : String(row['event']);
};

/** The newest event of that id, as JSON; empty when there is none. */
export const eventsById = (db: DatabaseSync, id: string): string[] => {
  const mark = crc32(id);
  for (const { first, marks } of db.prepare('SELECT first, marks FROM batches ORDER BY first DESC').iterate()) {
    // Safe: the table is STRICT. A copy begins where an array of numbers may begin.
    const all = new Uint32Array((marks as Uint8Array).slice().buffer);
    for (let at = all.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : all.lastIndexOf(mark, at - 1)) {
      const event = eventAt(db, Number(first) + at, id);
      if (event !== null) return [event];
    }
  }
  return [];
};
