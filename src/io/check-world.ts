/** What the command `check` needs of the world. */
import { readdir } from 'node:fs/promises';
import { openFile, readPlain, stdin } from './files.ts';

const list = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return [];
  }
};

export const checkWorld = { openFile, readPlain, stdin, list };
