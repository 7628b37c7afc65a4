/** Puts our `id: STREAM:N` line before each event: the only lines of a stream that are ours, but for comments. */
import type { SseEvent } from '../dialect/sse.ts';

/** `from`: number of the first of the events. One piece of bytes, written at once. */
export const numbered = (streamId: string, from: number, events: readonly SseEvent[]): Uint8Array => {
  const prefix = `id: ${streamId}:`;
  let length = 0;
  for (const [index, event] of events.entries())
    length += prefix.length + String(from + index).length + 1 + event.raw.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [index, event] of events.entries()) {
    at += bytes.write(`${prefix}${from + index}\n`, at, 'latin1');
    at += event.raw.copy(bytes, at);
  }
  return bytes;
};
