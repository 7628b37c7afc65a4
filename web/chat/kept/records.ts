/** What the chat keeps in the browser: conversations as trees of prompts and answers, and drafts. */
import type { Explanation } from '../../../client/index.ts';

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly at: number;
  readonly changedAt: number;
  readonly model: string;
  /** Which child is shown below a message; `root` stands for the beginning. */
  readonly chosen: Readonly<Record<string, string>>;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Blob;
}

export interface Prompt {
  readonly kind: 'prompt';
  readonly id: string;
  readonly conversation: string;
  /** The answer it follows, or `root`. */
  readonly parent: string;
  readonly at: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/**
 * `queued`: kept here, not on its way. `sent`: on its way, no word yet. `interrupted`: some of it came, and an explanation why no
 * more. `failed`: an explanation and no word. `stopped`: by the person.
 */
export type AnswerState = 'queued' | 'sent' | 'streaming' | 'done' | 'interrupted' | 'failed' | 'stopped';

/** A failure as the gateway words it; `mine` when the page had to word it, since no gateway answered. */
export type Trouble = Pick<
  Explanation,
  'message' | 'family' | 'who' | 'code' | 'retryable' | 'retryAfterMs' | 'requestId' | 'why' | 'status'
>;

export interface Answer {
  readonly kind: 'answer';
  readonly id: string;
  readonly conversation: string;
  /** The prompt it answers. */
  readonly parent: string;
  readonly at: number;
  readonly model: string;
  /** The call's `Idempotency-Key`: under it there is never a second generation. */
  readonly key: string;
  readonly state: AnswerState;
  readonly text: string;
  readonly requestId: string | null;
  readonly trouble: Trouble | null;
  /** How it was made whole, when it did not come straight: told to the reader. */
  readonly attempts: number | null;
  readonly endedAt: number | null;
}

export type Message = Prompt | Answer;

/** What is typed and not sent: one for each conversation, and one for a new one. */
export interface Draft {
  readonly conversation: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly at: number;
}

export const root = 'root';

export const isOpen = ({ state }: Answer): boolean => state === 'queued' || state === 'sent' || state === 'streaming';
