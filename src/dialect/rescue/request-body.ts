/** The request that asks a target for the rest of an answer; all else of the caller's JSON stays byte for byte. */
import { withJson } from '../json-span.ts';
import type { JsonObject } from '../reading.ts';
import { objectOf } from '../reading.ts';
import { lastAsked, ownPrefill, turnsOf } from './conversation.ts';
import { instructionFor } from './instruction.ts';
import { shownOf } from './onward.ts';
import type { Prefix } from './prefix.ts';
import type { Way } from './ways.ts';

const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];
/** The Responses API takes no less. */
const leastOutputTokens = 16;

export const requestBody = (way: Way, original: Uint8Array, prefix: Prefix): Uint8Array => {
  if (way.how === 'restart') return original;
  const request = objectOf(Buffer.from(original).toString('utf8'));
  if (request === null) return original;
  const members = { ...withinLimit(request, prefix), ...turnsWithPrefix(way, request, prefix), ...extras(way) };
  let body = original;
  for (const [name, value] of Object.entries(members)) body = withJson(body, name, value);
  return body;
};

const extras = (way: Way): JsonObject =>
  way.how === 'prefill' && way.style === 'continue_final_message'
    ? { continue_final_message: true, add_generation_prompt: false }
    : {};

/** The caller's limit is one of the whole answer. */
const withinLimit = (request: JsonObject, prefix: Prefix): JsonObject =>
  Object.fromEntries(
    limits.flatMap((name) => {
      const limit = request[name];
      if (typeof limit !== 'number') return [];
      const least = name === 'max_output_tokens' ? Math.min(limit, leastOutputTokens) : 1;
      return [[name, Math.max(least, limit - prefix.pieces)]];
    }),
  );

const turnsWithPrefix = (way: Exclude<Way, { how: 'restart' }>, request: JsonObject, prefix: Prefix): JsonObject => {
  const shown = shownOf(prefix.text);
  if (prefix.operation === 'completions') return { prompt: `${String(request['prompt'])}${shown}` };
  const name = prefix.operation === 'responses' ? 'input' : 'messages';
  const turns = turnsOf(request) ?? [{ role: 'user', content: request['input'] }];
  const asked = { role: 'user', content: instructionFor(lastAsked(request), shown) };
  if (way.how === 'continue') return { [name]: [...turns, { role: 'assistant', content: shown }, asked] };
  const own = ownPrefill(request) === 'text' ? (turns.at(-1) as { content: string }) : null;
  const begun = {
    ...(own ?? { role: 'assistant' }),
    content: (own?.content ?? '') + shown,
    ...(way.style === 'assistant_prefix' ? { prefix: true } : {}),
  };
  return { [name]: [...(own === null ? turns : turns.slice(0, -1)), begun] };
};
