/** Puts Anthropic's messages together: blocks as they begin, grow and stop. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Assembler, Growing } from './assembler.ts';
import { grow, told } from './assembler.ts';

class Messages implements Assembler {
  #message: Growing = {};
  readonly #blocks = new Map<number, Growing>();
  /** JSON of tool inputs, by block. */
  readonly #inputs = new Map<number, string>();
  #isBroken = false;

  take(event: SseEvent): void {
    const said = objectOf(event.data);
    if (said === null) return;
    const index = typeof said['index'] === 'number' ? said['index'] : 0;
    switch (said['type']) {
      case 'message_start':
        if (isObject(said['message'])) this.#message = { ...said['message'] };
        break;
      case 'content_block_start':
        if (isObject(said['content_block'])) this.#blocks.set(index, { ...said['content_block'] });
        break;
      case 'content_block_delta':
        this.#grow(index, said['delta']);
        break;
      case 'content_block_stop':
        this.#stop(index);
        break;
      case 'message_delta':
        this.#close(said);
        break;
      default:
    }
  }

  body(): JsonObject | null {
    if (this.#isBroken || typeof this.#message['role'] !== 'string') return null;
    const content = [...this.#blocks].toSorted(([a], [b]) => a - b).map(([, block]) => block);
    const { content: _empty, ...message } = this.#message;
    return { ...message, content };
  }

  #grow(index: number, delta: unknown): void {
    const block = this.#blocks.get(index);
    if (block === undefined || !isObject(delta)) return;
    const { type, ...members } = delta;
    const { partial_json: json, citation, ...texts } = members;
    if (typeof json === 'string') this.#inputs.set(index, (this.#inputs.get(index) ?? '') + json);
    else if (citation !== undefined) block['citations'] = [...listOf(block['citations']), citation];
    else if (type === 'signature_delta') Object.assign(block, texts);
    else for (const [name, value] of Object.entries(texts)) grow(block, name, value);
  }

  #stop(index: number): void {
    const json = this.#inputs.get(index) ?? '';
    const block = this.#blocks.get(index);
    if (json === '' || block === undefined) return;
    const input = objectOf(json);
    if (input === null) this.#isBroken = true;
    else block['input'] = input;
  }

  #close({ type: _type, delta, usage, ...others }: JsonObject): void {
    if (isObject(delta)) Object.assign(this.#message, delta);
    if (isObject(usage)) this.#message['usage'] = { ...objectIn(this.#message['usage']), ...usage };
    for (const [name, value] of Object.entries(others)) told(this.#message, name, value);
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const objectIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const messages = (): Assembler => new Messages();
