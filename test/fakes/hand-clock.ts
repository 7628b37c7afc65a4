/** A clock that a test moves by hand. */
import type { Alarm, Clock } from '../../src/domain/ports.ts';

export interface HandClock extends Clock {
  /** Lets time pass; what was due rings, and what it set off has run when this resolves. */
  pass(ms: number): Promise<void>;
}

/** What is already under way in microtasks comes to its end. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const handClock = (start = 1_000_000): HandClock => {
  let now = start;
  const alarms = new Set<{ at: number; act: () => void }>();
  const after = (ms: number, act: () => void): Alarm => {
    const alarm = { at: now + ms, act };
    alarms.add(alarm);
    const refresh = (): void => {
      alarm.at = now + ms;
      alarms.add(alarm);
    };
    return { refresh, cancel: () => void alarms.delete(alarm) };
  };
  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const alarm = after(ms, resolve);
      signal.addEventListener('abort', () => {
        alarm.cancel();
        resolve();
      });
    });
  return {
    now: () => now,
    monotonic: () => now,
    sleep,
    after,
    patience: after,
    every: () => {
      throw new Error('this clock has no loops');
    },
    pass: async (ms) => {
      await settle();
      now += ms;
      for (const alarm of alarms) {
        if (alarm.at > now) continue;
        alarms.delete(alarm);
        alarm.act();
      }
      await settle();
    },
  };
};
