/** The real clock. */
import type { Alarm, Clock } from '../domain/ports.ts';
import { coarseAlarm, patientAlarm } from './alarms.ts';
import { steadyNow } from './steady-now.ts';

/** From here on a tenth of a second does not matter; nearly all alarms of a call are of this kind, and dropped. */
const coarseMs = 1_000;

/** So late that the loop stood still: what came meanwhile waits in the sockets, and may be just what the alarm waits for. */
const lateMs = 100;

/** Node's timers count whole milliseconds and may ring up to two too early: what is left then is waited for as well. */
const fineAlarm = (ms: number, act: () => void): Alarm => {
  let dueAt = performance.now() + ms;
  let hearing: NodeJS.Immediate | undefined;
  const ring = (): void => {
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) timer = setTimeout(ring, Math.ceil(leftMs));
    else if (leftMs > -lateMs) act();
    // Node rings first and reads from sockets behind it; this comes behind both.
    else hearing = setImmediate(act);
  };
  let timer = setTimeout(ring, Math.max(0, Math.ceil(ms)));
  const refresh = (): void => {
    clearImmediate(hearing);
    dueAt = performance.now() + ms;
    timer.refresh();
  };
  const cancel = (): void => {
    clearImmediate(hearing);
    clearTimeout(timer);
  };
  return { refresh, cancel };
};

const after = (ms: number, act: () => void): Alarm => (ms >= coarseMs ? coarseAlarm(ms, act) : fineAlarm(ms, act));

const patience = (ms: number, act: () => void): Alarm => (ms >= coarseMs ? patientAlarm(ms, act) : fineAlarm(ms, act));

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

const monotonic = (): number => performance.now();
const now = steadyNow({ wall: Date.now, monotonic });

export const clock: Clock = { now, monotonic, sleep, after, patience, every };

/** Behind what is under way now, and before anything more is read from a socket. */
export const soon = (act: () => void): void => void setImmediate(act);
