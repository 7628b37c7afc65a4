/** Anthropic's messages API: named events, ended by `message_stop`. */
import { frame, type Answer, type Speech, type Trouble } from './answer.ts';

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  503: 'overloaded_error',
  529: 'overloaded_error',
};

const messageOf = (answer: Answer, text: string | null): unknown => ({
  id: `msg_${answer.id}`,
  type: 'message',
  role: 'assistant',
  model: answer.model,
  content: text === null ? [] : [{ type: 'text', text }],
  stop_reason: text === null ? null : 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: answer.inputTokens, output_tokens: text === null ? 1 : answer.words.length },
});

const troubleOf = ({ status, message }: Trouble): unknown => ({
  type: 'error',
  error: { type: types[status] ?? 'api_error', message },
  request_id: null,
});

export const messages: Speech = {
  frames(answer) {
    const usage = { output_tokens: answer.words.length };
    return [
      frame('start', { type: 'message_start', message: messageOf(answer, null) }, 'message_start'),
      frame(
        'start',
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        'content_block_start',
      ),
      frame('start', { type: 'ping' }, 'ping'),
      ...answer.words.map((text) =>
        frame(
          'word',
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
          'content_block_delta',
        ),
      ),
      frame('finish', { type: 'content_block_stop', index: 0 }, 'content_block_stop'),
      frame(
        'finish',
        { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
        'message_delta',
      ),
      frame('done', { type: 'message_stop' }, 'message_stop'),
    ];
  },
  whole: (answer) => messageOf(answer, answer.words.join('')),
  trouble: troubleOf,
  troubleFrame: (what) => frame('finish', troubleOf(what), 'error'),
};
