/** The retry budget of one upstream: retries and hedges stay a share of its recent calls, over a floor (Finagle's RetryBudget). */

export interface Budget {
  /** Retries that may be made now, with fractions. */
  readonly tokens: number;
  readonly at: number;
}

const floorPerSecond = 10;
/** Tokens older than this are worth nothing, so a quiet hour does not pay for a storm. */
const windowMs = 10_000;

export const fullBudget = (now: number): Budget => ({ tokens: floorPerSecond, at: now });

/** The floor drips in; what calls deposited drains away over the window. */
const settled = (budget: Budget, now: number): number => {
  const passedMs = Math.max(0, now - budget.at);
  const above = Math.max(0, budget.tokens - floorPerSecond) * Math.max(0, 1 - passedMs / windowMs);
  const below = Math.min(floorPerSecond, budget.tokens + (passedMs / 1000) * floorPerSecond);
  return budget.tokens > floorPerSecond ? floorPerSecond + above : below;
};

/** A fresh call to the upstream pays in. `share` is the configured part, 0.2 for 20 %. */
export const deposit = (budget: Budget, now: number, share: number): Budget => ({
  tokens: settled(budget, now) + share,
  at: now,
});

/** What is left to take now, with fractions. */
export const leftIn = (budget: Budget, now: number): number => settled(budget, now);

export const mayWithdraw = (budget: Budget, now: number): boolean => settled(budget, now) >= 1;

/** A retry or hedge takes one out; never below zero. */
export const withdraw = (budget: Budget, now: number): Budget => ({
  tokens: Math.max(0, settled(budget, now) - 1),
  at: now,
});
