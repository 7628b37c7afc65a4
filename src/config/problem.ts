/** What is wrong with a config: a key path and a sentence, and with a place in the file a `ConfigError`. */
import { quote, quoteKey, quoteName } from './quote.ts';

export type KeyPath = readonly (string | number)[];

/** A finding before its place is known. `at` says which half of `key: value` it is about. */
export interface Problem {
  readonly path: KeyPath;
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** One line for the operator. `file` is `null` for a config that was discovered, not written. */
export interface ConfigError {
  readonly file: string | null;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** Such as `models["gpt-4.1"].targets[0].upstream`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

const quotePart = (path: KeyPath, index: number, part: string): string => {
  if (index === 1 && path[0] === 'models') return quote(part);
  const isChosen =
    (index === 1 && (path[0] === 'upstreams' || path[0] === 'keys' || path[0] === 'alerts')) ||
    path[index - 1] === 'headers';
  return isChosen ? quoteName(part) : quoteKey(part);
};

/** Parts that are no plain words stand in brackets, as far as they can be shown. */
export const showPath = (path: KeyPath): string =>
  path.reduce<string>((shown, part, index) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    const quoted = quotePart(path, index, part);
    if (!/^"[A-Za-z0-9_-]+"$/.test(quoted)) return `${shown}[${quoted}]`;
    return shown === '' ? quoted.slice(1, -1) : `${shown}.${quoted.slice(1, -1)}`;
  }, '');

export const formatError = ({ file, line, column, key, message }: ConfigError): string => {
  const place = file === null ? [] : [`${file}:${line}:${column}`];
  return [...place, ...(key === '' ? [] : [key]), message].join(': ');
};
