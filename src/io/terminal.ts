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
  // Whoever reads us may stop early (`| head`); that is no fault of theirs or ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
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
