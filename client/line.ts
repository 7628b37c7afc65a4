/** One connection of a call: ends when the caller stops, when it stays silent too long, or when the device comes online anew. */
import type { Call } from './call.ts';

export class Line {
  readonly #call: Call;
  readonly #abort = new AbortController();
  readonly #stop = (): void => this.#abort.abort();
  #quiet = (): void => {};
  #offline = (): void => {};

  constructor(call: Call) {
    this.#call = call;
    const { signal } = call.stop;
    if (signal.aborted) this.#abort.abort();
    signal.addEventListener('abort', this.#stop, { once: true });
    // After a change of network the old connection may stay silent for minutes; coming back costs one request.
    if (call.peer === 'gateway') this.#offline = call.client.world.onOnline(() => this.drop());
  }

  fetch(url: string, init: RequestInit): Promise<Response> {
    return this.#call.client.world.fetch(url, { ...init, signal: this.#abort.signal });
  }

  /** Lets it be silent for so long from now on; `null`: for ever. */
  mayBeSilent(ms: number | null): void {
    this.#quiet();
    this.#quiet = ms === null ? () => {} : this.#call.client.world.after(ms, () => this.drop());
  }

  /** Leaves what is left of it to the caller: only they end it now. */
  release(): void {
    this.mayBeSilent(null);
    this.#offline();
  }

  drop(): void {
    this.release();
    this.#call.stop.signal.removeEventListener('abort', this.#stop);
    this.#abort.abort();
  }
}

/** Longest silence of a gateway's stream: its heartbeats come every 5 s (contract: at least). */
export const silenceMs = 15_000;

/** A gateway sends a stream's head within 15 s; the rest is for the way there and back. */
export const headMs = 45_000;

/** Reads a body to its end; throws when the line breaks before. */
export const readWhole = async (line: Line, body: ReadableStream<Uint8Array>): Promise<readonly Uint8Array[]> => {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  for (;;) {
    line.mayBeSilent(silenceMs);
    const { done, value } = await reader.read();
    if (done) {
      line.mayBeSilent(null);
      return pieces;
    }
    pieces.push(value);
  }
};
