/** Tells when a file changed or SIGHUP came. */
import { unwatchFile, watchFile as watchStats } from 'node:fs';

/** By looking, not by events: a file that is replaced, linked or mounted (as in Kubernetes) is seen all the same. */
const everyMs = 1_000;

const noOneWaits = (): void => {};

export async function* watchFile(path: string | null, signal: AbortSignal): AsyncGenerator<string> {
  let reasons: string[] = [];
  let wake = noOneWaits;
  const note = (reason: string): void => {
    reasons.push(reason);
    wake();
  };
  const onHangUp = (): void => note('SIGHUP');
  const onAbort = (): void => wake();
  process.on('SIGHUP', onHangUp);
  signal.addEventListener('abort', onAbort);
  if (path !== null)
    watchStats(path, { interval: everyMs, persistent: false }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size) note(path);
    });
  try {
    while (!signal.aborted) {
      const [reason] = reasons;
      reasons = [];
      if (reason === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else yield reason;
    }
  } finally {
    process.off('SIGHUP', onHangUp);
    signal.removeEventListener('abort', onAbort);
    if (path !== null) unwatchFile(path);
  }
}
