/** Reads embeddings: one JSON body with a vector for each input. They are never streamed. */
import { chat } from './chat.ts';
import type { BodyVerdict, Reading } from './reading.ts';
import { errorInside, isObject, usageOf, wrong } from './reading.ts';

const isVector = (item: unknown): boolean => {
  if (!isObject(item)) return false;
  const vector = item['embedding'];
  return (Array.isArray(vector) || typeof vector === 'string') && vector.length > 0;
};

const body = (json: unknown): BodyVerdict => {
  if (!isObject(json)) return wrong('wrong_shape');
  const error = errorInside(json);
  if (error !== null) return { kind: 'failure', error };
  const data = json['data'];
  if (!Array.isArray(data)) return wrong('wrong_shape');
  if (data.length === 0) return wrong('empty');
  return data.every(isVector) ? { kind: 'whole', usage: usageOf(json['usage']) } : wrong('wrong_shape');
};

export const embeddings: Reading = { path: '/embeddings', stream: chat.stream, body, errorEvent: chat.errorEvent };
