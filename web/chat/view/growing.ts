/** Reads Markdown that grows: what stands before its last block is read once. */
import type { Token } from 'marked';
import { Lexer } from 'marked';

export interface ReadText {
  readonly text: string;
  readonly tokens: readonly Token[];
}

const lexed = (text: string): readonly Token[] => {
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(text);
  } catch {
    return [{ type: 'text', raw: text, text }];
  }
};

const lengthOf = (tokens: readonly Token[]): number => tokens.reduce((sum, { raw }) => sum + raw.length, 0);

/** Lists and indented code go on behind an empty line, if what follows is more of them. */
const mayGoOn = (token: Token | undefined): boolean =>
  token?.type === 'list' || (token?.type === 'code' && 'codeBlockStyle' in token);

/** Whether nothing behind the first `count` tokens can change them: an empty line ends them. */
const isSettled = (tokens: readonly Token[], count: number): boolean => {
  const end = tokens
    .slice(Math.max(0, count - 2), count)
    .map(({ raw }) => raw)
    .join('');
  return end.endsWith('\n\n') && !mayGoOn(tokens.slice(0, count).findLast(({ type }) => type !== 'space'));
};

/** Tokens that no text behind them can change. */
const settledOf = ({ text, tokens }: ReadText): readonly Token[] => {
  if (lengthOf(tokens) !== text.length) return [];
  let count = tokens.findLastIndex(({ type }) => type !== 'space');
  while (count > 0 && !isSettled(tokens, count)) count -= 1;
  return tokens.slice(0, Math.max(0, count));
};

/** `before`: what was read of it already; `null` for nothing. */
export const readOn = (before: ReadText | null, text: string): ReadText => {
  if (before?.text === text) return before;
  const settled = before !== null && text.startsWith(before.text) ? settledOf(before) : [];
  return { text, tokens: [...settled, ...lexed(text.slice(lengthOf(settled)))] };
};
