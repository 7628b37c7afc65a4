/** How a wrong value is shown in an error: a secret, or what may be one, never is. */
import type { KeyPath } from './problem.ts';
import { quote } from './quote.ts';

/** Under `keys` only these are surely no secrets. */
const openUnderKeys = new Set<string | number | undefined>([
  'requestsPerMinute',
  'tokensPerMinute',
  'concurrency',
  'priority',
]);

/** Of a sink of alerts these are surely no secrets; its URL may be one. */
const openUnderAlerts = new Set<string | number | undefined>([
  'kind',
  'severity',
  'from',
  'until',
  'zone',
  'allowPrivate',
]);

const isSecretPlace = (path: KeyPath): boolean => {
  const last = path.at(-1);
  if (path[0] === 'alerts') return path[2] !== 'maintenance' && !openUnderAlerts.has(last);
  if (last === 'key' || last === 'adminToken' || path.includes('headers')) return true;
  return path[0] === 'keys' && !openUnderKeys.has(last);
};

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
};

/** `names`: those of the environment that the value was made with; then only they are shown. */
export const shown = (value: unknown, path: KeyPath, names: readonly string[]): string => {
  if (value === '') return names.length > 0 ? `an empty value from \${${names.join('} and ${')}}` : 'an empty text';
  if (names.length > 0) return `the value of \${${names.join('} and ${')}}`;
  if (typeof value === 'object' || value === undefined) return kindOf(value);
  if (isSecretPlace(path)) return `${kindOf(value)} that is not shown here`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return kindOf(value);
  // User names and passwords stand before an "@", tokens after a "?".
  return /[@?]/.test(value) ? 'a text that is not shown here' : quote(value);
};

/** The kind alone, where a mapping or a list was expected: a text there is in the wrong place and may be anything. */
export const shownKind = kindOf;
