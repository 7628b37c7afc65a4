/** How calls that waited go on when an upstream is back: one, then two for each that went well, until it has shown that it can. */

export interface Ramp {
  /** Calls that may go on now. */
  readonly credits: number;
  /** Those that went on, and of which nothing is known yet. */
  readonly out: number;
}

/** With so many to spare it is over. */
const enough = 64;

export const freshRamp: Ramp = { credits: 1, out: 0 };

export const took = (ramp: Ramp): Ramp => ({ credits: Math.max(0, ramp.credits - 1), out: ramp.out + 1 });

/** What became of one that went on. One that says nothing is replaced by another. */
export const cameBack = (ramp: Ramp, wasGood: boolean): Ramp | null => {
  const credits = ramp.credits + (wasGood ? 2 : 1);
  return credits >= enough ? null : { credits, out: Math.max(0, ramp.out - 1) };
};
