/** The real clock with leaps: what a test would have to wait for, and what a slow machine must not trip over, comes when the test says so. */
import type { Alarm, Clock } from '../../src/domain/ports.ts';
import { clock as real } from '../../src/io/clock.ts';

export interface LeapingClock extends Clock {
  /** Lets time pass at once; what is due by then rings. */
  leap(ms: number): void;
}

interface Waiting {
  dueAt: number;
  alarm: Alarm;
  readonly ring: () => void;
}

export const leapingClock = (): LeapingClock => {
  let ahead = 0;
  const waiting = new Set<Waiting>();
  const monotonic = (): number => real.monotonic() + ahead;
  const after = (ms: number, act: () => void): Alarm => {
    const ring = (): void => {
      waiting.delete(one);
      act();
    };
    const one: Waiting = { dueAt: monotonic() + ms, alarm: real.after(ms, ring), ring };
    waiting.add(one);
    const cancel = (): void => {
      waiting.delete(one);
      one.alarm.cancel();
    };
    const refresh = (): void => {
      cancel();
      one.dueAt = monotonic() + ms;
      one.alarm = real.after(ms, ring);
      waiting.add(one);
    };
    return { refresh, cancel };
  };
  const sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const alarm = after(ms, resolve);
    const wake = (): void => {
      alarm.cancel();
      resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', wake));
  };
  async function* every(ms: number, signal: AbortSignal): AsyncGenerator<void> {
    for (;;) {
      await sleep(ms, signal);
      if (signal.aborted) return;
      yield;
    }
  }
  const leap = (ms: number): void => {
    ahead += ms;
    for (const one of waiting) {
      one.alarm.cancel();
      one.alarm = real.after(Math.max(0, one.dueAt - monotonic()), one.ring);
    }
  };
  return { now: () => real.now() + ahead, monotonic, sleep, after, patience: after, every, leap };
};
