/** Reads what a request asks for, as strictly as a real model server would. */
import type { Operation } from '../../domain/call.ts';

export interface Ask {
  readonly operation: Operation;
  readonly model: string;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Whether the answer has to be a call of a tool; of chat only. */
  readonly wantsTool: boolean;
  /** Text of the last thing the user said; for embeddings and completions, of the first input. */
  readonly question: string;
  readonly lastRole: string | null;
  /** Assistant text the conversation ends with: the answer has to go on from there. */
  readonly prefill: string;
  readonly inputTokens: number;
  readonly inputs: readonly string[];
  readonly dimensions: number | null;
  readonly encoding: 'float' | 'base64';
}

export interface Refused {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  readonly param: string | null;
}

export type Read =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'refused'; readonly refused: Refused };

const refuse = (message: string, param: string | null = null): Read => ({
  kind: 'refused',
  refused: { status: 400, message, code: null, param },
});

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Plain text of a message's content: a string, or the text parts of a list. */
const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
};

interface Said {
  readonly role: string;
  readonly text: string;
}

const sayings = (list: readonly unknown[]): readonly Said[] | null => {
  const said = list.map((item) =>
    isObject(item) && typeof item['role'] === 'string' ? { role: item['role'], text: textOf(item['content']) } : null,
  );
  return said.every((item) => item !== null) ? said : null;
};

const texts = (value: unknown): readonly string[] | null => {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) || value.length === 0) return null;
  if (value.every((item) => typeof item === 'string')) return value;
  // Token ids instead of text, as some SDKs send them: one input, or several.
  if (value.every((item) => typeof item === 'number')) return [value.join(' ')];
  if (value.every((item) => Array.isArray(item))) return value.map((item) => item.join(' '));
  return null;
};

const conversation = (operation: Operation, body: Json): readonly Said[] | Read => {
  const field = operation === 'responses' ? 'input' : 'messages';
  const value = body[field];
  if (operation === 'responses' && typeof value === 'string') return [{ role: 'user', text: value }];
  if (!Array.isArray(value) || value.length === 0)
    return refuse(`'${field}' must be a list with at least one entry.`, field);
  return sayings(value) ?? refuse(`Every entry of '${field}' needs a 'role' and a 'content'.`, field);
};

const inputs = (operation: Operation, body: Json): readonly Said[] | Read => {
  const field = operation === 'embeddings' ? 'input' : 'prompt';
  const found = texts(body[field]);
  return found === null
    ? refuse(`'${field}' must be a string or a list of strings.`, field)
    : found.map((text) => ({ role: 'user', text }));
};

const isRefusal = (value: readonly Said[] | Read): value is Read => !Array.isArray(value);

const countWords = (said: readonly Said[]): number =>
  said.reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0) + 4, 0);

export const readAsk = (operation: Operation, bytes: Uint8Array): Read => {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('The request body is not valid JSON.');
  }
  if (!isObject(body)) return refuse('The request body must be a JSON object.');
  const { model, stream = false, dimensions = null, stream_options: options } = body;
  if (typeof model !== 'string' || model === '') return refuse("'model' must be the name of a model.", 'model');
  if (typeof stream !== 'boolean') return refuse("'stream' must be true or false.", 'stream');
  if (dimensions !== null && !(Number.isInteger(dimensions) && Number(dimensions) > 0 && Number(dimensions) <= 4096)) {
    return refuse("'dimensions' must be a whole number from 1 to 4096.", 'dimensions');
  }
  if (operation === 'messages' && !Number.isInteger(body['max_tokens']))
    return refuse("'max_tokens' must be a whole number.", 'max_tokens');

  const said =
    operation === 'embeddings' || operation === 'completions' ? inputs(operation, body) : conversation(operation, body);
  if (isRefusal(said)) return said;
  const last = said.at(-1);
  return {
    kind: 'ask',
    ask: {
      operation,
      model,
      stream: stream && operation !== 'embeddings',
      includeUsage: isObject(options) && options['include_usage'] === true,
      wantsTool: operation === 'chat' && body['tool_choice'] === 'required',
      question: said.findLast(({ role }) => role === 'user')?.text ?? '',
      lastRole: last?.role ?? null,
      prefill: last?.role === 'assistant' ? last.text : '',
      inputTokens: countWords(said),
      inputs: said.map(({ text }) => text),
      dimensions: typeof dimensions === 'number' ? dimensions : null,
      encoding: body['encoding_format'] === 'base64' ? 'base64' : 'float',
    },
  };
};
