/** How the answer of one operation is read: what an event or a body means, and when it is whole. */
import type { ContentProblem, ProviderError } from '../domain/evidence.ts';
import type { Usage } from '../domain/event.ts';
import type { SseEvent } from './sse.ts';

/**
 * What one event is. `preamble` says nothing a person could read; `content` does (text, reasoning, tool call, refusal);
 * `finish` proves that the answer is whole, more may follow; `end` is the last event.
 */
export type EventVerdict =
  | { readonly kind: 'preamble' }
  | { readonly kind: 'content' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'end' }
  | { readonly kind: 'failure'; readonly error: ProviderError }
  | { readonly kind: 'wrong'; readonly problem: ContentProblem };

export interface StreamReading {
  read(event: SseEvent): EventVerdict;
  /** Whether what has come so far proves that the answer is whole. */
  readonly whole: boolean;
  readonly usage: Usage | null;
}

export type BodyVerdict =
  | { readonly kind: 'whole'; readonly usage: Usage | null }
  | { readonly kind: 'failure'; readonly error: ProviderError }
  | { readonly kind: 'wrong'; readonly problem: ContentProblem };

export interface Reading {
  /** Under an upstream's base URL. */
  readonly path: string;
  /** `choices`: how many answers were asked for at once. */
  readonly stream: (choices?: number) => StreamReading;
  readonly body: (json: unknown) => BodyVerdict;
  /** The error event that ends a stream which broke, as SSE text with its blank line; no id line. */
  readonly errorEvent: (error: Readonly<Record<string, unknown>>, requestId: string) => string;
}

export const preamble: EventVerdict = { kind: 'preamble' };
export const content: EventVerdict = { kind: 'content' };
export const finish: EventVerdict = { kind: 'finish' };
export const end: EventVerdict = { kind: 'end' };
export const wrong = (problem: ContentProblem): { readonly kind: 'wrong'; readonly problem: ContentProblem } => ({
  kind: 'wrong',
  problem,
});

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byteOrderMark = 0xfeff;

/** Throws as `JSON.parse` does. RFC 8259 section 8.1: a byte order mark may be passed over, and SDKs do. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text);

/** The object a JSON text holds, or `null` when it holds none. */
export const objectOf = (text: string): JsonObject | null => {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

/** The error object of a provider in any of its usual shapes: an object, or a bare string. */
export const providerError = (value: unknown): ProviderError | null => {
  if (typeof value === 'string') return { message: value, type: null, code: null, param: null };
  if (!isObject(value)) return null;
  return {
    message: textOf(value['message']) ?? '',
    type: textOf(value['type']),
    code: textOf(value['code']),
    param: textOf(value['param']),
  };
};

/** The error a JSON body carries, whichever way it is wrapped. */
export const errorInside = (body: JsonObject): ProviderError | null => {
  if (body['error'] !== undefined && body['error'] !== null) return providerError(body['error']);
  if (body['object'] === 'error' || body['type'] === 'error') return providerError(body);
  return null;
};

export const usageOf = (value: unknown): Usage | null => {
  if (!isObject(value)) return null;
  const input = value['prompt_tokens'] ?? value['input_tokens'];
  const output = value['completion_tokens'] ?? value['output_tokens'];
  if (typeof input !== 'number' && typeof output !== 'number') return null;
  return { inputTokens: typeof input === 'number' ? input : 0, outputTokens: typeof output === 'number' ? output : 0 };
};
