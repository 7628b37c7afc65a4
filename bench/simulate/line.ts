/** A caller's connection: takes what the gateway answers, and says what it was in the end. */
import type { Downstream, HeaderList, Incoming } from '../../src/domain/ports.ts';

export type Answered =
  | { readonly kind: 'whole' }
  /** `begun`: some of the answer had come. */
  | {
      readonly kind: 'failed';
      readonly status: number;
      readonly begun: boolean;
      readonly retryAfterMs: number | null;
      readonly mayRetry: boolean;
      readonly code: string;
    };

interface Listening {
  readonly content: () => void;
  readonly over: (answered: Answered) => void;
}

const endMark = 'data: [DONE]';

export class Line implements Downstream {
  isGone = false;
  #onGone: (() => void) | null = null;
  readonly #listening: Listening;
  #status = 0;
  #headers: HeaderList = [];
  #begun = false;
  #isWhole = false;
  #isOver = false;
  #code = '';

  constructor(listening: Listening) {
    this.#listening = listening;
  }

  /** The caller hangs up. */
  leave(): void {
    this.#isOver = true;
    this.isGone = true;
    this.#onGone?.();
  }

  head(status: number, headers: HeaderList): void {
    this.#status = status;
    this.#headers = headers;
  }

  write(bytes: Uint8Array | string): boolean {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    // Comments keep a line warm; they are no answer.
    if (!this.#begun && this.#status === 200 && text.includes('"delta"')) {
      this.#begun = true;
      this.#listening.content();
    }
    this.#isWhole ||= text.includes(endMark);
    if (!this.#isWhole) this.#code = /"code":"(\w+)"/.exec(text)?.[1] ?? this.#code;
    return true;
  }

  onGone(listener: (() => void) | null): void {
    this.#onGone = listener;
    if (this.isGone) listener?.();
  }

  async drained(): Promise<void> {}

  end(bytes?: Uint8Array | string): void {
    if (bytes !== undefined) this.write(bytes);
    this.#over();
  }

  destroy(): void {
    this.#over();
  }

  closeAfter(): void {}

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#isWhole) return this.#listening.over({ kind: 'whole' });
    const seconds = this.#header('retry-after');
    this.#listening.over({
      kind: 'failed',
      status: this.#status,
      begun: this.#begun,
      retryAfterMs: seconds === null ? null : Number(seconds) * 1000,
      mayRetry: this.#header('x-should-retry') !== 'false' && (this.#status === 429 || this.#status >= 500),
      code: this.#code,
    });
  }

  #header(name: string): string | null {
    const at = this.#headers.findIndex((each, index) => index % 2 === 0 && each.toLowerCase() === name);
    return at < 0 ? null : (this.#headers[at + 1] ?? null);
  }
}

let asked = 0;

/** Every prompt is another one. */
export const request = (headers: Readonly<Record<string, string>>): Incoming => {
  const content = `question ${asked++}`;
  const bytes = Buffer.from(JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content }] }));
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    query: '',
    headers: { host: '127.0.0.1:5020', 'content-type': 'application/json', ...headers },
    remoteAddress: '127.0.0.1',
    hold: async () => ({ kind: 'held', bytes }),
    // Only unknown paths are streamed.
    stream: () => {
      throw new Error('a model call is held');
    },
  };
};
