/** Reads out of sent events what the caller of an Anthropic message has. */
import type { Usage } from '../../domain/event.ts';
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf, usageOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Prefix, SentItem, SentTool } from './prefix.ts';
import { kindOf } from './prefix.ts';

const plainTypes = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use']);
const textMembers = { text_delta: 'text', thinking_delta: 'thinking', input_json_delta: 'partial_json' } as const;

/** The text a delta carries, or `null` when it carries something else (a signature, a citation). */
export const textOfDelta = (delta: unknown): { readonly member: string; readonly text: string } | null => {
  if (!isObject(delta)) return null;
  const member = textMembers[delta['type'] as keyof typeof textMembers];
  const text = member === undefined ? undefined : delta[member];
  return typeof text === 'string' ? { member, text } : null;
};

const stringOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

interface Block {
  readonly index: number;
  readonly type: string;
  readonly id: string | null;
  readonly name: string | null;
  text: string;
  isOpen: boolean;
}

class Message {
  identity: JsonObject = {};
  readonly blocks = new Map<number, Block>();
  usage: Usage | null = null;
  pieces = 0;
  isOther = false;
  isFinished = false;

  add(event: SseEvent): void {
    const said = objectOf(event.data);
    if (said === null) return;
    switch (said['type'] ?? event.name) {
      case 'message_start':
        if (isObject(said['message'])) {
          this.identity = { id: said['message']['id'], model: said['message']['model'] };
          this.usage = usageOf(said['message']['usage']);
        }
        return;
      case 'content_block_start':
        return this.#open(said);
      case 'content_block_delta':
        return this.#grow(said);
      case 'content_block_stop': {
        const block = this.blocks.get(said['index'] as number);
        if (block !== undefined) block.isOpen = false;
        return;
      }
      case 'message_delta':
        if (isObject(said['delta']) && typeof said['delta']['stop_reason'] === 'string') this.isFinished = true;
    }
  }

  #open(said: JsonObject): void {
    const block = isObject(said['content_block']) ? said['content_block'] : {};
    const type = stringOrNull(block['type']) ?? '';
    const index = said['index'];
    if (!plainTypes.has(type) || typeof index !== 'number') {
      this.isOther = true;
      return;
    }
    const text = stringOrNull(block['text']) ?? stringOrNull(block['thinking']) ?? '';
    const { id, name } = block;
    this.blocks.set(index, { index, type, id: stringOrNull(id), name: stringOrNull(name), text, isOpen: true });
  }

  #grow(said: JsonObject): void {
    const block = this.blocks.get(said['index'] as number);
    const delta = textOfDelta(said['delta']);
    if (block === undefined) this.isOther = true;
    else if (delta !== null) {
      block.text += delta.text;
      this.pieces++;
    } else if (!isObject(said['delta']) || said['delta']['type'] !== 'signature_delta') this.isOther = true;
  }
}

const joined = (blocks: readonly Block[], type: string): string =>
  blocks
    .filter((block) => block.type === type)
    .map((block) => block.text)
    .join('');

const itemOf = ({ index, type, id, name, text, isOpen }: Block): SentItem => ({
  index,
  type,
  id,
  callId: null,
  name,
  slots: new Map([['', text]]),
  isOpen,
  done: null,
});

const toolOf = ({ index, id, name, text }: Block): SentTool => ({ index, id, name: name ?? '', arguments: text });

export const assembleMessages = (events: readonly SseEvent[]): Prefix => {
  const sent = new Message();
  for (const event of events) sent.add(event);
  const blocks = [...sent.blocks.values()].toSorted((a, b) => a.index - b.index);
  const text = joined(blocks, 'text');
  const reasoning = joined(blocks, 'thinking');
  const tools = blocks.filter((block) => block.type === 'tool_use').map(toolOf);
  const last = blocks.at(-1);
  return {
    operation: 'messages',
    kind: kindOf({ text, reasoning, tools, isOther: sent.isOther }),
    identity: sent.identity,
    text,
    reasoning,
    reasoningMember: 'reasoning',
    isSigned: blocks.some((block) => block.type === 'thinking' || block.type === 'redacted_thinking'),
    tools,
    choices: 1,
    pieces: sent.pieces,
    usage: sent.usage,
    items: blocks.map(itemOf),
    said: new Set(),
    // A prefill goes on in the very block that is open, so it must hold all the text there is.
    isTextOpen: last?.type === 'text' && last.isOpen && last.text === text,
    sequence: -1,
    isFinished: sent.isFinished,
  };
};
