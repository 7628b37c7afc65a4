/** Reads a config file's text into settings, or into all of its errors with their places. */
import type { Settings } from '../domain/settings.ts';
import type { Overrides } from './cross-check.ts';
import { readDocument } from './document.ts';
import { type ConfigError, type KeyPath, type Problem, showPath } from './problem.ts';
import { settle } from './settle.ts';
import type { Environment } from './substitute.ts';
import { type Place, pathId } from './walk.ts';

export interface ConfigText {
  readonly text: string;
  /** As errors name it. */
  readonly file: string;
  readonly env: Environment;
  /** What relative paths are relative to: the file's folder. */
  readonly baseFolder: string;
  readonly overrides?: Overrides;
}

export type Loaded =
  | { readonly kind: 'ok'; readonly settings: Settings; readonly warnings: readonly ConfigError[] }
  | { readonly kind: 'bad'; readonly errors: readonly ConfigError[] };

/** A missing key has the place of what it is missing from. */
const placeOf = (places: ReadonlyMap<string, Place>, path: KeyPath): Place | undefined => {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = places.get(pathId(path.slice(0, length)));
    if (place !== undefined) return length === path.length ? place : { ...place, value: place.key };
  }
  return undefined;
};

const locate = (file: string, places: ReadonlyMap<string, Place>, { path, at, message }: Problem): ConfigError => {
  const { line, column } = placeOf(places, path)?.[at] ?? { line: 1, column: 1 };
  return { file, line, column, key: showPath(path), message };
};

const byPlace = (a: ConfigError, b: ConfigError): number => a.line - b.line || a.column - b.column;

/** The first error of a key is enough: the others follow from it. */
const onePerKey = (errors: readonly ConfigError[]): ConfigError[] => {
  const seen = new Set<string>();
  return errors.filter(({ key, line }) => {
    const id = key === '' ? `line ${line}` : key;
    return !seen.has(id) && seen.add(id);
  });
};

export const loadSettings = ({ text, file, env, baseFolder, overrides }: ConfigText): Loaded => {
  const { value, places, errors } = readDocument(text, env);
  const misplaced = errors.map(({ path, position, message }) => ({ file, ...position, key: showPath(path), message }));
  if (value === undefined) return { kind: 'bad', errors: misplaced };
  const namesOf = (path: KeyPath): readonly string[] => places.get(pathId(path))?.names ?? [];
  const draft = { value: value ?? {}, env, overrides: overrides ?? { listen: null, admin: null }, namesOf };
  const settled = settle(draft, baseFolder);
  const found = settled.kind === 'ok' ? [] : settled.problems.map((problem) => locate(file, places, problem));
  if (settled.kind === 'ok' && misplaced.length === 0) {
    const warnings = settled.warnings.map((problem) => locate(file, places, problem)).toSorted(byPlace);
    return { kind: 'ok', settings: settled.settings, warnings };
  }
  return { kind: 'bad', errors: onePerKey([...misplaced, ...found]).toSorted(byPlace) };
};
