/** Reads the Responses API: typed events, whole only with `response.completed` or `response.incomplete`; no `[DONE]`. */
import type { Usage } from '../domain/event.ts';
import type { BodyVerdict, EventVerdict, JsonObject, Reading, StreamReading } from './reading.ts';
import { content, end, errorInside, isObject, objectOf, preamble, providerError, usageOf, wrong } from './reading.ts';
import type { SseEvent } from './sse.ts';

const noDetail = { message: '', type: null, code: null, param: null };

const failureOf = (event: JsonObject): EventVerdict => {
  const response = event['response'];
  const inner = isObject(response) ? response['error'] : (event['error'] ?? event);
  return { kind: 'failure', error: providerError(inner) ?? noDetail };
};

class ResponsesStream implements StreamReading {
  usage: Usage | null = null;
  whole = false;

  read(event: SseEvent): EventVerdict {
    if (event.data.startsWith('[DONE]')) return this.whole ? end : wrong('empty');
    const message = objectOf(event.data);
    if (message === null) return wrong('malformed_event');
    const type = typeof message['type'] === 'string' ? message['type'] : event.name;
    if (type === 'error' || type === 'response.failed' || type === 'response.cancelled') return failureOf(message);
    if (type === '' && errorInside(message) !== null) return failureOf(message);
    if (type === 'response.completed' || type === 'response.incomplete') {
      this.whole = true;
      if (isObject(message['response'])) this.usage = usageOf(message['response']['usage']);
      return end;
    }
    const isContent = type.endsWith('.delta') || type.endsWith('.done');
    return isContent ? content : preamble;
  }
}

const body = (json: unknown): BodyVerdict => {
  if (!isObject(json)) return wrong('wrong_shape');
  const error = errorInside(json);
  if (error !== null) return { kind: 'failure', error };
  if (json['status'] === 'failed') return { kind: 'failure', error: noDetail };
  if (!Array.isArray(json['output'])) return wrong('wrong_shape');
  const isLater = json['status'] === 'queued' || json['status'] === 'in_progress';
  if (json['output'].length === 0 && !isLater && json['status'] !== 'incomplete') return wrong('empty');
  return { kind: 'whole', usage: usageOf(json['usage']) };
};

const errorEvent = (error: JsonObject): string =>
  `event: error\ndata: ${JSON.stringify({ ...error, type: 'error', error })}\n\n`;

export const responses: Reading = { path: '/responses', stream: () => new ResponsesStream(), body, errorEvent };
