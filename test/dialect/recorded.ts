/** Answers as the four kinds of stream tell them: what the tests of rescue break and put together again. */
import type { JsonObject } from '../../src/dialect/reading.ts';
import { isObject, objectOf } from '../../src/dialect/reading.ts';
import type { SseEvent } from '../../src/dialect/sse.ts';
import { SseFramer } from '../../src/dialect/sse.ts';
import type { Streamed } from '../../src/dialect/rescue/prefix.ts';
import { eventOf } from '../../src/dialect/rescue/seam.ts';

export interface Told {
  readonly reasoning?: readonly string[];
  readonly text: readonly string[];
  readonly tools?: readonly { readonly name: string; readonly pieces: readonly string[] }[];
  /** Of messages: a thinking block with its signature before all else. */
  readonly thinking?: readonly string[];
  /** In place of a text. */
  readonly refusal?: readonly string[];
}

/** One run: who told it, and what its tokens cost. */
export interface Run {
  readonly id: string;
  readonly model: string;
  readonly inputTokens: number;
}

type Speaker = (told: Told, run: Run) => readonly SseEvent[];

const piecesOf = ({ reasoning = [], thinking = [], refusal = [], text, tools = [] }: Told): number =>
  reasoning.length +
  thinking.length +
  refusal.length +
  text.length +
  tools.reduce((sum, tool) => sum + tool.pieces.length, 0);

const framed = (text: string): readonly SseEvent[] => {
  const framing = new SseFramer().push(Buffer.from(text));
  return framing.kind === 'events' ? framing.events : [];
};

const chat: Speaker = (told, { id, model, inputTokens }) => {
  const base = {
    id: `chatcmpl-${id}`,
    object: 'chat.completion.chunk',
    created: id.length,
    model,
    system_fingerprint: `fp_${id}`,
  };
  const chunk = (delta: JsonObject, finish: string | null = null): SseEvent =>
    eventOf({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] }, '');
  const tools = (told.tools ?? []).flatMap(({ name, pieces }, index) => [
    chunk({ tool_calls: [{ index, id: `call_${id}_${index}`, type: 'function', function: { name, arguments: '' } }] }),
    ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]);
  const output = piecesOf(told);
  const usage = { prompt_tokens: inputTokens, completion_tokens: output, total_tokens: inputTokens + output };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...(told.reasoning ?? []).map((piece) => chunk({ reasoning_content: piece })),
    ...told.text.map((content) => chunk({ content })),
    ...(told.refusal ?? []).map((refusal) => chunk({ refusal })),
    ...tools,
    chunk({}, tools.length > 0 ? 'tool_calls' : 'stop'),
    eventOf({ ...base, choices: [], usage }, ''),
    ...framed('data: [DONE]\n\n'),
  ];
};

const completions: Speaker = (told, { id, model, inputTokens }) => {
  const base = { id: `cmpl-${id}`, object: 'text_completion', created: id.length, model };
  const chunk = (text: string, finish: string | null = null): SseEvent =>
    eventOf({ ...base, choices: [{ index: 0, text, logprobs: null, finish_reason: finish }] }, '');
  const usage = { prompt_tokens: inputTokens, completion_tokens: told.text.length };
  return [
    ...told.text.map((text) => chunk(text)),
    chunk('', 'stop'),
    eventOf({ ...base, choices: [], usage }, ''),
    ...framed('data: [DONE]\n\n'),
  ];
};

const event = (type: string, members: JsonObject): SseEvent => eventOf({ type, ...members }, type);

const messages: Speaker = (told, { id, model, inputTokens }) => {
  let index = -1;
  const block = (start: JsonObject, deltas: readonly JsonObject[]): readonly SseEvent[] => {
    index++;
    const place = { index };
    return [
      event('content_block_start', { ...place, content_block: start }),
      ...deltas.map((delta) => event('content_block_delta', { ...place, delta })),
      event('content_block_stop', place),
    ];
  };
  const started = { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null };
  const tools = told.tools ?? [];
  return [
    event('message_start', { message: { ...started, usage: { input_tokens: inputTokens, output_tokens: 1 } } }),
    event('ping', {}),
    ...(told.thinking === undefined
      ? []
      : block({ type: 'thinking', thinking: '', signature: '' }, [
          ...told.thinking.map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: `signed-${id}` },
        ])),
    ...(told.text.length + (told.refusal?.length ?? 0) === 0
      ? []
      : block(
          { type: 'text', text: '' },
          [...told.text, ...(told.refusal ?? [])].map((text) => ({ type: 'text_delta', text })),
        )),
    ...tools.flatMap(({ name, pieces }, at) =>
      block(
        { type: 'tool_use', id: `toolu_${id}_${at}`, name, input: {} },
        pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      ),
    ),
    event('message_delta', {
      delta: {
        stop_reason: told.refusal !== undefined ? 'refusal' : tools.length > 0 ? 'tool_use' : 'end_turn',
        stop_sequence: null,
      },
      usage: { output_tokens: piecesOf(told) },
    }),
    event('message_stop', {}),
  ];
};

interface Line {
  readonly type: string;
  readonly members: JsonObject;
}

const itemLines = (
  head: JsonObject,
  { index, whole, lines }: { readonly index: number; readonly whole: JsonObject; readonly lines: readonly Line[] },
): readonly Line[] => [
  { type: 'response.output_item.added', members: { output_index: index, item: { ...head, status: 'in_progress' } } },
  ...lines.map(({ type, members }) => ({ type, members: { item_id: head['id'], output_index: index, ...members } })),
  { type: 'response.output_item.done', members: { output_index: index, item: whole } },
];

const textLines = (
  names: { readonly field: string; readonly part: string; readonly index: string; readonly type: string },
  pieces: readonly string[],
): readonly Line[] => {
  const at = { [names.index]: 0 };
  const text = pieces.join('');
  return [
    { type: `response.${names.part}.added`, members: { ...at, part: { type: names.type, text: '' } } },
    ...pieces.map((delta) => ({ type: `response.${names.field}.delta`, members: { ...at, delta } })),
    { type: `response.${names.field}.done`, members: { ...at, text } },
    { type: `response.${names.part}.done`, members: { ...at, part: { type: names.type, text } } },
  ];
};

const outputNames = { field: 'output_text', part: 'content_part', index: 'content_index', type: 'output_text' };
const summaryNames = {
  field: 'reasoning_summary_text',
  part: 'reasoning_summary_part',
  index: 'summary_index',
  type: 'summary_text',
};

const refusalLines = (pieces: readonly string[]): readonly Line[] => {
  const at = { content_index: 0 };
  const refusal = pieces.join('');
  return [
    { type: 'response.content_part.added', members: { ...at, part: { type: 'refusal', refusal: '' } } },
    ...pieces.map((delta) => ({ type: 'response.refusal.delta', members: { ...at, delta } })),
    { type: 'response.refusal.done', members: { ...at, refusal } },
    { type: 'response.content_part.done', members: { ...at, part: { type: 'refusal', refusal } } },
  ];
};

interface Item {
  readonly whole: JsonObject;
  readonly lines: readonly Line[];
}

const refused = (pieces: readonly string[], id: string): Item => {
  const content = [{ type: 'refusal', refusal: pieces.join('') }];
  const whole = { id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed', content };
  return { whole, lines: refusalLines(pieces) };
};

const itemsOf = (told: Told, id: string): readonly Item[] => {
  const { reasoning = [], text, tools = [] } = told;
  const thought = { id: `rs_${id}`, type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning.join('') }] };
  const content = [{ type: 'output_text', text: text.join(''), annotations: [] }];
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed', content };
  return [
    ...(reasoning.length > 0 ? [{ whole: thought, lines: textLines(summaryNames, reasoning) }] : []),
    ...(text.length > 0 ? [{ whole: message, lines: textLines(outputNames, text) }] : []),
    ...(told.refusal === undefined ? [] : [refused(told.refusal, id)]),
    ...tools.map(({ name, pieces }, at) => {
      const call = { id: `fc_${id}_${at}`, type: 'function_call', call_id: `call_${id}_${at}`, name };
      const type = 'response.function_call_arguments';
      return {
        whole: { ...call, status: 'completed', arguments: pieces.join('') },
        lines: [
          ...pieces.map((delta) => ({ type: `${type}.delta`, members: { delta } })),
          { type: `${type}.done`, members: { arguments: pieces.join('') } },
        ],
      };
    }),
  ];
};

const responses: Speaker = (told, { id, model, inputTokens }) => {
  const response = { id: `resp_${id}`, object: 'response', created_at: id.length, model };
  const items = itemsOf(told, id);
  const started = { response: { ...response, status: 'in_progress', output: [], usage: null } };
  const output = items.map(({ whole }) => whole);
  const usage = {
    input_tokens: inputTokens,
    output_tokens: piecesOf(told),
    total_tokens: inputTokens + piecesOf(told),
  };
  const lines: readonly Line[] = [
    { type: 'response.created', members: started },
    { type: 'response.in_progress', members: started },
    ...items.flatMap(({ whole, lines: inner }, index) => {
      const { content: _content, summary: _summary, arguments: _arguments, ...head } = whole;
      const empty = { message: { content: [] }, reasoning: { summary: [] }, function_call: { arguments: '' } };
      return itemLines({ ...head, ...empty[head['type'] as keyof typeof empty] }, { index, whole, lines: inner });
    }),
    { type: 'response.completed', members: { response: { ...response, status: 'completed', output, usage } } },
  ];
  return lines.map(({ type, members }, at) => eventOf({ type, sequence_number: at, ...members }, type));
};

export const speak = { chat, completions, messages, responses } as const satisfies Record<Streamed, Speaker>;

/** The JSON of all events, as a caller reads it off the bytes. */
export const heard = (events: readonly SseEvent[]): readonly JsonObject[] =>
  framed(Buffer.concat(events.map((each) => each.raw)).toString('utf8')).flatMap((each): readonly JsonObject[] => {
    const said = objectOf(each.data);
    return said === null ? [] : [said];
  });

/** Every value of that member, wherever it stands. */
export const valuesOf = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((each) => valuesOf(each, name));
  if (!isObject(value)) return [];
  return [...(name in value ? [value[name]] : []), ...Object.values(value).flatMap((each) => valuesOf(each, name))];
};
