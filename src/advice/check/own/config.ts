/** Our own config file as its rules see it: exact settings, and where each key stands. */
import type { Settings } from '../../../domain/settings.ts';
import type { ConfigError } from '../../../config/problem.ts';
import { loadSettings } from '../../../config/load.ts';
import type { Problem } from '../finding.ts';
import { lineText, offsetOf, type Place, type Source } from '../place.ts';
import { readStream } from '../yaml/stream.ts';
import { entryAt, type Steps, textAt, type Tree, treeAt } from '../yaml/tree.ts';

export interface OwnConfig {
  readonly settings: Settings;
  /** Of the entry, or of what it is missing from. */
  readonly placeOf: (...path: Steps) => Place;
  /** As it is written; `null` where it is not. */
  readonly textAt: (...path: Steps) => string | null;
}

export interface OwnFile {
  readonly config: OwnConfig | null;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const placeholder = (name: string): string =>
  `https://${name.toLowerCase().replaceAll('_', '-')}.placeholder.invalid/v1`;

/** Nothing of this machine's environment is read: each name stands for a value of its own that fits most keys. */
const placeholders = (text: string): Readonly<Record<string, string>> => {
  const names = Array.from(text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]{0,99})\}/g), ([, name]) => name ?? '');
  return Object.fromEntries([...names, 'GOOD_GATEWAY_SECRET'].map((name) => [name, placeholder(name)]));
};

const placeIn = (source: Source, tree: Tree | undefined, path: Steps): Place => {
  for (let length = path.length; length > 0; length -= 1) {
    const steps = path.slice(0, length);
    const found = entryAt(tree, ...steps) ?? treeAt(tree, ...steps);
    if (found !== undefined) return length === path.length ? found.place : { ...found.place, end: found.place.start };
  }
  return { source, start: 0, end: 0 };
};

const dependsOnEnvironment = (source: Source, { line }: ConfigError): boolean => lineText(source, line).includes('${');

const problemOf = (source: Source, error: ConfigError): Problem => {
  const start = offsetOf(source, error);
  return {
    place: { source, start, end: start },
    message: error.key === '' ? error.message : `${error.key}: ${error.message}`,
  };
};

export const configOf = (settings: Settings, source: Source): OwnConfig => {
  const [tree] = readStream(source).documents;
  return {
    settings,
    placeOf: (...path) => placeIn(source, tree, path),
    textAt: (...path) => textAt(tree, ...path),
  };
};

export const readOwn = (source: Source): OwnFile => {
  const { file, text } = source;
  const loaded = loadSettings({ text, file, env: placeholders(text), baseFolder: '/' });
  if (loaded.kind === 'bad') {
    const problems = loaded.errors.filter((error) => !dependsOnEnvironment(source, error));
    const isUnknown = problems.length === 0;
    const notes = isUnknown
      ? [`${file}: it depends on the environment in more than keys and URLs: it was not checked`]
      : [];
    return { config: null, problems: problems.map((error) => problemOf(source, error)), notes };
  }
  return { config: configOf(loaded.settings, source), problems: [], notes: [] };
};
