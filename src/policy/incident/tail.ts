/** How unlikely counts are by chance alone. */

/**
 * The chance of at least `seen` events where `expected` are usual: the upper tail of the Poisson distribution, summed from its
 * first term on until further terms no longer matter.
 */
export const poissonTail = (seen: number, expected: number): number => {
  if (seen <= 0) return 1;
  if (expected <= 0) return 0;
  if (seen <= expected) return 1;
  let logTerm = -expected + seen * Math.log(expected) - logFactorial(seen);
  let total = 0;
  for (let count = seen; count < seen + 1_000; count++) {
    const term = Math.exp(logTerm);
    total += term;
    if (term < total * 1e-12) break;
    logTerm += Math.log(expected / (count + 1));
  }
  return Math.min(1, total);
};

/** Stirling's series (Abramowitz and Stegun, 6.1.41) beyond the first few. */
const logFactorial = (n: number): number => {
  if (n < 20) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
};
