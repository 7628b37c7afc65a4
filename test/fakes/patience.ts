/** Waiting in tests: what is waited for comes in time, or the test fails and says what did not come. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Ten times what anything takes on a busy machine, and less than a test may. */
const patienceMs = 60_000;
const againMs = 10;

type Wanted = () => string;

const tooLate = (what: string | Wanted): Error =>
  new Error(`waited ${patienceMs / 1000} s in vain: ${typeof what === 'string' ? what : what()}`);

/** What an event brings. `what`: the words for it where it does not come. */
export const inTime = async <T>(what: string | Wanted, event: Promise<T>): Promise<T> => {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate(what)), patienceMs);
  try {
    return await Promise.race([event, over]);
  } finally {
    clearTimeout(timer);
  }
};

/** Looks again and again until there is something; with a moment between, for it happens on the same machine. */
export const until = async <T>(
  what: string | Wanted,
  look: () => T | Promise<T>,
): Promise<Exclude<T, null | undefined | false>> => {
  const lastAt = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen as Exclude<T, null | undefined | false>;
    if (performance.now() > lastAt) throw tooLate(what);
    await sleep(againMs);
  }
};
