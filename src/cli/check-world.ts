/** What the `check` command asks of the world; `io/check-world` has it, `main` brings the two together. */
import type { OpenedFile } from './explain-world.ts';

/** `special`: a pipe or a device, which may never end. */
export type PlainFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'larger' | 'special' }
  | Extract<OpenedFile, { kind: 'unusable' }>;

export interface CheckWorld {
  readPlain(path: string, mostBytes: number): PlainFile;
  /** For what is no plain file. */
  openFile(path: string): Promise<OpenedFile>;
  stdin(): AsyncIterable<Uint8Array>;
  /** Names in a folder, sorted; empty when it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
}
