/** The terminal of this process, and the signals that end it. */
import type { Terminal } from '../domain/ports.ts';

/** As if nobody had listened to the signal. `process.exit` would wait for the opening of a pipe nobody writes to. */
const die = (name: NodeJS.Signals): void => {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
};

const listenForEnd = (stop: AbortController, graceMs: number | null): void => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // The second one is meant.
      if (stop.signal.aborted) return die(name);
      stop.abort();
      // What waits for input that never comes hears of no stop.
      if (graceMs !== null) setTimeout(() => die(name), graceMs).unref();
    });
  }
};

const listenForTrouble = (): void => {
  let isTold = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      // Whoever reads us may stop early (`| head`); that is no fault of theirs or ours.
      if (code === 'EPIPE' || isTold) return;
      // A full disk behind `>` is no reason to let calls down.
      isTold = true;
      process.once('exit', () => void (process.exitCode ||= 1));
      if (stream === process.stdout) process.stderr.write(`good-gateway: the output cannot be written (${code})\n`);
    });
  }
};

/** `graceMs`: how long a command that is told to end may take; `null`: as long as it needs. */
export const openTerminal = (graceMs: number | null): Terminal => {
  const stop = new AbortController();
  listenForEnd(stop, graceMs);
  listenForTrouble();
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
