/** Tells the gateway that a call is called off, as well as that can be done: nobody waits for the answer to this. */
import type { Call } from './call.ts';

const patienceMs = 5_000;

/** By the stream's name; before it has one, by the key of the call. */
export const cancel = (call: Call, streamId: string | null): void => {
  if (call.peer === 'other') return;
  const { world } = call.client;
  const abort = new AbortController();
  const done = world.after(patienceMs, () => abort.abort());
  const headers = call.headersAbout();
  if (streamId === null) headers.set('idempotency-key', call.key);
  const url = streamId === null ? call.streams : `${call.streams}/${streamId}`;
  // `keepalive` lets it go out from a page that is being left.
  world
    .fetch(url, { method: 'DELETE', headers, keepalive: true, signal: abort.signal })
    .then((response) => response.body?.cancel())
    .catch(() => {})
    .finally(done)
    .catch(() => {});
};
