/** Finds the end of a Lua block: braces in its strings and comments do not count. */

/** Offset after a long bracket such as `[[ … ]]` or `[==[ … ]==]` at `at`; `at` itself where there is none. */
const afterLongBracket = (text: string, at: number): number => {
  const equals = /^\[(=*)\[/.exec(text.slice(at, at + 40))?.[1];
  if (equals === undefined) return at;
  const close = `]${equals}]`;
  const end = text.indexOf(close, at);
  return end < 0 ? text.length : end + close.length;
};

const afterComment = (text: string, at: number): number => {
  const long = afterLongBracket(text, at + 2);
  if (long > at + 2) return long;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

const afterString = (text: string, start: number): number => {
  const quote = text.charAt(start);
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
};

/** Offset of the brace that closes the block whose text begins at `start`; `null` if there is none. */
export const endOfLua = (text: string, start: number): number | null => {
  let depth = 1;
  for (let at = start; at < text.length;) {
    const character = text.charAt(at);
    if (character === '-' && text.charAt(at + 1) === '-') at = afterComment(text, at);
    else if (character === '"' || character === "'") at = afterString(text, at);
    else if (character === '[') at = Math.max(at + 1, afterLongBracket(text, at));
    else {
      if (character === '{') depth++;
      else if (character === '}' && --depth === 0) return at;
      at++;
    }
  }
  return null;
};
