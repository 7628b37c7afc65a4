/** What a good model server says, in the shapes of the APIs, and acts that say it. */
import type { Act } from './upstream.ts';

export const event = (data: unknown, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** A chunk of a chat stream; `null` for the text makes it the one that finishes. */
export const chunk = (text: string | null, model = 'm'): string =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 7,
    model,
    choices: [
      text === null
        ? { index: 0, delta: {}, finish_reason: 'stop' }
        : { index: 0, delta: { content: text }, finish_reason: null },
    ],
  });

export const opening = event({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
});

export const done = 'data: [DONE]\n\n';

export const chatStream = (...words: readonly string[]): string =>
  [opening, ...words.map((word) => chunk(word)), chunk(null), done].join('');

export const chatBody = (text: string, model = 'm'): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 7,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });

const message = (text: string | null): object => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: text === null ? [] : [{ type: 'text', text }],
  stop_reason: text === null ? null : 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
});

const typed = (data: { readonly type: string; readonly [member: string]: unknown }): string => event(data, data.type);

export const messageBody = (text: string): string => JSON.stringify(message(text));

export const messageStart = [
  typed({ type: 'message_start', message: message(null) }),
  typed({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
].join('');

export const messageDelta = (text: string): string =>
  typed({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });

export const messageStop = [
  typed({ type: 'content_block_stop', index: 0 }),
  typed({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 2 },
  }),
  typed({ type: 'message_stop' }),
].join('');

export const messageError = (type: string, text: string): string =>
  typed({ type: 'error', error: { type, message: text } });

const response = (text: string, status: string): object => ({
  id: 'resp_1',
  object: 'response',
  created_at: 7,
  model: 'm',
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  output:
    text === ''
      ? []
      : [
          {
            id: 'msg_1',
            type: 'message',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text, annotations: [] }],
          },
        ],
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
});

export const responseBody = (text: string): string => JSON.stringify(response(text, 'completed'));
export const responseCreated = typed({
  type: 'response.created',
  sequence_number: 0,
  response: response('', 'in_progress'),
});
export const responseDelta = (text: string): string =>
  typed({
    type: 'response.output_text.delta',
    sequence_number: 1,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: text,
  });
export const responseCompleted = (text: string): string =>
  typed({ type: 'response.completed', sequence_number: 2, response: response(text, 'completed') });
export const responseFailed = (text: string): string =>
  typed({
    type: 'response.failed',
    sequence_number: 2,
    response: { ...response('', 'failed'), error: { code: 'server_error', message: text } },
  });

/** Answers with a whole body. */
export const json =
  (body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Act =>
  (answer) =>
    answer.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' } as const;

/** Answers with a stream that comes in one go. */
export const stream =
  (text: string): Act =>
  (answer) =>
    answer.writeHead(200, eventStream).end(text);

/** Begins a stream and leaves it open. */
export const begin =
  (text: string): Act =>
  (answer) =>
    answer.writeHead(200, eventStream).write(text);

/** A healthy chat server: streams when asked to. */
export const healthy =
  (...words: readonly string[]): Act =>
  (answer, seen) =>
    (/"stream":\s*true/.test(seen.body.toString()) ? stream(chatStream(...words)) : json(chatBody(words.join(''))))(
      answer,
      seen,
    );

/** Breaks the connection without a word. */
export const cut: Act = (answer) => answer.destroy();

/** Never answers. */
export const silent: Act = () => {};
