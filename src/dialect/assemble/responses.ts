/** The Responses API tells the whole response with its last event. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Assembler } from './assembler.ts';

class Responses implements Assembler {
  #response: JsonObject | null = null;

  take(event: SseEvent): void {
    if (!event.data.includes('"response.completed"') && !event.data.includes('"response.incomplete"')) return;
    const said = objectOf(event.data);
    const isLast = said?.['type'] === 'response.completed' || said?.['type'] === 'response.incomplete';
    if (isLast && isObject(said['response'])) this.#response = said['response'];
  }

  body(): JsonObject | null {
    return this.#response;
  }
}

export const responses = (): Assembler => new Responses();
