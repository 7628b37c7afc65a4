/** Reads the files that are to be checked, and finds the ones they include; bounded, and with a word for what was not read. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Source } from '../advice/check/place.ts';
import type { Opened, Unopened } from '../advice/check/system.ts';
import type { CheckWorld } from './check-world.ts';

/** The largest config seen in the field (generated ones) is a tenth of this. */
const mostBytes = 8 * 1024 * 1024;

const reasons = {
  missing: 'there is no such file',
  folder: 'it is a folder; name the files in it',
  denied: 'there is no permission to read it',
  broken: 'it cannot be read',
  special: 'it is a pipe or a device, no file',
} as const;

export type ReadSource =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'missing'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

const unreadable = (why: string): ReadSource => ({ kind: 'unreadable', why });
const tooLarge = `it has more than ${mostBytes / 1024 / 1024} MB; what is this large is no config`;

const gather = async (file: string, pieces: AsyncIterable<Uint8Array>): Promise<ReadSource> => {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > mostBytes) return unreadable(tooLarge);
    read.push(piece);
  }
  return sourceOf(file, Buffer.concat(read));
};

const sourceOf = (file: string, whole: Uint8Array): ReadSource => {
  const text = new TextDecoder(whole[0] === 0xff && whole[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(whole);
  return text.includes('\0') ? unreadable('it is binary, no text') : { kind: 'source', source: { file, text } };
};

/** `null` for a pipe or a device. */
const readPlain = (file: string, world: CheckWorld): ReadSource | null => {
  const read = world.readPlain(file, mostBytes);
  switch (read.kind) {
    case 'read':
      return sourceOf(file, read.bytes);
    case 'larger':
      return unreadable(tooLarge);
    case 'special':
      return null;
    case 'unusable':
      return { kind: 'missing', why: reasons[read.why] };
    default:
      return read satisfies never;
  }
};

/** `-` is standard input. */
export const readSource = async (file: string, world: CheckWorld): Promise<ReadSource> => {
  if (file === '-') return gather('standard input', world.stdin());
  const plain = readPlain(file, world);
  if (plain !== null) return plain;
  const opened = await world.openFile(file);
  if (opened.kind === 'unusable') return { kind: 'missing', why: reasons[opened.why] };
  return gather(file, opened.read()).catch(() => unreadable(reasons.broken));
};

const isPattern = (text: string): boolean => /[*?[]/.test(text);

/** What stands between two stars, as an expression of a fixed length. */
const betweenStars = (text: string): string =>
  text
    .replaceAll(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('?', '[^/]')
    .replaceAll('[!', '[^');

/**
 * Shell patterns as `glob(3)` has them, within one name. Each part between stars is taken where it fits first, so a pattern of
 * many stars costs no more than another one.
 */
const matcher = (pattern: string): ((name: string) => boolean) => {
  const parts = pattern.split('*').map(betweenStars);
  if (parts.length === 1) {
    const whole = new RegExp(`^${parts[0]}$`);
    return (name) => whole.test(name);
  }
  const start = new RegExp(parts[0] ?? '', 'y');
  const middle = parts.slice(1, -1).map((part) => new RegExp(part, 'g'));
  const end = new RegExp(`(?:${parts.at(-1)})$`);
  return (name) => {
    let at = 0;
    for (const part of [start, ...middle]) {
      part.lastIndex = at;
      if (!part.test(name)) return false;
      at = part.lastIndex;
    }
    return end.test(name.slice(at));
  };
};

/** Folders and names that a pattern may lead to: a star for each level is the whole machine. */
const mostMatching = 2_000;

const matching = async (pattern: string, world: CheckWorld): Promise<readonly string[]> => {
  if (!isPattern(pattern)) return [pattern];
  const folder = dirname(pattern);
  const folders = await matching(folder, world);
  const name = basename(pattern);
  if (!isPattern(name)) return folders.map((one) => join(one, name));
  let fits: (each: string) => boolean;
  try {
    fits = matcher(name);
  } catch {
    return [];
  }
  const found: string[] = [];
  for (const one of folders) {
    if (found.length >= mostMatching) break;
    for (const each of await world.list(one)) if (fits(each)) found.push(join(one, each));
  }
  return found.slice(0, mostMatching);
};

/** Folders that stand for the one of the root file when it is checked away from its machine. */
const installed = /^\/(?:etc\/nginx|usr\/local\/nginx\/conf|usr\/local\/etc\/nginx|etc\/haproxy)\//;

/** Where a pattern may lead: beside the root file first, then where it says. */
const candidates = (pattern: string, root: string): readonly string[] => {
  const folder = dirname(root);
  if (!isAbsolute(pattern)) return [join(folder, pattern)];
  return installed.test(pattern) ? [join(folder, pattern.replace(installed, '')), pattern] : [pattern];
};

/** Names that only a pattern has led to, and that are not there, were never meant. */
const isMeant = (candidate: string, why: string): boolean => !isPattern(candidate) || why !== reasons.missing;

/** What an include names. A pattern that nothing fits is no fault, as it is none for nginx. */
export const openIncluded = async (pattern: string, root: Source, world: CheckWorld): Promise<Opened> => {
  let unopened: readonly Unopened[] = [];
  for (const candidate of candidates(pattern, root.file)) {
    const names = await matching(candidate, world);
    // What a file names is no pipe that somebody holds ready for us.
    const read = names.map((name) => ({ name, is: readPlain(name, world) ?? unreadable(reasons.special) }));
    const sources = read.flatMap(({ is }) => (is.kind === 'source' ? [is.source] : []));
    unopened = read.flatMap(({ name, is }) =>
      is.kind !== 'source' && isMeant(candidate, is.why) ? [{ file: name, why: is.why }] : [],
    );
    if (sources.length > 0) return { sources, unopened };
  }
  return { sources: [], unopened };
};
