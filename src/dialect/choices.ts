/** How many answers one request asks for at once. */
import type { Operation } from '../domain/call.ts';
import type { JsonObject } from './reading.ts';

/** A prompt may be a list of them; a list of numbers is one prompt in tokens. */
const promptsOf = (prompt: unknown): number =>
  Array.isArray(prompt) && prompt.length > 0 && typeof prompt[0] !== 'number' ? prompt.length : 1;

export const choicesOf = (operation: Operation, body: JsonObject): number => {
  if (operation !== 'chat' && operation !== 'completions') return 1;
  const { n } = body;
  const each = typeof n === 'number' && n > 1 ? n : 1;
  return operation === 'chat' ? each : each * promptsOf(body['prompt']);
};
