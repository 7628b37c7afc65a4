/** Tells when a file changed or SIGHUP came. */
import { stat, statSync } from 'node:fs';

/** By looking, not by events: a file that is replaced, linked or mounted (as in Kubernetes) is seen all the same. */
const everyMs = 1_000;

const noOneWaits = (): void => {};

type Seen = { readonly mtimeMs: number; readonly ino: number; readonly size: number } | undefined;

const lookOf = (seen: Seen): string => (seen === undefined ? 'gone' : `${seen.mtimeMs} ${seen.ino} ${seen.size}`);

/** Calls back when the file looks other than it does now, and each time it does again. */
const compare = (path: string, changed: () => void): NodeJS.Timeout => {
  let known = lookOf(statSync(path, { throwIfNoEntry: false }));
  const look = (): void =>
    stat(path, (_, seen?: Seen) => {
      if (lookOf(seen) === known) return;
      known = lookOf(seen);
      changed();
    });
  return setInterval(look, everyMs).unref();
};

/** From this call on, also while nobody asks yet. */
export const watchFile = (path: string | null, signal: AbortSignal): AsyncIterable<string> => {
  let reasons: string[] = [];
  let wake = noOneWaits;
  const note = (reason: string): void => {
    reasons.push(reason);
    wake();
  };
  const onHangUp = (): void => note('SIGHUP');
  process.on('SIGHUP', onHangUp);
  const looking = path === null ? undefined : compare(path, () => note(path));
  const end = (): void => {
    process.off('SIGHUP', onHangUp);
    clearInterval(looking);
    wake();
  };
  signal.addEventListener('abort', end, { once: true });
  return (async function* () {
    while (!signal.aborted) {
      const [reason] = reasons;
      reasons = [];
      if (reason === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else yield reason;
    }
  })();
};
