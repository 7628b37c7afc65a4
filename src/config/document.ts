/** Reads YAML text into plain values with their places, or into what is wrong with it as YAML. */
import { type Document, type ErrorCode, LineCounter, parseDocument } from 'yaml';
import type { Environment } from './substitute.ts';
import { deepest, type Misplaced, positionAt, type Walked, walkDocument } from './walk.ts';

/** A reload reads the file beside running calls, so it has to be read in well under a second. */
const largestCharacters = 250_000;
const mostSyntaxErrors = 10;

/** The library's own sentences may quote the file, and with it a key: these never do. */
const syntaxWords = {
  BAD_DQ_ESCAPE: 'expected a valid escape after "\\": in single quotes a "\\" is only a "\\"',
  BAD_INDENT: 'expected the same indentation as the lines around it, or a closing bracket before',
  BAD_SCALAR_START: 'expected a value that does not begin with "@", "`", "%" or "|": put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'expected one "key: value" on a line: put a value that holds ": " in quotes',
  MISSING_CHAR: 'expected a closing quote, bracket or ":"',
  MULTIPLE_DOCS: 'expected one document: "---" begins a second one',
  RESOURCE_EXHAUSTION: `expected at most ${deepest} levels inside each other`,
  TAB_AS_INDENT: 'expected spaces as indentation, got a tab',
  TAG_RESOLVE_FAILED: 'expected no "!" tag',
  UNEXPECTED_TOKEN:
    'expected the end of the value: put values that hold any of { } [ ] , # in quotes, such as "${NAME}"',
} as const satisfies Partial<Record<ErrorCode, string>>;

/** What was expected where the library found something else. */
export const wordsFor = (code: ErrorCode): string =>
  Object.hasOwn(syntaxWords, code) ? syntaxWords[code as keyof typeof syntaxWords] : 'expected valid YAML';

const syntaxErrors = (document: Document.Parsed, lines: LineCounter): Misplaced[] => {
  const byLine = new Map<number, Misplaced>();
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    const position = positionAt(lines, pos[0]);
    if (!byLine.has(position.line)) byLine.set(position.line, { path: [], position, message: wordsFor(code) });
  }
  return [...byLine.values()].slice(0, mostSyntaxErrors);
};

const rejected = (errors: readonly Misplaced[]): Walked => ({ value: undefined, places: new Map(), errors });

/** A `value` that is `undefined` is one that could not be read at all. */
export const readDocument = (text: string, env: Environment): Walked => {
  if (text.length > largestCharacters) {
    const message = `expected at most ${largestCharacters} characters, got ${text.length}`;
    return rejected([{ path: [], position: { line: 1, column: 1 }, message }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // The library compares every key with every other; the walk does it in one pass.
    uniqueKeys: false,
    schema: 'core',
    logLevel: 'error',
  });
  const wrong = syntaxErrors(document, lines);
  return wrong.length > 0 ? rejected(wrong) : walkDocument(document.contents, lines, env);
};
