/** The registries: how each operation's answer is read, and how each kind of upstream is spoken to. */
import type { Operation } from '../domain/call.ts';
import type { DialectName } from '../domain/upstream.ts';
import { chat, completions } from './chat.ts';
import { embeddings } from './embeddings.ts';
import { messages } from './messages.ts';
import type { Reading } from './reading.ts';
import { responses } from './responses.ts';

export const readings = { chat, completions, embeddings, responses, messages } as const satisfies Record<
  Operation,
  Reading
>;

export interface Speaking {
  /** Operations an upstream of this dialect can be asked for. */
  readonly operations: readonly Operation[];
  readonly credentials: (key: string) => Readonly<Record<string, string>>;
  /** Headers it needs that a caller may have left out. */
  readonly defaults: Readonly<Record<string, string>>;
}

const bearer = (key: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${key}` });

export const speakings = {
  // vLLM, llama.cpp, Ollama and others answer /messages too; one that does not says 404 and the call moves on.
  openai: {
    operations: ['chat', 'completions', 'embeddings', 'responses', 'messages'],
    credentials: bearer,
    defaults: {},
  },
  azure: {
    operations: ['chat', 'completions', 'embeddings', 'responses'],
    credentials: (key) => ({ 'api-key': key }),
    defaults: {},
  },
  gemini: { operations: ['chat', 'embeddings'], credentials: bearer, defaults: {} },
  anthropic: {
    operations: ['messages'],
    credentials: (key) => ({ 'x-api-key': key }),
    defaults: { 'anthropic-version': '2023-06-01' },
  },
} as const satisfies Record<DialectName, Speaking>;

/** Whether an upstream of that dialect can be asked for that operation. */
export const canServe = (dialect: DialectName, operation: Operation): boolean => {
  const offered: readonly Operation[] = speakings[dialect].operations;
  return offered.includes(operation);
};
