/** Lists the text files of the project: what is, or would be, committed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Never committed, as .gitignore says too; `.git` is a file in a second work tree. */
const skipped = ['.git', 'node_modules', 'data', 'coverage', 'dist', '.peers'];
const binary = /\.(png|jpe?g|gif|ico|webp|avif|woff2?|gz|zip|db|log)$/;

/** Relative to the project, with forward slashes. */
export const textFilesOf = (root: string, folder = ''): readonly string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (skipped.includes(entry.name)) return [];
      if (entry.isDirectory()) return textFilesOf(root, file);
      return entry.isFile() && !binary.test(entry.name) ? [file] : [];
    })
    .toSorted();
