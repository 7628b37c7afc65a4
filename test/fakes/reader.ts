/** Reads a stream as it comes off the socket: the bytes, and when each piece of them was there. */
import { inTime } from './patience.ts';

export interface ReadStream {
  readonly text: string;
  /** Whether the body ended as a whole one does. */
  readonly isWhole: boolean;
}

export class StreamReader {
  readonly response: Response;
  text = '';
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();

  constructor(response: Response) {
    if (response.body === null) throw new Error('an answer without a body cannot be read');
    this.response = response;
    this.#reader = response.body.getReader();
  }

  /** Reads on until the text holds `mark`; false when the stream ended before. */
  async until(mark: string): Promise<boolean> {
    let last = this.text;
    while (!last.includes(mark)) {
      const piece = await this.#more();
      if (piece === null) return false;
      // Only where it can be: a long text is not searched again for each of its pieces.
      last = last.slice(Math.max(0, last.length - mark.length)) + piece;
    }
    return true;
  }

  async toEnd(): Promise<ReadStream> {
    try {
      for (;;) if ((await this.#more()) === null) return { text: this.text, isWhole: true };
    } catch {
      return { text: this.text, isWhole: false };
    }
  }

  async #more(): Promise<string | null> {
    const { done, value } = await inTime(() => `more of a stream after ${this.text.slice(-300)}`, this.#reader.read());
    if (done) return null;
    const piece = this.#decoder.decode(value, { stream: true });
    this.text += piece;
    return piece;
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }
}

/** The payloads of a stream's `data` lines. */
export const dataOf = (text: string): readonly string[] =>
  [...text.matchAll(/^data: ?(.*)$/gm)].map((line) => line[1] ?? '');

/** What stands after `ID:` in each of the `id` lines. */
export const idsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^id: (.*)$/gm)].map((line) => line[1] ?? '');

/** Blank lines that a reader who keeps the last id takes for events without data, as OpenAI's Python SDK does. */
export const emptyEventsOf = (text: string): readonly string[] =>
  text
    .slice(Math.max(0, text.search(/^id: /m)))
    .split('\n\n')
    .slice(0, -1)
    .filter((block) => !/^data:/m.test(block));
