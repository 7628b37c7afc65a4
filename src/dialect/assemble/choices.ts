/** Puts chat completions and completions together. Members nobody knows yet come along. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Assembler, Growing } from './assembler.ts';
import { grow, told } from './assembler.ts';
import { mergeParts } from './parts.ts';

/** Said once, even where a server says it with every chunk. */
const names = new Set(['role', 'name', 'id', 'type']);

class Choices implements Assembler {
  readonly #object: string;
  readonly #top: Growing = {};
  readonly #choices = new Map<number, Growing>();

  constructor(object: string) {
    this.#object = object;
  }

  take(event: SseEvent): void {
    const chunk = objectOf(event.data);
    if (chunk === null) return;
    for (const [name, value] of Object.entries(chunk)) {
      if (name !== 'choices') told(this.#top, name, value);
      else if (Array.isArray(value)) for (const choice of value) if (isObject(choice)) this.#take(choice);
    }
  }

  body(): JsonObject | null {
    const choices = [...this.#choices.values()]
      .map(finished)
      .toSorted((a, b) => Number(a['index']) - Number(b['index']));
    const { usage, ...top } = this.#top;
    if (choices.length === 0) return null;
    return { ...top, object: this.#object, choices, ...(usage === undefined ? {} : { usage }) };
  }

  #take(said: JsonObject): void {
    const index = typeof said['index'] === 'number' ? said['index'] : 0;
    let choice = this.#choices.get(index);
    if (choice === undefined) this.#choices.set(index, (choice = { index }));
    for (const [name, value] of Object.entries(said)) {
      if (name === 'text') grow(choice, name, value);
      else if (name === 'delta') choice['message'] = withDelta(choice['message'], value);
      else if (name === 'logprobs') choice[name] = withLogprobs(choice[name], value);
      else if (name !== 'index') told(choice, name, value);
    }
  }
}

const withDelta = (message: unknown, delta: unknown): Growing => {
  const grown: Growing = isObject(message) ? message : { role: 'assistant', content: null };
  if (!isObject(delta)) return grown;
  for (const [name, value] of Object.entries(delta)) {
    if (names.has(name)) told(grown, name, value);
    else if (name === 'function_call') grown[name] = mergeParts([grown[name] ?? {}], [value])[0];
    else if (Array.isArray(value)) grown[name] = mergeParts(Array.isArray(grown[name]) ? grown[name] : [], value);
    else grow(grown, name, value);
  }
  return grown;
};

/** Lists of tokens: one after the other, whatever they are called. */
const withLogprobs = (before: unknown, more: unknown): unknown => {
  if (!isObject(more)) return before ?? more;
  const grown: Growing = isObject(before) ? before : {};
  for (const [name, value] of Object.entries(more)) grow(grown, name, value);
  return grown;
};

const finished = (choice: Growing): JsonObject => {
  const { index, message, logprobs, finish_reason: reason, ...others } = choice;
  const last = { ...(logprobs === undefined ? {} : { logprobs }), finish_reason: reason ?? null };
  return { index, ...(isObject(message) ? { message: finishedMessage(message) } : {}), ...others, ...last };
};

/** The number of a tool call belongs to the stream alone. Servers that begin with an empty text mean none when only tools follow. */
const finishedMessage = (message: JsonObject): JsonObject => {
  const calls = message['tool_calls'];
  if (!Array.isArray(calls) || calls.length === 0) return message;
  const plain = calls.map((call: unknown) => {
    const { index: _index, ...rest } = isObject(call) ? call : {};
    return rest;
  });
  return { ...message, content: message['content'] === '' ? null : message['content'], tool_calls: plain };
};

export const chat = (): Assembler => new Choices('chat.completion');
export const completions = (): Assembler => new Choices('text_completion');
