/** Who speaks for which operation. Embeddings are no speech: they come whole and fail as chat does. */
import type { Operation } from '../../domain/call.ts';
import type { Speech } from './answer.ts';
import { messages } from './messages.ts';
import { chat, completions } from './openai.ts';
import { responses } from './responses.ts';

export const speeches = {
  chat,
  completions,
  embeddings: chat,
  responses,
  messages,
} as const satisfies Record<Operation, Speech>;
