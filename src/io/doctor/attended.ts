/** The person at the terminal. */
import { createInterface } from 'node:readline';

export const isAttended = process.stdin.isTTY && process.stdout.isTTY;

/** Where nobody says, as many as terminals have had since the days of the punched card. */
export const columns = process.stdout.columns ?? 80;

/** Looks that are under way are not waited for: each would end by a clock of its own. */
export const leave = (status: number): never => process.exit(status);

/** One line; `null` at the end of input, or when the command is stopped. */
export const readLine = (stop: AbortSignal): Promise<string | null> =>
  new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin });
    const done = (line: string | null): void => {
      stop.removeEventListener('abort', none);
      lines.removeAllListeners();
      lines.close();
      resolve(line);
    };
    const none = (): void => done(null);
    stop.addEventListener('abort', none, { once: true });
    lines.once('line', done);
    lines.once('close', none);
  });
