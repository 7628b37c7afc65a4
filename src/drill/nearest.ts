/** The known names nearest to a misspelt one. */

const distance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const swap = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      here.push(Math.min(swap, (above[column] ?? 0) + 1, (here[column - 1] ?? 0) + 1));
    }
    above = here;
  }
  return above[b.length] ?? 0;
};

/** At most three, best first; names that hold the word, or are held by it, come before those that only look alike. */
export const nearest = (word: string, names: readonly string[]): readonly string[] => {
  const asked = word.toLowerCase();
  const rank = (name: string): number => {
    const known = name.toLowerCase();
    return known.includes(asked) || asked.includes(known) ? 0 : distance(asked, known);
  };
  return names
    .map((name) => ({ name, off: rank(name) }))
    .filter(({ off }) => off <= Math.max(1, Math.floor(asked.length / 2)))
    .toSorted((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ name }) => name);
};
