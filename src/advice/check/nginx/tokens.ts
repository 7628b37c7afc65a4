/** Reads nginx's words, with nginx's own rules of quoting: quotes count at a word's start only, `#` too. */
import type { Source } from '../place.ts';
import { endOfLua } from './lua.ts';

export interface Token {
  readonly kind: 'word' | ';' | '{' | '}' | 'lua' | 'end' | 'broken';
  /** A word without quotes and escapes; for `broken` what was expected. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

const isSpace = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\t' || character === '\r';

const skipSpace = (text: string, from: number): number => {
  let at = from;
  for (;;) {
    while (at < text.length && isSpace(text.charAt(at))) at++;
    if (text.charAt(at) !== '#') return at;
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
  }
};

const unescaped: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' };

const withoutEscapes = (text: string): string =>
  text.includes('\\') ? text.replaceAll(/\\(["'\\ trn])/g, (_, one: string) => unescaped[one] ?? one) : text;

const quotedWord = (text: string, start: number): Token => {
  const quote = text.charAt(start);
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
  if (at >= text.length)
    return { kind: 'broken', text: `the closing ${quote} is missing`, start, end: start + 1, isQuoted: true };
  const after = text.charAt(at + 1);
  if (after !== '' && !isSpace(after) && !/[;{)]/.test(after))
    return {
      kind: 'broken',
      text: `a space, ; or { is expected after ${quote}`,
      start: at + 1,
      end: at + 2,
      isQuoted: true,
    };
  return { kind: 'word', text: withoutEscapes(text.slice(start + 1, at)), start, end: at + 1, isQuoted: true };
};

const plainWord = (text: string, start: number): Token => {
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '$' && text.charAt(at + 1) === '{') at++;
    else if (character === ';' || character === '{' || isSpace(character)) break;
  }
  const end = Math.min(at, text.length);
  return { kind: 'word', text: withoutEscapes(text.slice(start, end)), start, end, isQuoted: false };
};

/** The token at or after an offset. */
export const tokenAt = ({ text }: Source, from: number): Token => {
  const start = skipSpace(text, from);
  const character = text.charAt(start);
  switch (character) {
    case '':
      return { kind: 'end', text: '', start, end: start, isQuoted: false };
    case ';':
    case '{':
    case '}':
      return { kind: character, text: character, start, end: start + 1, isQuoted: false };
    case '"':
    case "'":
      return quotedWord(text, start);
    default:
      return plainWord(text, start);
  }
};

/** What stands between the braces of a Lua block that begins at `start`, right after its brace. */
export const luaAt = ({ text }: Source, start: number): Token => {
  const end = endOfLua(text, start);
  return end === null
    ? {
        kind: 'broken',
        text: 'the closing } of this Lua block is missing',
        start: start - 1,
        end: start,
        isQuoted: false,
      }
    : { kind: 'lua', text: text.slice(start, end), start, end: end + 1, isQuoted: false };
};
