/** What the command `check` needs of the world. */
import { readdir } from 'node:fs/promises';
import { openFile, stdin } from './files.ts';

const list = async (folder: string): Promise<readonly string[]> => {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return [];
  }
};

export const checkWorld = { openFile, stdin, list };
