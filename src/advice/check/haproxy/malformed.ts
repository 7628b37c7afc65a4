/** Lines HAProxy itself refuses: words that are missing, times that are none. */
import type { Problem } from '../finding.ts';
import type { Line } from './lines.ts';
import { readTime } from './units.ts';

/** What follows a word that cannot stand alone, and how many words at least. */
const wanted: Readonly<Record<string, readonly [more: number, expected: string]>> = {
  frontend: [1, 'a name for this frontend'],
  backend: [1, 'a name for this backend'],
  listen: [1, 'a name for this section'],
  bind: [1, 'an address, such as bind :443'],
  server: [2, 'a name and an address, such as server one 10.0.0.1:8000'],
  'server-template': [3, 'a prefix, a number and a name, such as server-template one 3 app.internal:8000'],
  default_backend: [1, 'the name of a backend'],
  use_backend: [1, 'the name of a backend'],
  timeout: [2, 'a name and a time, such as timeout server 10m'],
};

/** What HAProxy fills in when it starts: it can be anything. */
const isFilledIn = (text: string): boolean => text.includes('$') || text.startsWith('@');

/** `null` for a line that can stand in a section of that kind. */
export const malformed = ({ words, place }: Line, section: string): Problem | null => {
  const name = words[0]?.text ?? '';
  const [more, expected] = (Object.hasOwn(wanted, name) ? wanted[name] : undefined) ?? [0, ''];
  // A peer may have its address elsewhere.
  const enough = section === 'peers' ? Math.min(more, 1) : more;
  if (words.length <= enough && !words.some(({ text }) => isFilledIn(text)))
    return { place, message: `expected ${expected}` };
  const time = name === 'timeout' ? words[2] : undefined;
  if (time === undefined || isFilledIn(time.text) || readTime(time.text) !== null) return null;
  return { place: time.place, message: 'expected a time, such as 30s, 10m or 5000 (milliseconds)' };
};
