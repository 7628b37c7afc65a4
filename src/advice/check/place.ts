/** Where something stands in a file: offsets while reading, line and column when it is told. */

export interface Source {
  /** As it was named on the command line, or found by an include. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
}

/** From `start` up to, not including, `end`: offsets in the source's text. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface Position {
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** Places are asked for in files of many lines, mostly the same file again. */
const starts = new WeakMap<Source, readonly number[]>();

const lineStarts = (source: Source): readonly number[] => {
  const known = starts.get(source);
  if (known !== undefined) return known;
  const found = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) found.push(at + 1);
  starts.set(source, found);
  return found;
};

export const positionOf = ({ source, start }: Place): Position => {
  const all = lineStarts(source);
  let low = 0;
  for (let high = all.length - 1; low < high;) {
    const middle = Math.ceil((low + high) / 2);
    if ((all[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: start - (all[low] ?? 0) + 1 };
};

/** The offset of a line and column: of the line's begin where it is shorter. */
export const offsetOf = (source: Source, { line, column }: Position): number =>
  Math.min((lineStarts(source)[line - 1] ?? 0) + column - 1, source.text.length);

/** Text of a line that counts from 1, without its end. */
export const lineText = (source: Source, line: number): string => {
  const all = lineStarts(source);
  const { text } = source;
  // A file of one line has as many findings as another one: nothing is looked for in the whole of it.
  let end = all[line] ?? text.length;
  if (text.charAt(end - 1) === '\n') end -= text.charAt(end - 2) === '\r' ? 2 : 1;
  return text.slice(all[line - 1] ?? 0, end);
};

export const textAt = ({ source, start, end }: Place): string => source.text.slice(start, end);
