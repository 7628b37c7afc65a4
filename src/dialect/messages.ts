/** Reads Anthropic messages: named events, whole only with `message_stop`; an error may come inside the stream. */
import type { Usage } from '../domain/event.ts';
import type { BodyVerdict, EventVerdict, JsonObject, Reading, StreamReading } from './reading.ts';
import { content, end, errorInside, finish, isObject, objectOf, preamble, usageOf, wrong } from './reading.ts';
import type { SseEvent } from './sse.ts';

const merged = (before: Usage | null, now: Usage | null): Usage | null =>
  now === null || before === null
    ? (now ?? before)
    : { inputTokens: now.inputTokens || before.inputTokens, outputTokens: now.outputTokens || before.outputTokens };

class MessagesStream implements StreamReading {
  usage: Usage | null = null;
  whole = false;

  read(event: SseEvent): EventVerdict {
    const message = objectOf(event.data);
    if (message === null) return wrong('malformed_event');
    const type = typeof message['type'] === 'string' ? message['type'] : event.name;
    switch (type) {
      case 'error':
        return { kind: 'failure', error: errorInside(message) ?? { message: '', type: null, code: null, param: null } };
      case 'message_start':
        if (isObject(message['message'])) this.usage = merged(this.usage, usageOf(message['message']['usage']));
        return preamble;
      case 'content_block_start':
        return isObject(message['content_block']) &&
          message['content_block']['type'] !== 'text' &&
          message['content_block']['type'] !== 'thinking'
          ? content
          : preamble;
      case 'content_block_delta':
        return content;
      case 'message_delta':
        this.usage = merged(this.usage, usageOf(message['usage']));
        return isObject(message['delta']) && typeof message['delta']['stop_reason'] === 'string' ? finish : preamble;
      case 'message_stop':
        this.whole = true;
        return end;
      default:
        return preamble;
    }
  }
}

const body = (json: unknown): BodyVerdict => {
  if (!isObject(json)) return wrong('wrong_shape');
  const error = errorInside(json);
  if (error !== null) return { kind: 'failure', error };
  if (!Array.isArray(json['content']) || typeof json['role'] !== 'string') return wrong('wrong_shape');
  return { kind: 'whole', usage: usageOf(json['usage']) };
};

const errorEvent = (error: JsonObject, requestId: string): string =>
  `event: error\ndata: ${JSON.stringify({ type: 'error', error, request_id: requestId })}\n\n`;

export const messages: Reading = { path: '/messages', stream: () => new MessagesStream(), body, errorEvent };
