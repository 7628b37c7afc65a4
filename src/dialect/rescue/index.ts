/** Rescue of an answer after its first content: what was sent, the ways to go on, the request for each, and the seam. */
import type { SseEvent } from '../sse.ts';
import { assembleChoices } from './assemble-choices.ts';
import { assembleMessages } from './assemble-messages.ts';
import { assembleResponses } from './assemble-responses.ts';
import type { Prefix, Streamed } from './prefix.ts';
import type { Seam, SeamOptions } from './seam.ts';
import { doneEvent, eventOf } from './seam.ts';
import { seamOfChoices } from './seam-choices.ts';
import { seamOfMessages } from './seam-messages.ts';
import { seamOfResponses } from './seam-responses.ts';

export { capabilitiesOf } from './capabilities.ts';
export { isStructured } from './conversation.ts';
export type { Prefix, Streamed } from './prefix.ts';
export { requestBody } from './request-body.ts';
export type { Passage, Seam } from './seam.ts';
export type { Way } from './ways.ts';
export { ways } from './ways.ts';

interface Rescuing {
  /** From the events that were sent, without comments. */
  readonly assemble: (events: readonly SseEvent[]) => Prefix;
  readonly seam: (options: SeamOptions) => Seam;
  /** What is missing once the reason to stop was told; `null` where only the upstream can tell it. */
  readonly closing: readonly SseEvent[] | null;
}

export const rescues = {
  chat: { assemble: assembleChoices('chat'), seam: seamOfChoices, closing: [doneEvent] },
  completions: { assemble: assembleChoices('completions'), seam: seamOfChoices, closing: [doneEvent] },
  messages: {
    assemble: assembleMessages,
    seam: seamOfMessages,
    closing: [eventOf({ type: 'message_stop' }, 'message_stop')],
  },
  responses: { assemble: assembleResponses, seam: seamOfResponses, closing: null },
} as const satisfies Record<Streamed, Rescuing>;
