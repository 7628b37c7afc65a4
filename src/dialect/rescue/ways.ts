/** Which ways there are to go on with an answer that broke, the best first. */
import type { JsonObject } from '../reading.ts';
import { weightOf } from './alignment.ts';
import type { Capabilities, PrefillStyle } from './capabilities.ts';
import { isStructured, ownPrefill, turnsOf } from './conversation.ts';
import type { Onset } from './onward.ts';
import { shownOf } from './onward.ts';
import type { Prefix } from './prefix.ts';

export type Way =
  | { readonly how: 'prefill'; readonly style: PrefillStyle }
  | { readonly how: 'restart' }
  | { readonly how: 'continue' };

const restart: Way = { how: 'restart' };

/** Less text than that names no place to go on from. */
const leastAnchorWeight = 3;

/** How a text that goes on begins. */
export const onsetOf = (way: Exclude<Way, { how: 'restart' }>, operation: Prefix['operation']): Onset => {
  if (way.how === 'continue') return 'turn';
  return way.style === 'continue_final_message' || operation === 'completions' ? 'tokens' : 'echo';
};

/** `request`: the caller's body. No way at all: the answer ends with the error. */
export const ways = (prefix: Prefix, request: JsonObject, capabilities: Capabilities): readonly Way[] => {
  if (!mayGoOn(prefix, request)) return [];
  const isProse = prefix.kind === 'text' && prefix.isTextOpen && !isStructured(request);
  if (!isProse || shownOf(prefix.text) === '') return [restart];
  const style = prefillStyle(prefix, request, capabilities);
  const prefill: readonly Way[] = style === null ? [] : [{ how: 'prefill', style }];
  return [...prefill, restart, ...(mayContinue(prefix, request) ? [{ how: 'continue' } as const] : [])];
};

const mayGoOn = (prefix: Prefix, request: JsonObject): boolean => {
  const wanted = [request['n'], request['best_of']];
  const isSingle = prefix.choices <= 1 && wanted.every((count) => typeof count !== 'number' || count <= 1);
  return isSingle && prefix.kind !== 'other' && !prefix.isSigned && !prefix.isFinished;
};

const prefillStyle = (prefix: Prefix, request: JsonObject, { prefill }: Capabilities): PrefillStyle | null => {
  switch (prefix.operation) {
    case 'completions':
      return typeof request['prompt'] === 'string' && request['echo'] !== true ? 'plain' : null;
    case 'chat':
      if (prefill === 'anthropic' || turnsOf(request) === null || ownPrefill(request) === 'other') return null;
      return prefill;
    case 'messages': {
      const isThinking = isObjectWithType(request['thinking'], ['enabled', 'adaptive']);
      if (isThinking || turnsOf(request) === null || ownPrefill(request) === 'other') return null;
      return prefill === 'anthropic' || prefill === 'plain' ? 'anthropic' : null;
    }
    case 'responses':
      return null;
    default:
      return prefix.operation satisfies never;
  }
};

const isObjectWithType = (value: unknown, types: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && types.includes(String(value.type));

const mayContinue = (prefix: Prefix, request: JsonObject): boolean => {
  if (prefix.operation === 'completions' || weightOf(prefix.text) < leastAnchorWeight) return false;
  const hasTurns =
    turnsOf(request) !== null || (prefix.operation === 'responses' && typeof request['input'] === 'string');
  return hasTurns && ownPrefill(request) === 'none';
};
