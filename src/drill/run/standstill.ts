/** How long the drill itself stood still: a machine that stops it takes time from everybody, and that is nobody's slowness. */

const lookEveryMs = 50;
/** A look that is late by less is usual on a busy machine. */
const stillMs = 100;

export interface Standstill extends Disposable {
  /** Of all time so far. */
  readonly missedMs: number;
}

export const watchStandstill = (): Standstill => {
  let missed = 0;
  let seenAt = performance.now();
  const look = (): number => {
    const now = performance.now();
    const late = now - seenAt - lookEveryMs;
    seenAt = now;
    return (missed += late > stillMs ? late : 0);
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    get missedMs() {
      return look();
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
};
