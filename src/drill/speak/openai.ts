/** Chat completions and completions as an OpenAI-compatible server says them. */
import { frame, type Answer, type Frame, type Speech, type Trouble } from './answer.ts';

const usageOf = ({ inputTokens, words }: Answer): unknown => ({
  prompt_tokens: inputTokens,
  completion_tokens: words.length,
  total_tokens: inputTokens + words.length,
});

const trouble = ({ message, type, param, code }: Trouble): unknown => ({ error: { message, type, param, code } });

const troubleFrame = (what: Trouble): Frame => frame('finish', trouble(what));

interface Style {
  readonly prefix: string;
  readonly object: string;
  readonly chunkObject: string;
  /** `null`: it begins with the first word. */
  readonly opening: ((id: string) => unknown) | null;
  readonly piece: (text: string) => unknown;
  readonly closing: unknown;
  readonly finish: string;
  readonly full: (text: string) => unknown;
}

const speechOf = (style: Style): Speech => ({
  frames(answer, includeUsage) {
    const base = {
      id: `${style.prefix}${answer.id}`,
      object: style.chunkObject,
      created: answer.created,
      model: answer.model,
    };
    const chunk = (piece: unknown, finish: string | null): unknown => ({
      ...base,
      choices: [{ index: 0, ...(piece as object), finish_reason: finish }],
    });
    return [
      ...(style.opening === null ? [] : [frame('start', chunk(style.opening(answer.id), null))]),
      ...answer.words.map((word) => frame('word', chunk(style.piece(word), null))),
      frame('finish', chunk(style.closing, style.finish)),
      ...(includeUsage ? [frame('usage', { ...base, choices: [], usage: usageOf(answer) })] : []),
      frame('done', '[DONE]'),
    ];
  },
  whole: (answer) => ({
    id: `${style.prefix}${answer.id}`,
    object: style.object,
    created: answer.created,
    model: answer.model,
    choices: [{ index: 0, ...(style.full(answer.words.join('')) as object), finish_reason: style.finish }],
    usage: usageOf(answer),
  }),
  trouble,
  troubleFrame,
});

export const chat: Speech = speechOf({
  prefix: 'chatcmpl-',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  opening: () => ({ delta: { role: 'assistant', content: '' } }),
  piece: (content) => ({ delta: { content } }),
  closing: { delta: {} },
  finish: 'stop',
  full: (content) => ({ message: { role: 'assistant', content, refusal: null }, logprobs: null }),
});

const toolOf = (id: string, json: string): object => ({
  index: 0,
  id: `call_${id}`,
  type: 'function',
  function: { name: 'say', arguments: json },
});

/** The words are the JSON of a call's arguments. */
export const toolCall: Speech = speechOf({
  prefix: 'chatcmpl-',
  object: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  opening: (id) => ({ delta: { role: 'assistant', content: null, tool_calls: [toolOf(id, '')] } }),
  piece: (json) => ({ delta: { tool_calls: [{ index: 0, function: { arguments: json } }] } }),
  closing: { delta: {} },
  finish: 'tool_calls',
  full: (json) => ({ message: { role: 'assistant', content: null, tool_calls: [toolOf('whole', json)] } }),
});

export const completions: Speech = speechOf({
  prefix: 'cmpl-',
  object: 'text_completion',
  chunkObject: 'text_completion',
  opening: null,
  piece: (text) => ({ text, logprobs: null }),
  closing: { text: '', logprobs: null },
  finish: 'stop',
  full: (text) => ({ text, logprobs: null }),
});
