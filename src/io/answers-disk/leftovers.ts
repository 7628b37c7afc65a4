/** What dead processes have left: finds their folders, takes them so that nobody else can, and reads the stories in them. */
import type { Dirent, Stats } from 'node:fs';
import { readdirSync, renameSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../folder.ts';
import type { Holder } from './lease.ts';
import type { Lease } from './lease.ts';
import { isAbandoned, leaseMs, readLease } from './lease.ts';
import { logSuffix } from './journal.ts';
import { readLog } from './log.ts';
import type { Telling } from './records.ts';
import { tell } from './records.ts';

/** Logs that cannot be read wait here for the secret they were written with. */
const asideName = 'unreadable';

export interface Found {
  readonly story: Telling;
  /** When whoever wrote it was last known to live. */
  readonly diedAt: number;
}

export interface Stories {
  /** By the stream's id. */
  readonly found: ReadonlyMap<string, Found>;
  /** Not all of it could be read. */
  readonly isUnreadable: boolean;
}

const list = (folder: string): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
};

const foldersIn = (folder: string): readonly string[] =>
  list(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));

const statOf = (path: string): Stats | null => {
  try {
    return statSync(path);
  } catch {
    return null;
  }
};

/** Age of a folder without a lease: one that is just being made, or an old one. */
const isOld = (folder: string, now: number): boolean => now - (statOf(folder)?.mtimeMs ?? now) > leaseMs;

export interface Claiming {
  /** All folders of answers. */
  readonly root: string;
  /** Our own. */
  readonly folder: string;
  readonly us: Holder;
  readonly now: number;
}

/** A folder that belongs to another process, as far as one can tell. */
export interface Beside {
  readonly path: string;
  readonly lease: Lease;
}

export interface Claimed {
  readonly paths: readonly string[];
  readonly beside: readonly Beside[];
}

/** Moves what is abandoned into our own folder: of two who try, one succeeds. Whoever inherits from us gets it too. */
export const claimFolders = ({ root, folder, us, now }: Claiming): Claimed => {
  const paths: string[] = [];
  const beside: Beside[] = [];
  for (const path of foldersIn(root)) {
    if (path === folder || basename(path) === asideName) continue;
    const lease = readLease(path);
    if (lease === null ? isOld(path, now) : isAbandoned(lease, us, now)) paths.push(...moved(path, folder));
    else if (lease !== null) beside.push({ path, lease });
  }
  return { paths, beside };
};

const moved = (path: string, into: string): readonly string[] => {
  const claimed = join(into, basename(path));
  try {
    renameSync(path, claimed);
    return [claimed];
  } catch {
    return [];
  }
};

/** What could not be read before may be read now. */
export const takeFromAside = (root: string, into: string): readonly string[] =>
  foldersIn(join(root, asideName)).flatMap((path) => moved(path, into));

export const putAside = (root: string, path: string): void => {
  makeFolder(join(root, asideName));
  moved(path, join(root, asideName));
};

/** How much is in the logs of a folder, and of those in it. */
export const bytesIn = (folder: string): number =>
  list(folder).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesIn(path) : sizeOf(path));
  }, 0);

const sizeOf = (path: string): number => (path.endsWith(logSuffix) ? (statOf(path)?.size ?? 0) : 0);

export const lastAliveAt = (folder: string): number => readLease(folder)?.renewedAt ?? 0;

/** The stories of a folder, and of those its process had inherited: what it went on with itself counts. */
export const readStories = async (folder: string, secret: string): Promise<Stories> => {
  const found = new Map<string, Found>();
  let isUnreadable = false;
  for (const inner of foldersIn(folder)) {
    const inherited = await readStories(inner, secret);
    isUnreadable ||= inherited.isUnreadable;
    for (const [id, one] of inherited.found) found.set(id, one);
  }
  const stories = new Map<string, Telling>();
  for (const { name } of list(folder).filter((entry) => entry.name.endsWith(logSuffix))) {
    const reading = await readLog(join(folder, name), secret);
    if (reading.kind === 'unreadable') isUnreadable = true;
    else tell(stories, reading.entries);
  }
  const diedAt = lastAliveAt(folder);
  for (const [id, story] of stories) found.set(id, { story, diedAt });
  return { found, isUnreadable };
};

export const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
