/** Turns what the schema found into problems that name what was expected. */
import type { z } from 'zod';
import { hint } from './nearest.ts';
import type { KeyPath, Problem } from './problem.ts';
import { quoteKey, quoteName } from './quote.ts';
import { shown, shownKind } from './shown.ts';

type Issue = z.core.$ZodIssue;

/** Names of the environment that the value at a path was made with. */
export type NamesOf = (path: KeyPath) => readonly string[];

const partOf = (part: PropertyKey): string | number => (typeof part === 'symbol' ? String(part) : part);

const valueAt = (value: unknown, path: KeyPath): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<string | number, unknown>)[part]
        : undefined,
    value,
  );

const keysOf = (shape: unknown): string =>
  typeof shape === 'object' && shape !== null ? Object.keys(shape).join(' ') : '';

/** For kinds of failure no field has words for. For an unknown key it is the known ones, for `problemsOf`. */
export const expectedWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') {
    const definition: unknown = issue.inst?._zod.def;
    return keysOf(
      typeof definition === 'object' && definition !== null && 'shape' in definition ? definition.shape : null,
    );
  }
  return issue.code === 'invalid_union' ? '"off" or a mapping' : 'a mapping';
};

const isMapping = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const isContainer = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && ['object', 'record', 'array'].includes(issue.expected);

/** Without the space YAML takes `key:value` for one long key. */
const spaceMissing = (key: string): string => (/^[A-Za-z0-9._-]+:/.test(key) ? ' with no space after its ":"' : '');

interface Judged {
  readonly value: unknown;
  readonly namesOf: NamesOf;
}

const problemsOfOne = (issue: Issue, within: KeyPath, judged: Judged): Problem[] => {
  const path = [...within, ...issue.path.map(partOf)];
  const found = valueAt(judged.value, path);
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ');
    return issue.keys.map((key) => {
      const message = `expected a known key, got ${quoteKey(key)}${spaceMissing(key)}${hint(key, known)}`;
      return { path: [...path, key], at: 'key', message };
    });
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'a name';
    return [{ path, at: 'key', message: `expected ${expected}, got ${quoteName(String(path.at(-1)))}` }];
  }
  // The last form of a union is the mapping: a mapping is judged by that form alone.
  const forms = issue.code === 'invalid_union' && isMapping(found) ? issue.errors.at(-1) : undefined;
  if (forms !== undefined) return forms.flatMap((inner) => problemsOfOne(inner, path, judged));
  if (found === undefined) return [{ path, at: 'value', message: `missing: expected ${issue.message}` }];
  const got = isContainer(issue) ? shownKind(found) : shown(found, path, judged.namesOf(path));
  return [{ path, at: 'value', message: `expected ${issue.message}, got ${got}` }];
};

export const problemsOf = (issues: readonly Issue[], judged: Judged): Problem[] =>
  issues.flatMap((issue) => problemsOfOne(issue, [], judged));
