/** Reads out of sent chunks what the caller of a chat or legacy completion has. */
import type { Usage } from '../../domain/event.ts';
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf, usageOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Prefix, SentTool } from './prefix.ts';
import { kindOf } from './prefix.ts';

const identityMembers = ['id', 'object', 'created', 'model', 'system_fingerprint', 'service_tier'];
const foreignMembers = ['refusal', 'audio', 'function_call', 'annotations'];

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const isSignedDetail = (detail: unknown): boolean =>
  isObject(detail) && (isFilled(detail['signature']) || detail['type'] === 'reasoning.encrypted');

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

class Choices {
  identity: JsonObject | null = null;
  readonly indexes = new Set<unknown>();
  readonly tools = new Map<number, SentTool>();
  text = '';
  reasoning = '';
  reasoningMember: Prefix['reasoningMember'] = 'reasoning_content';
  pieces = 0;
  usage: Usage | null = null;
  isSigned = false;
  isOther = false;
  readonly finished = new Set<unknown>();

  add(event: SseEvent): void {
    const chunk = objectOf(event.data);
    if (chunk === null) return;
    if (chunk['usage']) this.usage = usageOf(chunk['usage']) ?? this.usage;
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isObject) : [];
    // Azure opens with a chunk that has neither choices nor a true id.
    if (choices.length > 0) this.identity ??= identityOf(chunk);
    for (const choice of choices) this.#addChoice(choice);
  }

  #addChoice(choice: JsonObject): void {
    this.indexes.add(choice['index'] ?? 0);
    if (typeof choice['finish_reason'] === 'string') this.finished.add(choice['index'] ?? 0);
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    const said = text(choice['text']) + text(delta['content']);
    // A list of parts (some servers send thinking so) is nothing we can align.
    if (isFilled(delta['content']) && typeof delta['content'] !== 'string') this.isOther = true;
    if (foreignMembers.some((member) => isFilled(delta[member]))) this.isOther = true;
    const reasoned = this.#reasoningIn(delta);
    const tools = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isObject) : [];
    for (const tool of tools) this.#addTool(tool);
    this.text += said;
    this.reasoning += reasoned;
    if (said !== '' || reasoned !== '' || tools.length > 0) this.pieces++;
  }

  #reasoningIn(delta: JsonObject): string {
    if (Array.isArray(delta['reasoning_details']) && delta['reasoning_details'].some(isSignedDetail))
      this.isSigned = true;
    const member = isFilled(delta['reasoning_content']) ? 'reasoning_content' : 'reasoning';
    const reasoned = text(delta[member]);
    if (reasoned !== '' && this.reasoning === '') this.reasoningMember = member;
    return reasoned;
  }

  #addTool(delta: JsonObject): void {
    const call = isObject(delta['function']) ? delta['function'] : null;
    const index = delta['index'];
    if (call === null || typeof index !== 'number') {
      this.isOther = true;
      return;
    }
    const id = typeof delta['id'] === 'string' && delta['id'] !== '' ? delta['id'] : null;
    const before = this.tools.get(index);
    // Some servers give several calls one index: they cannot be told apart.
    if (before !== undefined && id !== null && before.id !== null && before.id !== id) this.isOther = true;
    const name = text(call['name']);
    this.tools.set(index, {
      index,
      id: before?.id ?? id,
      name: before === undefined || before.name === '' ? name : before.name,
      arguments: (before?.arguments ?? '') + text(call['arguments']),
    });
  }
}

const identityOf = (chunk: JsonObject): JsonObject =>
  Object.fromEntries(identityMembers.filter((name) => name in chunk).map((name) => [name, chunk[name]]));

export const assembleChoices =
  (operation: 'chat' | 'completions') =>
  (events: readonly SseEvent[]): Prefix => {
    const sent = new Choices();
    for (const event of events) sent.add(event);
    const tools = [...sent.tools.values()];
    const { reasoning, reasoningMember, isSigned, pieces, usage, finished, indexes } = sent;
    // Of several, all: one that broke off is not made whole by another.
    const isFinished = finished.size > 0 && finished.size === indexes.size;
    return {
      operation,
      kind: kindOf({ text: sent.text, reasoning, tools, isOther: sent.isOther }),
      identity: sent.identity ?? {},
      text: sent.text,
      reasoning,
      reasoningMember,
      isSigned,
      tools,
      choices: sent.indexes.size,
      pieces,
      usage,
      items: [],
      said: new Set(),
      isTextOpen: tools.length === 0 && !isFinished,
      sequence: -1,
      isFinished,
    };
  };
