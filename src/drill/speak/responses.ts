/** The Responses API: named events with a rising sequence number, ended by `response.completed`. */
import { frame, type Answer, type Frame, type Speech, type Trouble } from './answer.ts';

const usageOf = ({ inputTokens, words }: Answer): unknown => ({
  input_tokens: inputTokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: words.length,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: inputTokens + words.length,
});

const partOf = (text: string): unknown => ({ type: 'output_text', text, annotations: [], logprobs: [] });

const itemOf = (answer: Answer, status: string, content: readonly unknown[]): unknown => ({
  id: `msg_${answer.id}`,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

const responseOf = (answer: Answer, status: string, output: readonly unknown[]): unknown => ({
  id: `resp_${answer.id}`,
  object: 'response',
  created_at: answer.created,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: answer.model,
  output,
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  store: false,
  usage: status === 'completed' ? usageOf(answer) : null,
});

const troubleOf = ({ message, type, code, param }: Trouble): unknown => ({ error: { message, type, code, param } });

export const responses: Speech = {
  frames(answer) {
    let sequence = 0;
    const event = (kind: Frame['kind'], type: string, members: object): Frame =>
      frame(kind, { type, sequence_number: sequence++, ...members }, type);
    const text = answer.words.join('');
    const place = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 };
    const whole = itemOf(answer, 'completed', [partOf(text)]);
    return [
      event('start', 'response.created', { response: responseOf(answer, 'in_progress', []) }),
      event('start', 'response.in_progress', { response: responseOf(answer, 'in_progress', []) }),
      event('start', 'response.output_item.added', { output_index: 0, item: itemOf(answer, 'in_progress', []) }),
      event('start', 'response.content_part.added', { ...place, part: partOf('') }),
      ...answer.words.map((delta) => event('word', 'response.output_text.delta', { ...place, delta, logprobs: [] })),
      event('finish', 'response.output_text.done', { ...place, text, logprobs: [] }),
      event('finish', 'response.content_part.done', { ...place, part: partOf(text) }),
      event('finish', 'response.output_item.done', { output_index: 0, item: whole }),
      event('done', 'response.completed', { response: responseOf(answer, 'completed', [whole]) }),
    ];
  },
  whole: (answer) => responseOf(answer, 'completed', [itemOf(answer, 'completed', [partOf(answer.words.join(''))])]),
  trouble: troubleOf,
  troubleFrame: ({ message, code, param }) =>
    frame('finish', { type: 'error', sequence_number: 999, code, message, param }, 'error'),
};
