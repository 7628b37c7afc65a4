/** Text of a config made fit for a terminal. */

/** Nothing in it moves the cursor, rings or turns the direction of writing. */
export const clean = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');

export const cleanLines = (text: string): string => text.split('\n').map(clean).join('\n');
