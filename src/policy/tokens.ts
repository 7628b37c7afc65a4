/** How many tokens a call takes: a guess before it, for what no answer has told yet, and a better one after it. */
import type { Usage } from '../domain/event.ts';

/** English text in a JSON body; other scripts take more tokens and more bytes alike. */
const bytesPerToken = 4;
/** Images come as base64: a million bytes of them are about a thousand tokens, so a long body says little. */
const inputMost = 50_000;
/** Most answers are far shorter than the `max_tokens` that clients send by habit. */
const outputMost = 1_000;
const outputUsual = 500;

export const inputTokens = (bodyBytes: number): number => Math.min(inputMost, Math.ceil(bodyBytes / bytesPerToken));

/** `maxTokens` as the caller bounds the answer, `null` where nothing does. */
export const estimateTokens = (bodyBytes: number, maxTokens: number | null): number =>
  inputTokens(bodyBytes) + Math.min(outputMost, maxTokens ?? outputUsual);

export interface Answered {
  readonly bodyBytes: number;
  readonly usage: Usage | null;
  /** Events that reached the answer: about one token each where the provider sends no usage. */
  readonly events: number;
}

/** What a call took once it has ended; one that brought nothing takes nothing. */
export const usedTokens = ({ bodyBytes, usage, events }: Answered): number => {
  if (usage !== null) return usage.inputTokens + usage.outputTokens;
  return events === 0 ? 0 : inputTokens(bodyBytes) + events;
};
