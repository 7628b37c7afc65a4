/** Foreign text made fit for one line of an error: quoted, short, nothing in it that a terminal obeys. */

const longest = 40;

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

export const quote = (text: string): string => {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  // JSON leaves DEL, the C1 controls, line separators and marks of writing direction as they are.
  return JSON.stringify(short).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escape);
};

const orBegin = (whole: string, begin: string | undefined): string =>
  quote(begin === whole ? whole : `${begin ?? ''}…`);

/** A name the file chose; no more is shown than a name can be. */
export const quoteName = (name: string): string => orBegin(name, /^[A-Za-z0-9._-]{0,64}/.exec(name)?.[0]);

/** A key that ought to be one of ours: only a plain word is shown, since a misplaced secret can end up as a key. */
export const quoteKey = (key: string): string => orBegin(key, /^[A-Za-z_-]{1,24}(?=$|[:=\s])/.exec(key)?.[0]);
