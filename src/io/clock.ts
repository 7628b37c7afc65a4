/** The real clock. */
import type { Alarm, Clock } from '../domain/ports.ts';

const longestTimerMs = 2 ** 31 - 1;

const after = (ms: number, act: () => void): Alarm => {
  const timer = setTimeout(act, Math.min(Math.max(0, ms), longestTimerMs));
  return { refresh: () => void timer.refresh(), cancel: () => clearTimeout(timer) };
};

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      alarm.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const alarm = after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });

async function* every(ms: number, signal: AbortSignal): AsyncGenerator<void> {
  for (;;) {
    await sleep(ms, signal);
    if (signal.aborted) return;
    yield;
  }
}

export const clock: Clock = { now: Date.now, monotonic: () => performance.now(), sleep, after, every };
