/** Reads chat completions and legacy completions: chunks with `choices`, a `finish_reason` for each that was asked for, then `[DONE]`. */
import type { Usage } from '../domain/event.ts';
import type { BodyVerdict, EventVerdict, JsonObject, Reading, StreamReading } from './reading.ts';
import { content, end, errorInside, finish, isObject, objectOf, preamble, usageOf, wrong } from './reading.ts';
import type { SseEvent } from './sse.ts';

const filled = (value: unknown): boolean =>
  (typeof value === 'string' && value.length > 0) || (Array.isArray(value) && value.length > 0) || isObject(value);

const contentMembers = [
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'refusal',
  'tool_calls',
  'function_call',
  'audio',
];

const deltaHasContent = (choice: JsonObject): boolean => {
  if (filled(choice['text'])) return true;
  const delta = choice['delta'];
  return isObject(delta) && contentMembers.some((member) => filled(delta[member]));
};

class ChatStream implements StreamReading {
  usage: Usage | null = null;
  readonly #asked: number;
  readonly #open = new Set<unknown>();
  readonly #done = new Set<unknown>();
  #contents = 0;
  #ended = false;

  constructor(asked: number) {
    this.#asked = asked;
  }

  get whole(): boolean {
    return this.#ended || (this.#done.size >= this.#asked && this.#open.size === 0);
  }

  read(event: SseEvent): EventVerdict {
    if (event.data.trimEnd() === '[DONE]') {
      if (this.#contents + this.#done.size === 0) return wrong('empty');
      this.#ended = true;
      return end;
    }
    const chunk = objectOf(event.data);
    if (chunk === null) return wrong('malformed_event');
    const error = errorInside(chunk);
    if (error !== null) return { kind: 'failure', error };
    if (chunk['usage']) this.usage = usageOf(chunk['usage']) ?? this.usage;
    const choices = chunk['choices'];
    return Array.isArray(choices) ? this.#readChoices(choices) : preamble;
  }

  #readChoices(choices: readonly unknown[]): EventVerdict {
    let verdict = preamble;
    for (const choice of choices) {
      if (!isObject(choice)) return wrong('malformed_event');
      const index = choice['index'] ?? 0;
      const isFinished = typeof choice['finish_reason'] === 'string';
      // One of several that has only begun is missing as much as half of one.
      if (!isFinished && !this.#done.has(index)) this.#open.add(index);
      if (deltaHasContent(choice)) {
        this.#contents++;
        this.#open.add(index);
        verdict = content;
      }
      if (isFinished) {
        this.#open.delete(index);
        this.#done.add(index);
        verdict = finish;
      }
    }
    return verdict;
  }
}

const readBody = (answerMember: 'message' | 'text') => {
  return (json: unknown): BodyVerdict => {
    if (!isObject(json)) return wrong('wrong_shape');
    const error = errorInside(json);
    if (error !== null) return { kind: 'failure', error };
    const choices = json['choices'];
    if (!Array.isArray(choices)) return wrong('wrong_shape');
    if (choices.length === 0) return wrong('no_choices');
    const fits = choices.every(
      (choice) => isObject(choice) && choice[answerMember] !== undefined && choice[answerMember] !== null,
    );
    return fits ? { kind: 'whole', usage: usageOf(json['usage']) } : wrong('wrong_shape');
  };
};

const errorEvent = (error: JsonObject): string => `data: ${JSON.stringify({ error })}\n\n`;

export const chat: Reading = {
  path: '/chat/completions',
  stream: (asked = 1) => new ChatStream(asked),
  body: readBody('message'),
  errorEvent,
};

export const completions: Reading = {
  path: '/completions',
  stream: (asked = 1) => new ChatStream(asked),
  body: readBody('text'),
  errorEvent,
};
