/** Several choices out of one draw: what a choice leaves of it is uniform again. */

/** Uniform in [0, 1), used up by the choices it makes. */
export class Draws {
  #left: number;

  constructor(draw: number) {
    this.#left = draw;
  }

  /** Where the draw falls on the line of all weights laid end to end; -1 only when there is nothing to pick from. */
  pick(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    let left = this.#left * total;
    for (const [index, weight] of weights.entries()) {
      if (left < weight) {
        this.#left = left / weight;
        return index;
      }
      left -= weight;
    }
    return weights.length - 1;
  }
}
