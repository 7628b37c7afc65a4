/** Finds links and file names in a document that lead nowhere. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { housePlan } from '../house-plan.ts';

/** One line each: `file:line says`. */
export const missingFilesIn = (root: string, file: string, text: string): readonly string[] =>
  text.split('\n').flatMap((line, index) => {
    const names = [
      ...linksIn(line).filter((link) => !existsSync(path.join(root, path.dirname(file), link))),
      ...filesNamedIn(line).filter((name) => !isThere(root, name)),
    ];
    return [...new Set(names)].map((name) => `${file}:${index + 1} names ${name}, which does not exist`);
  });

/** Targets of relative links, without what follows `#`. */
const linksIn = (line: string): readonly string[] =>
  [...line.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z+.-]+:|^\//.test(link));

const topFolders = ['src', 'scripts', 'test', 'bench', 'docs', 'bin', 'examples', 'deploy', '.ci'];
const rooms = Object.keys(housePlan).filter((name) => name !== 'main');
const codeSpan = /`([^`]+)`/g;
const isPath = new RegExp(
  `^(?:${[...topFolders, ...rooms].map((name) => name.replace('.', '\\.')).join('|')})/[\\w./-]*$`,
);

/** Paths in code spans that begin in a folder of the project or in a room; patterns and placeholders are not paths. */
const filesNamedIn = (line: string): readonly string[] =>
  [...line.matchAll(codeSpan)]
    .flatMap(([, span]) => (span ?? '').split(/\s+/))
    .map((word) => word.replace(/[,;:]+$/, '').replace(/:\d+$/, ''))
    .filter((word) => isPath.test(word) && !/[A-Z]{3,}/.test(word.replace(/\.md$/, '')));

/** A room's file may be named without `src/` and without its ending. */
const isThere = (root: string, name: string): boolean =>
  ['', 'src'].some((folder) =>
    ['', '.ts'].some((ending) => isFileOrFolder(path.join(root, folder, name + ending), name)),
  );

const isFileOrFolder = (full: string, name: string): boolean =>
  existsSync(full) && (!name.endsWith('/') || statSync(full).isDirectory());
