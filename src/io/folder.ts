/** Makes a folder and those above it. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** For its owner alone. Step by step: where nobody can make any (`/proc`), Node's own `recursive` tries again for ever. */
export const makeFolder = (path: string): void => {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another gateway beside us may have been faster.
    if (!isFolder(path)) throw error;
  }
};
