/** Reads in a request what decides how its answer can be rescued. */
import type { JsonObject } from '../reading.ts';
import { isObject } from '../reading.ts';

/** Whether the answer is JSON for a program: bound to a schema, or only said to be JSON. */
export const isStructured = (request: JsonObject): boolean => {
  const text = isObject(request['text']) ? request['text']['format'] : undefined;
  const config = isObject(request['output_config']) ? request['output_config']['format'] : undefined;
  const named = [request['response_format'], request['output_format'], text, config];
  const isNamed = named.some((format) => isObject(format) && format['type'] !== 'text');
  const ofServers = ['guided_json', 'guided_regex', 'guided_grammar', 'guided_choice', 'structured_outputs', 'grammar'];
  return isNamed || ofServers.some((member) => request[member] !== undefined && request[member] !== null);
};

/** The turns of the conversation; `null` when they are not a list. */
export const turnsOf = (request: JsonObject): readonly unknown[] | null => {
  const turns = request['messages'] ?? request['input'];
  return Array.isArray(turns) ? turns : null;
};

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join(' ');
};

/** What the user said last. */
export const lastAsked = (request: JsonObject): string => {
  if (typeof request['input'] === 'string') return request['input'];
  const asked = turnsOf(request)?.findLast((turn) => isObject(turn) && turn['role'] === 'user');
  return isObject(asked) ? textOf(asked['content']) : '';
};

/** What the conversation ends with: a prefill of the caller's own, as text or as something else. */
export const ownPrefill = (request: JsonObject): 'none' | 'text' | 'other' => {
  const last = turnsOf(request)?.at(-1);
  if (!isObject(last) || last['role'] !== 'assistant') return 'none';
  const isPlain = typeof last['content'] === 'string' && last['tool_calls'] === undefined;
  return isPlain ? 'text' : 'other';
};
