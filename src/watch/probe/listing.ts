/** Reads what answers say of the server behind them: its models, its name, its version. */
import type { HeaderBag } from '../../domain/ports.ts';
import { isObject, objectOf } from '../../dialect/reading.ts';

export type Listing = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A name that is left out here would be refused: as many as a reply has room for, at OpenAI's 84 bytes an entry. */
const entriesMax = 50_000;

/** The entries of a model list by name; `null` when it is none. */
export const listedIn = (text: string): Listing | null => {
  const data = objectOf(text)?.['data'];
  if (!Array.isArray(data)) return null;
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const entry of data.slice(0, entriesMax)) {
    if (!isObject(entry) || typeof entry['id'] !== 'string') continue;
    // Gemini lists `models/NAME` and is asked for NAME.
    found.set(entry['id'].replace(/^models\//, ''), entry);
  }
  return found.size > 0 ? found : null;
};

/** Who the first entry says it belongs to. */
export const ownerIn = (listing: Listing | null): string | null => {
  const [first] = listing?.values() ?? [];
  const owner = first?.['owned_by'];
  return typeof owner === 'string' ? owner : null;
};

export const serverIn = (headers: HeaderBag): string | null =>
  typeof headers['server'] === 'string' ? headers['server'] : null;

const versionHeaders = ['server', 'x-powered-by', 'x-version', 'x-app-version', 'openai-version'] as const;

/** What a server calls itself: a new name means that something was rolled out. */
export const fingerprintIn = (headers: HeaderBag): string =>
  versionHeaders
    .flatMap((name) => (typeof headers[name] === 'string' ? [headers[name]] : []))
    .filter((value) => /^[\w.:/()+@ -]{1,60}$/.test(value))
    .join(', ');
