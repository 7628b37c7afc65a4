/** An answer before it is put into a dialect, and the frames of a stream after it was. */

export interface Answer {
  /** Without prefix: `chatcmpl-`, `resp_` and the like are the dialect's. */
  readonly id: string;
  /** Seconds since the Unix epoch. */
  readonly created: number;
  readonly model: string;
  /** Pieces whose concatenation is the text. */
  readonly words: readonly string[];
  readonly inputTokens: number;
}

/** `word` carries text; `finish` says how it ended; `done` is the mark without which a stream is not whole. */
export type FrameKind = 'start' | 'word' | 'finish' | 'usage' | 'done';

export interface Frame {
  readonly kind: FrameKind;
  /** SSE event name where the dialect has them. */
  readonly event: string | null;
  readonly data: string;
}

export const frame = (kind: FrameKind, payload: unknown, event: string | null = null): Frame => ({
  kind,
  event,
  data: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

export const frameText = ({ event, data }: Frame): string =>
  `${event === null ? '' : `event: ${event}\n`}data: ${data}\n\n`;

/** Each word with the white space before it, so that nothing is lost between pieces. */
export const wordsOf = (text: string): readonly string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** The words as the arguments of a tool that says them: JSON, in as many pieces and one. */
export const argumentsOf = (words: readonly string[]): readonly string[] => [
  ...words.map((word, index) => `${index === 0 ? '{"text":"' : ''}${JSON.stringify(word).slice(1, -1)}`),
  '"}',
];

/** A failure as a provider words it. */
export interface Trouble {
  readonly status: number;
  readonly message: string;
  /** In the OpenAI dialect's vocabulary, e.g. `server_error`. */
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

/** How one of the model APIs says things. */
export interface Speech {
  frames(answer: Answer, includeUsage: boolean): readonly Frame[];
  whole(answer: Answer): unknown;
  trouble(trouble: Trouble): unknown;
  troubleFrame(trouble: Trouble): Frame;
}
