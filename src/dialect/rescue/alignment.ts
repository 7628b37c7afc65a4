/** Aligns the text of a new attempt with what the caller already has: what of it may pass. */

export interface Alignment {
  /** What of this piece may pass, perhaps with what was held before it; `null`: it is another text. */
  take(piece: string): string | null;
  /** The text is whole: what was held, or `null` when it is not the text that was sent. */
  end(): string | null;
}

const letterWeight = 1;
/** Of a script that writes without spaces, where a character says about as much as a syllable. */
const unspacedWeight = 2;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** How much a text says, in letters: what an overlap must have so as not to be mere chance. */
export const weightOf = (text: string): number => {
  let weight = 0;
  for (const char of text.match(/[\p{L}\p{N}]/gu) ?? []) weight += unspaced.test(char) ? unspacedWeight : letterWeight;
  return weight;
};

/** Whether a word, or a character that is a word of its own, may begin at `at`. */
export const isWordStart = (text: string, at: number): boolean => {
  const here = String.fromCodePoint(text.codePointAt(at) ?? 0x20);
  if (!/[\p{L}\p{N}]/u.test(here)) return false;
  return at === 0 || unspaced.test(here) || !/[\p{L}\p{N}\p{M}\uDC00-\uDFFF]/u.test(text.charAt(at - 1));
};

export const isHighSurrogate = (char: string): boolean => /^[\uD800-\uDBFF]$/.test(char);
