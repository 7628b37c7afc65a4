/** HAProxy's sections, and questions to them: what is set for a proxy, by itself or by its defaults. */
import type { Problem } from '../finding.ts';
import type { Setting } from '../hop.ts';
import type { Place, Source } from '../place.ts';
import { type Line, readLines, type Word } from './lines.ts';
import { malformed } from './malformed.ts';
import { readTime } from './units.ts';

export const proxyKinds = ['frontend', 'backend', 'listen'] as const;

const otherKinds = [
  'global',
  'defaults',
  'resolvers',
  'peers',
  'userlist',
  'mailers',
  'program',
  'http-errors',
  'cache',
  'ring',
  'log-forward',
  'log-profile',
  'fcgi-app',
  'crt-store',
  'acme',
  'traces',
] as const;

type SectionKind = (typeof proxyKinds)[number] | (typeof otherKinds)[number];

const kinds: ReadonlySet<string> = new Set([...proxyKinds, ...otherKinds]);

/** Each of them inherits from the one before; people nest two or three. */
const deepestDefaults = 20;

/** A file of something else is told of in a few lines. */
const mostTold = 10;

export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  readonly place: Place;
  readonly lines: readonly Line[];
  /** What holds for it where it says nothing itself. */
  readonly defaults: Section | null;
}

export interface Server {
  readonly name: string;
  readonly address: string;
  readonly place: Place;
  /** Its own words after the address, then those of `default-server`. */
  readonly words: readonly Word[];
}

export interface Sections {
  readonly source: Source;
  readonly sections: readonly Section[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const isKind = (text: string): text is SectionKind => kinds.has(text);

const depthOf = (section: Section | null): number => {
  let depth = 0;
  for (let from = section; from !== null; from = from.defaults) depth += 1;
  return depth;
};

const defaultsOf = ({ words }: Line, before: readonly Section[]): Section | null => {
  const all = before.filter(({ kind }) => kind === 'defaults');
  const at = words.findIndex(({ text }) => text === 'from');
  return (at < 0 ? all.at(-1) : all.findLast(({ name }) => name === words[at + 1]?.text)) ?? null;
};

export const readSections = (source: Source): Sections => {
  const { lines, problems } = readLines(source);
  const sections: (Section & { readonly lines: Line[] })[] = [];
  const notes = new Set<string>();
  const lost: Problem[] = [];
  const told: Problem[] = [];
  for (const line of lines) {
    const [first, second] = line.words;
    const word = first?.text ?? '';
    const broken = malformed(line, sections.at(-1)?.kind ?? '');
    if (broken !== null) told.push(broken);
    if (isKind(word)) {
      const isNamed = second !== undefined && second.text !== 'from';
      const inherits = (proxyKinds as readonly string[]).includes(word) || (word === 'defaults' && !isNamed);
      const fromWords = word === 'defaults' ? line.words.some(({ text }) => text === 'from') : inherits;
      const found = fromWords ? defaultsOf(line, sections) : null;
      const defaults = depthOf(found) > deepestDefaults ? null : found;
      if (defaults !== found)
        notes.add(
          `${source.file}: defaults inherit from each other more than ${deepestDefaults} times: not all were read`,
        );
      sections.push({ kind: word, name: isNamed ? second.text : '', place: line.place, lines: [], defaults });
    } else if (word.startsWith('.')) {
      notes.add(`${source.file}: conditions (.if and the like) are not judged: all of their lines were read`);
    } else if (sections.at(-1) === undefined)
      lost.push({ place: line.place, message: 'a section such as global, defaults, frontend or backend is expected' });
    else if (broken === null || word === 'timeout') sections.at(-1)?.lines.push(line);
  }
  return {
    source,
    sections,
    problems: [...problems, ...lost.slice(0, 1), ...told.slice(0, mostTold)],
    notes: [...notes],
  };
};

const startsWith = ({ words }: Line, keyword: readonly string[]): boolean =>
  keyword.every((word, at) => words[at]?.text === word);

/** The last line of a section, or of its defaults, that begins with these words, such as `timeout server`. */
export const lineOf = (section: Section | null, keyword: string): Line | null => {
  const words = keyword.split(' ');
  for (let from = section; from !== null; from = from.defaults) {
    const found = from.lines.findLast((line) => startsWith(line, words));
    if (found !== undefined) return found;
  }
  return null;
};

/** Whether an option is on: `no option …` of the section itself wins over its defaults. */
export const hasOption = (section: Section, name: string): boolean => {
  for (let from: Section | null = section; from !== null; from = from.defaults) {
    const last = from.lines.findLast(
      (line) => startsWith(line, ['option', name]) || startsWith(line, ['no', 'option', name]),
    );
    if (last !== undefined) return last.words[0]?.text === 'option';
  }
  return false;
};

/** The clock of that name; `null` for one that cannot be read, `byDefault` for one that is not set. */
export const timeoutOf = (section: Section, name: string, byDefault: number): Setting<number> | null => {
  const line = lineOf(section, `timeout ${name}`);
  if (line === null) return { name: `timeout ${name}`, value: byDefault, place: section.place, isDefault: true };
  const value = readTime(line.words[2]?.text ?? '');
  return value === null ? null : { name: `timeout ${name}`, value, place: line.place, isDefault: false };
};

export const isTcp = (section: Section): boolean => (lineOf(section, 'mode')?.words[1]?.text ?? 'tcp') === 'tcp';

export const serversOf = (section: Section): readonly Server[] => {
  const shared: Word[] = [];
  for (let from: Section | null = section; from !== null; from = from.defaults)
    for (const line of from.lines) if (line.words[0]?.text === 'default-server') shared.push(...line.words.slice(1));
  return section.lines
    .filter(({ words }) => /^server(?:-template)?$/.test(words[0]?.text ?? ''))
    .map(({ words, place }) => {
      const rest = words[0]?.text === 'server' ? 2 : 3;
      return {
        name: words[1]?.text ?? '',
        address: words[rest]?.text ?? '',
        place,
        words: [...words.slice(rest + 1), ...shared],
      };
    });
};

export const has = ({ words }: Server, word: string): boolean => words.some(({ text }) => text === word);

/** What stands after a word of a server's line; `null` where it is not there. */
export const after = ({ words }: Server, word: string): string | null => {
  const at = words.findIndex(({ text }) => text === word);
  return at < 0 ? null : (words[at + 1]?.text ?? '');
};
