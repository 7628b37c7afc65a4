/** Small things that outlive a restart, beside the journal in its file: one text under a name, on a shelf of its kind. */
import type { DatabaseSync } from 'node:sqlite';

export const documentsTable = `CREATE TABLE documents (
     shelf TEXT NOT NULL,
     id TEXT NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (shelf, id)
   ) STRICT, WITHOUT ROWID;`;

/** Leases last seconds: one that ends so much later than the one wished for was given before the clock was set back. */
const clockSetBackMs = 60_000;

export type DocumentsAsk =
  | { readonly kind: 'all'; readonly shelf: string; readonly from: string }
  | { readonly kind: 'keep'; readonly shelf: string; readonly id: string; readonly text: string }
  | {
      readonly kind: 'lease';
      readonly shelf: string;
      readonly id: string;
      readonly by: string;
      readonly now: number;
      readonly until: number;
    }
  | { readonly kind: 'drop'; readonly shelf: string; readonly id: string };

/** What is on the shelf; `by` where a lease was given; nothing else. */
export const askDocuments = (db: DatabaseSync, ask: DocumentsAsk): readonly string[] => {
  switch (ask.kind) {
    case 'all': {
      const read = db.prepare('SELECT text FROM documents WHERE shelf = ? AND id >= ? ORDER BY id');
      const rows = read.all(ask.shelf, ask.from);
      return rows.map((row) => String(row['text']));
    }
    case 'keep':
      db.prepare('INSERT OR REPLACE INTO documents (shelf, id, text) VALUES (?, ?, ?)').run(
        ask.shelf,
        ask.id,
        ask.text,
      );
      return [];
    case 'lease': {
      const { by, until } = ask;
      // One statement: of two gateways that ask at the same moment one is first.
      const done = db
        .prepare(
          `INSERT INTO documents (shelf, id, text) VALUES (?, ?, ?) ON CONFLICT (shelf, id) DO UPDATE
           SET text = excluded.text
           WHERE text ->> '$.until' <= ? OR text ->> '$.by' = ? OR text ->> '$.until' > ?`,
        )
        .run(ask.shelf, ask.id, JSON.stringify({ by, until }), ask.now, by, Math.max(until, ask.now) + clockSetBackMs);
      return Number(done.changes) > 0 ? [by] : [];
    }
    case 'drop':
      db.prepare('DELETE FROM documents WHERE shelf = ? AND id = ?').run(ask.shelf, ask.id);
      return [];
    default:
      return ask satisfies never;
  }
};
