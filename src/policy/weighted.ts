/** Picks one of several by weight: the draw falls on the line of all weights laid end to end. */

/** `draw` is uniform in [0, 1). `null` only when there is nothing to pick from. */
export const pickByWeight = <T extends { readonly weight: number }>(choices: readonly T[], draw: number): T | null => {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0);
  let left = draw * total;
  for (const choice of choices) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return choices.at(-1) ?? null;
};
