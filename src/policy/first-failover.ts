/** Whether the next target is a call's first way out: no budget refuses that one. */
import type { Tried } from './next-move.ts';

/** Only one target was asked, however often. */
export const isYetToFailOver = (tried: readonly Tried[]): boolean =>
  tried.length > 0 && tried.every(({ target }) => target === tried[0]?.target);
