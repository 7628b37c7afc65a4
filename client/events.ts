/** Cuts a gateway's stream into whole events: the provider's own bytes, less the `id` lines and comments the gateway added. */

export interface StreamEvent {
  /** Its place in the stream, from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface Pushed {
  readonly events: readonly StreamEvent[];
  /** What the gateway says it waits for, of late. */
  readonly comment: string | null;
}

const LF = 10;
const CR = 13;
const colon = 58;
/** More than a gateway puts into one event. */
const eventLimitBytes = 32 * 1024 * 1024;

export const joined = (pieces: readonly Uint8Array[]): Uint8Array => {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

export class EventCutter {
  readonly #idField: string;
  readonly #decoder = new TextDecoder();
  /** Pieces of the line that is not whole yet. */
  #line: Uint8Array[] = [];
  /** Lines of the event that is not whole yet. */
  #lines: Uint8Array[] = [];
  /** What is held of the event that is not whole yet. */
  #bytes = 0;
  /** Of the next event, unless its `id` line says otherwise. */
  #number: number;
  #comment: string | null = null;

  /** `after`: number of the event that came before the first of these. */
  constructor(streamId: string, after: number) {
    this.#number = after + 1;
    this.#idField = `id: ${streamId}:`;
  }

  push(chunk: Uint8Array): Pushed {
    const events: StreamEvent[] = [];
    this.#comment = null;
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      this.#line.push(chunk.subarray(from, end + 1));
      this.#bytes += end + 1 - from;
      const event = this.#take(joined(this.#line));
      if (event !== null) events.push(event);
      this.#line = [];
      from = end + 1;
    }
    if (from < chunk.length) this.#line.push(chunk.subarray(from));
    this.#bytes += chunk.length - from;
    if (this.#bytes > eventLimitBytes) throw new Error('an event of the stream is too large');
    return { events, comment: this.#comment };
  }

  /** Takes a line with its line feed; a blank one makes an event of those before it. */
  #take(line: Uint8Array): StreamEvent | null {
    if (line.length === 1 || (line.length === 2 && line[0] === CR)) return this.#event(line);
    if (line[0] === colon) {
      this.#comment = this.#decoder.decode(line.subarray(1)).trim();
      this.#bytes -= line.length;
    } else if (!this.#isOurId(line)) this.#lines.push(line);
    return null;
  }

  #event(blank: Uint8Array): StreamEvent | null {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines.length === 0 ? null : { number: this.#number++, bytes: joined([...lines, blank]) };
  }

  #isOurId(line: Uint8Array): boolean {
    if (line[0] !== 105 /* i */ || line.length > 256) return false;
    const text = this.#decoder.decode(line).trim();
    const number = text.startsWith(this.#idField) ? text.slice(this.#idField.length) : '';
    if (!/^\d{1,9}$/.test(number)) return false;
    this.#number = Number(number);
    return true;
  }
}
