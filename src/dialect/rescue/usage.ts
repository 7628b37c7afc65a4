/** Counts the tokens of an answer that took several attempts, as its caller is told. */
import type { JsonObject } from '../reading.ts';
import type { Prefix } from './prefix.ts';
import type { Way } from './ways.ts';

/**
 * Input is counted once: the first attempt's where it was told, else this one's, less what of the answer it was shown.
 * Output is the sum: what came before the break (each content event a token at least) and all of this attempt.
 */
export const summedUsage = (usage: JsonObject, prefix: Prefix, way: Way): JsonObject => {
  const summed: Record<string, unknown> = { ...usage };
  const inputName = 'prompt_tokens' in usage ? 'prompt_tokens' : 'input_tokens';
  const outputName = 'completion_tokens' in usage ? 'completion_tokens' : 'output_tokens';
  const input = inputOf(usage[inputName], prefix, way);
  const output = usage[outputName];
  const outputBefore = Math.max(prefix.pieces, prefix.usage?.outputTokens ?? 0);
  if (input !== null) summed[inputName] = input;
  if (typeof output === 'number') summed[outputName] = output + outputBefore;
  if (typeof usage['total_tokens'] === 'number' && typeof output === 'number' && input !== null)
    summed['total_tokens'] = input + output + outputBefore;
  return summed;
};

const inputOf = (told: unknown, prefix: Prefix, way: Way): number | null => {
  if (typeof told !== 'number') return null;
  const first = prefix.usage?.inputTokens ?? 0;
  if (first > 0) return first;
  return way.how === 'restart' ? told : Math.max(0, told - prefix.pieces);
};
