/**
 * A limit of so much a minute, of which a whole minute's worth may come at once: the generic cell rate algorithm (ITU-T I.371).
 * What is spent is one number, `fullAt`: the time, in ms, at which the whole quota is there again. It fills evenly.
 */
export const windowMs = 60_000;

/** What a call cost beyond its estimate is owed; what is beyond ten minutes' worth is forgiven. */
const longestDebtMs = 10 * windowMs;
/** Sums of fractions: what is short by this is there. */
const toleranceMs = 0.001;

export interface Amount {
  readonly perMinute: number;
  readonly amount: number;
}

const costMs = ({ perMinute, amount }: Amount): number => (amount * windowMs) / perMinute;

/** Milliseconds until the amount is there, 0: it is now. What is more than the whole quota asks for the whole of it. */
export const waitMs = (fullAt: number, asked: Amount, now: number): number =>
  Math.max(0, Math.ceil(fullAt + Math.min(costMs(asked), windowMs) - windowMs - now - toleranceMs));

/** `fullAt` once the amount is taken; a negative one is given back. */
export const taken = (fullAt: number, asked: Amount, now: number): number =>
  Math.min(Math.max(fullAt, now) + costMs(asked), now + longestDebtMs);

/** How much is left now, in whole units. */
export const leftOf = (fullAt: number, perMinute: number, now: number): number =>
  Math.max(0, Math.floor(((windowMs - Math.max(0, fullAt - now) + toleranceMs) * perMinute) / windowMs));
