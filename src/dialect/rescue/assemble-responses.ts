/** Reads out of sent events what the caller of the Responses API has. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Prefix, SentItem, SentTool } from './prefix.ts';
import { kindOf } from './prefix.ts';

const plainTypes = new Set(['message', 'reasoning', 'function_call']);
const textFields = new Set(['output_text', 'function_call_arguments', 'reasoning_summary_text', 'reasoning_text']);

export const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Which part of an item an event is about: content and summary parts are counted on their own. */
export const partOf = (event: JsonObject): string => {
  const part = event['content_index'] ?? event['summary_index'];
  return typeof part === 'number' ? String(part) : '';
};

/** `output_text` of `response.output_text.delta`, or `null` when we do not know that text. */
export const fieldOf = (type: string): string | null => {
  const field = /^response\.(\w+)\.(?:delta|done)$/.exec(type)?.[1] ?? '';
  return textFields.has(field) ? field : null;
};

/** The name of one growing text within its item. */
export const slotOf = (field: string, event: JsonObject): string => `${field}/${partOf(event)}`;

interface Item {
  readonly index: number;
  readonly type: string;
  readonly id: string | null;
  readonly callId: string | null;
  readonly name: string | null;
  readonly slots: Map<string, string>;
  done: JsonObject | null;
}

class Response {
  identity: JsonObject = {};
  readonly items = new Map<unknown, Item>();
  readonly said = new Set<string>();
  sequence = -1;
  pieces = 0;
  isOther = false;
  isFinished = false;

  add(event: SseEvent): void {
    const said = objectOf(event.data);
    if (said === null) return;
    if (typeof said['sequence_number'] === 'number') this.sequence = said['sequence_number'];
    const type = stringOrNull(said['type']) ?? event.name;
    if (isObject(said['response'])) this.#learn(type, said['response']);
    else if (type === 'response.output_item.added') this.#open(said);
    else if (said['output_index'] !== undefined) this.#grow(type, said);
  }

  #learn(type: string, response: JsonObject): void {
    const { id, created_at, model } = response as { id?: unknown; created_at?: unknown; model?: unknown };
    this.said.add(type);
    if (this.identity['id'] === undefined) this.identity = { id, created_at, model };
    if (type === 'response.completed' || type === 'response.incomplete') this.isFinished = true;
  }

  #open(said: JsonObject): void {
    const item = isObject(said['item']) ? said['item'] : {};
    const type = stringOrNull(item['type']) ?? '';
    const index = said['output_index'];
    if (!plainTypes.has(type) || typeof index !== 'number') this.isOther = true;
    else {
      const [id, callId, name] = ['id', 'call_id', 'name'].map((member) => stringOrNull(item[member]));
      const known = { id: id ?? null, callId: callId ?? null, name: name ?? null };
      this.items.set(index, { index, type, ...known, slots: new Map(), done: null });
    }
  }

  #grow(type: string, said: JsonObject): void {
    const item = this.items.get(said['output_index']);
    const field = fieldOf(type);
    if (item === undefined) this.isOther = true;
    else if (type.endsWith('.delta')) {
      if (field === null || typeof said['delta'] !== 'string') this.isOther = true;
      else {
        const slot = slotOf(field, said);
        item.slots.set(slot, (item.slots.get(slot) ?? '') + said['delta']);
        this.pieces++;
      }
    } else {
      if (type.includes('annotation') || (type.endsWith('.done') && type.includes('refusal'))) this.isOther = true;
      this.said.add(`${type}/${item.index}/${partOf(said)}`);
      if (type === 'response.output_item.done' && isObject(said['item'])) item.done = said['item'];
    }
  }
}

const textIn = (items: readonly Item[], type: string): string =>
  items
    .filter((item) => item.type === type)
    .flatMap((item) => [...item.slots.values()])
    .join('');

const itemOf = (item: Item): SentItem => ({ ...item, isOpen: item.done === null });

const toolOf = (item: Item): SentTool => ({
  index: item.index,
  id: item.callId,
  name: item.name ?? '',
  arguments: [...item.slots.values()].join(''),
});

/** A continuation goes on in the one part of the one message that is open. */
const isTextOpen = (items: readonly Item[], said: ReadonlySet<string>): boolean => {
  const messages = items.filter((item) => item.type === 'message');
  const last = items.at(-1);
  if (messages.length !== 1 || last === undefined || last !== messages[0]) return false;
  return last.slots.size === 1 && last.slots.has('output_text/0') && !isTextClosed(last, said);
};

const isTextClosed = ({ index, done }: Item, said: ReadonlySet<string>): boolean =>
  done !== null ||
  said.has(`response.output_text.done/${index}/0`) ||
  said.has(`response.content_part.done/${index}/0`);

export const assembleResponses = (events: readonly SseEvent[]): Prefix => {
  const sent = new Response();
  for (const event of events) sent.add(event);
  const items = [...sent.items.values()].toSorted((a, b) => a.index - b.index);
  const tools = items.filter((item) => item.type === 'function_call').map(toolOf);
  const text = textIn(items, 'message');
  const reasoning = textIn(items, 'reasoning');
  return {
    operation: 'responses',
    kind: kindOf({ text, reasoning, tools, isOther: sent.isOther }),
    identity: sent.identity,
    text,
    reasoning,
    reasoningMember: 'reasoning',
    isSigned: false,
    tools,
    choices: 1,
    pieces: sent.pieces,
    usage: null,
    items: items.map(itemOf),
    said: sent.said,
    isTextOpen: isTextOpen(items, sent.said),
    sequence: sent.sequence,
    isFinished: sent.isFinished,
  };
};
