/** The terminal of this process, and the signals that end it. */
import type { Terminal } from '../domain/ports.ts';

export const openTerminal = (): Terminal => {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // The second one is meant.
      if (stop.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
      stop.abort();
    });
  }
  const isTty = process.stdout.isTTY;
  const noColor = process.env['NO_COLOR'];
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTty,
    color: isTty && (noColor === undefined || noColor === ''),
    env: process.env,
    cwd: process.cwd(),
    stop: stop.signal,
  };
};
