/** The known name a wrong one was probably meant to be. */
import { quoteName } from './quote.ts';

/** Edits (insert, drop, change, swap two neighbours) that lead from one text to the other. */
const distance = (from: string, to: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const change = (last[column - 1] ?? 0) + (same ? 0 : 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = row > 1 && column > 1 && swapped ? (before[column - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    before = last;
    last = next;
  }
  return last[to.length] ?? Infinity;
};

const mostCompared = 200;

/** Case and separators do not count. */
const plain = (text: string): string =>
  text
    .slice(0, 64)
    .toLowerCase()
    .replace(/[-_. ]/g, '');

/** `null` when nothing is near enough to be worth saying. */
export const nearest = (name: string, known: readonly string[]): string | null => {
  const wanted = plain(name);
  if (wanted === '') return null;
  let best: string | null = null;
  let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known.slice(0, mostCompared)) {
    const plainCandidate = plain(candidate);
    const begins = wanted.length >= 3 && (plainCandidate.startsWith(wanted) || wanted.startsWith(plainCandidate));
    const edits =
      plainCandidate === wanted ? 0 : begins && plainCandidate !== '' ? 1 : distance(wanted, plainCandidate);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
};

const mostListed = 12;

/** What follows an error about an unknown name: the nearest known one, else all of them where they are few. */
export const hint = (name: string, known: readonly string[]): string => {
  const found = nearest(name, known);
  if (found !== null) return `; did you mean ${quoteName(found)}?`;
  if (known.length === 0 || known.length > mostListed) return '';
  return `; known here: ${known.map(quoteName).join(', ')}`;
};
