/** Whether a source is nested too deep for the parser, which is native and ends the whole process where its stack does. */

/** It takes 4,000; people write ten or twenty, and what makes code for them a hundred. */
const deepest = 1_000;

const signs = /[()[\]{}`;,<?]|=>|\b(?:extends|class)\b/g;

/** Brackets count wherever they stand, also in texts and comments: those of a text have their other halves there as well. */
export const isDeep = (text: string): boolean => {
  let depth = 0;
  /** Of what nests without brackets: arrows, conditions, types, classes. */
  let run = 0;
  for (const [sign] of text.matchAll(signs)) {
    if (/^[([{]$/.test(sign)) depth += 1;
    else if (/^[)\]}]$/.test(sign)) depth = Math.max(0, depth - 1);
    else if (sign === ';' || sign === ',') run = 0;
    else run += 1;
    if (depth > deepest || run > deepest) return true;
  }
  return false;
};
