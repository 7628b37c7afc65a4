/** The real clock. */
import type { Alarm, Clock } from '../domain/ports.ts';
import { coarseAlarm } from './alarms.ts';

/** From here on a tenth of a second does not matter; nearly all alarms of a call are of this kind, and dropped. */
const coarseMs = 1_000;

const after = (ms: number, act: () => void): Alarm => {
  if (ms >= coarseMs) return coarseAlarm(ms, act);
  const timer = setTimeout(act, Math.max(0, ms));
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
