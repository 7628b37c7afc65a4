/** Answers asked for as a stream and given as one body: how each kind is put together, and the request that asks for one. */
import type { Operation } from '../../domain/call.ts';
import { withJson } from '../json-span.ts';
import type { JsonObject } from '../reading.ts';
import { objectOf } from '../reading.ts';
import type { Assembler } from './assembler.ts';
import { chat, completions } from './choices.ts';
import { messages } from './messages.ts';
import { responses } from './responses.ts';

export type { Assembler };

export const assemblers = { chat, completions, messages, responses } as const satisfies Partial<
  Record<Operation, () => Assembler>
>;

export type Assembled = keyof typeof assemblers;

export const isAssembled = (operation: Operation): operation is Assembled => operation in assemblers;

/** Asked for with these, a stream holds less than a body, or there is none. */
const wholeOnly = ['stream_options', 'audio', 'best_of', 'prompt_logprobs', 'use_beam_search', 'background'] as const;

const isWholeOnly = (body: JsonObject): boolean =>
  wholeOnly.some((name) => body[name] !== undefined && body[name] !== null && body[name] !== false) ||
  (body['stream'] !== undefined && body['stream'] !== null && body['stream'] !== false) ||
  (Array.isArray(body['modalities']) && body['modalities'].includes('audio'));

/** `auto` streams what may take long: a short answer is asked for again as quickly as a broken stream is gone on with. */
const longTokens = 1_000;

const mayTakeLong = (body: JsonObject): boolean => {
  const limits = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'].map((name) => body[name]);
  return limits.every((limit) => typeof limit !== 'number' || limit >= longTokens);
};

/** Some servers read tool calls less well when they stream. */
const hasTools = (body: JsonObject): boolean => body['tools'] !== undefined || body['functions'] !== undefined;

/** The same request for a stream that tells its usage; `null` where a body has to be asked for. All else stays byte for byte. */
export const streamedBody = (operation: Assembled, bytes: Uint8Array, mode: 'auto' | 'on'): Uint8Array | null => {
  const body = objectOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  if (body === null || isWholeOnly(body)) return null;
  if (mode === 'auto' && (hasTools(body) || !mayTakeLong(body))) return null;
  const streamed = withJson(bytes, 'stream', true);
  return operation === 'chat' || operation === 'completions'
    ? withJson(streamed, 'stream_options', { include_usage: true })
    : streamed;
};

/** Whether a provider's complaint is about the stream that only we asked for. */
export const isAboutStream = (error: { readonly message: string; readonly param: string | null } | null): boolean =>
  error !== null && /stream/i.test(`${error.param ?? ''} ${error.message}`);
