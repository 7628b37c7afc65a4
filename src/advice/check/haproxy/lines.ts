/** HAProxy's file as lines of words, with its own rules of quoting: quotes may stand anywhere, `#` outside of them ends a line. */
import type { Problem } from '../finding.ts';
import type { Place, Source } from '../place.ts';

export interface Word {
  readonly text: string;
  readonly place: Place;
}

export interface Line {
  readonly words: readonly Word[];
  /** From the first word to the last. */
  readonly place: Place;
}

/** Far beyond what people or generators write. */
const mostLines = 100_000;
/** HAProxy's own bound of a line is 2048; it takes longer ones in part. */
const longestLine = 65_536;

interface Reading {
  readonly words: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  readonly broken: { readonly at: number; readonly message: string } | null;
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

/** Splits one line; a quote that is never closed is told. */
const split = (line: string): Reading => {
  const words: { text: string; start: number; end: number }[] = [];
  let word: { text: string; start: number; end: number } | null = null;
  let quote: { readonly sign: string; readonly at: number } | null = null;
  const add = (text: string, at: number, length: number): void => {
    if (word === null) words.push((word = { text: '', start: at, end: at }));
    word.text += text;
    word.end = at + length;
  };
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === '\\' && quote?.sign !== "'" && at + 1 < line.length) {
      const next = line.charAt(++at);
      add(escapes[next] ?? next, at - 1, 2);
    } else if (quote !== null) {
      if (sign === quote.sign) quote = null;
      add(quote === null ? '' : sign, at, 1);
    } else if (sign === '"' || sign === "'") {
      quote = { sign, at };
      add('', at, 1);
    } else if (sign === '#') break;
    else if (sign === ' ' || sign === '\t' || sign === '\r') word = null;
    else add(sign, at, 1);
  }
  return { words, broken: quote === null ? null : { at: quote.at, message: `the closing ${quote.sign} is missing` } };
};

export interface Lines {
  readonly lines: readonly Line[];
  readonly problems: readonly Problem[];
}

export const readLines = (source: Source): Lines => {
  const lines: Line[] = [];
  const problems: Problem[] = [];
  const tell = (start: number, message: string): void =>
    void problems.push({ place: { source, start, end: start + 1 }, message });
  const { text } = source;
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (lines.length >= mostLines) {
      tell(start, `more than ${mostLines} lines: the rest was not read`);
      break;
    }
    if (end - start > longestLine) tell(start, `a line of more than ${longestLine} characters was not read`);
    else {
      const { words, broken } = split(text.slice(start, end));
      if (broken !== null) tell(start + broken.at, broken.message);
      const placed = words.map((word) => ({
        text: word.text,
        place: { source, start: start + word.start, end: start + word.end },
      }));
      const [first] = placed;
      const last = placed.at(-1);
      if (first !== undefined && last !== undefined)
        lines.push({ words: placed, place: { source, start: first.place.start, end: last.place.end } });
    }
    start = end + 1;
  }
  return { lines, problems };
};
