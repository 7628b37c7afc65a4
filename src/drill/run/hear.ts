/** Makes sense of what a caller receives, as a careful client would: text, model, usage, errors, end marks. */
import type { Operation } from '../../domain/call.ts';
import type { HeardError } from '../judge/observation.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): Json | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** Follows a path of members and places; `undefined` where it ends early. */
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((inner, step) => {
    if (typeof step === 'number') return Array.isArray(inner) ? inner[step] : undefined;
    return isObject(inner) ? inner[step] : undefined;
  }, value);

const textAt = (value: unknown, ...path: readonly (string | number)[]): string | null => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : null;
};

/** What one JSON body, or one event, tells. */
export interface Piece {
  readonly text: string;
  readonly model: string | null;
  readonly hasUsage: boolean;
  readonly error: HeardError | null;
  readonly isEnd: boolean;
}

const errorOf = (body: Json): HeardError | null => {
  const source = at(body, 'error') ?? at(body, 'response', 'error') ?? (body['type'] === 'error' ? body : null);
  if (!isObject(source)) return null;
  return {
    message: textAt(source, 'message'),
    code: textAt(source, 'code') ?? textAt(source, 'type'),
    family: textAt(source, 'family'),
    who: textAt(source, 'who'),
    requestId: textAt(source, 'request_id'),
    why: textAt(source, 'why'),
  };
};

const deltas: Readonly<Record<Operation, (event: Json) => string | null>> = {
  chat: (event) =>
    textAt(event, 'choices', 0, 'delta', 'content') ??
    textAt(event, 'choices', 0, 'delta', 'tool_calls', 0, 'function', 'arguments'),
  completions: (event) => textAt(event, 'choices', 0, 'text'),
  embeddings: () => null,
  responses: (event) => (event['type'] === 'response.output_text.delta' ? textAt(event, 'delta') : null),
  messages: (event) => textAt(event, 'delta', 'text'),
};

const wholes: Readonly<Record<Operation, (body: Json) => string | null>> = {
  chat: (body) => textAt(body, 'choices', 0, 'message', 'content'),
  completions: (body) => textAt(body, 'choices', 0, 'text'),
  embeddings: () => null,
  responses: (body) => textAt(body, 'output', 0, 'content', 0, 'text'),
  messages: (body) => textAt(body, 'content', 0, 'text'),
};

/** What a tool is told to say; nothing where the arguments are no such JSON. */
export const saidByTool = (json: string): string => textAt(parse(json), 'text') ?? '';

const endTypes = ['response.completed', 'message_stop'];

const pieceOf = (body: Json, text: string | null): Piece => ({
  text: text ?? '',
  model: textAt(body, 'model') ?? textAt(body, 'response', 'model') ?? textAt(body, 'message', 'model'),
  hasUsage: isObject(at(body, 'usage') ?? at(body, 'response', 'usage')),
  error: errorOf(body),
  isEnd: endTypes.includes(textAt(body, 'type') ?? ''),
});

const endMark: Piece = { text: '', model: null, hasUsage: false, error: null, isEnd: true };

/** `null` for an event that is no JSON: careful clients step over it. */
export const hearEvent = (operation: Operation, data: string): Piece | null => {
  if (data === '[DONE]') return endMark;
  const body = parse(data);
  return body === null ? null : pieceOf(body, deltas[operation](body));
};

export const hearBody = (operation: Operation, text: string): Piece | null => {
  const body = parse(text);
  return body === null ? null : pieceOf(body, wholes[operation](body));
};
