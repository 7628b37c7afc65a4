/** What the `check` command asks of the world; `io/check-world` has it, `main` brings the two together. */
import type { OpenedFile } from './explain-world.ts';

export interface CheckWorld {
  openFile(path: string): Promise<OpenedFile>;
  stdin(): AsyncIterable<Uint8Array>;
  /** Names in a folder, sorted; empty when it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
}
