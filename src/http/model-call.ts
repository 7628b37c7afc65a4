/** Reads a model call: its body held and checked, only the fields we need taken from it, its bounds set. */
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Call, Operation, Repeat } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { HeaderBag, Held, Incoming } from '../domain/ports.ts';
import type { Priority, Rescue, Settings } from '../domain/settings.ts';
import type { Route } from '../domain/upstream.ts';
import { readDuration } from '../config/units.ts';
import { choicesOf } from '../dialect/choices.ts';
import { isAnswerAll, replayOf } from '../dialect/effects.ts';
import { belongingOf } from '../dialect/affinity.ts';
import { isObject } from '../dialect/reading.ts';
import { wishOf } from '../policy/cache.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { callersCredentials, requestHeaders } from '../gateway/headers.ts';

export type ReadCall =
  | { readonly kind: 'call'; readonly call: Call; readonly route: Route }
  /** `message`: in words of ours, with what to do; it never quotes the body. */
  | { readonly kind: 'refused'; readonly cause: Cause; readonly message: string | null; readonly param: string | null };

export interface Asked {
  readonly id: string;
  readonly operation: Operation;
  readonly caller: string;
  readonly incoming: Incoming;
  readonly acceptedAt: number;
}

type Refused = Extract<ReadCall, { kind: 'refused' }>;

const refused = (code: Cause['code'], message: string | null, param: string | null = null): Refused => ({
  kind: 'refused',
  cause: causeOf(code),
  message,
  param,
});

const single = (headers: HeaderBag, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
};

const isJson = (headers: HeaderBag): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(single(headers, 'content-type') ?? '');

export const readCall = async (gateway: Gateway, asked: Asked): Promise<ReadCall> => {
  const { incoming } = asked;
  const { limits } = gateway.settings();
  if (!isJson(incoming.headers))
    return refused('unsupported_media_type', 'Send the body as JSON, with the header Content-Type: application/json.');
  const held = await incoming.hold(limits.bodyBytes);
  if (held.kind !== 'held') return notHeld(held, limits.bodyBytes);
  const body = bodyOf(held.bytes);
  if (body === null) return notJson(incoming.headers);
  return callOf(gateway, asked, { bytes: held.bytes, body });
};

const notJson = (headers: HeaderBag): Refused =>
  (single(headers, 'content-encoding') ?? 'identity') === 'identity'
    ? refused('invalid_request', 'The body is not a valid JSON object.')
    : refused('unsupported_media_type', 'Send the body unpacked, without Content-Encoding: it has to be read here.');

const notHeld = (held: Exclude<Held, { kind: 'held' }>, limitBytes: number): Refused => {
  switch (held.kind) {
    case 'too_large':
      return refused(
        'request_too_large',
        `The body is larger than the ${Math.floor(limitBytes / 1024)} kB this gateway takes (limits.body).`,
      );
    case 'too_slow':
      return refused('request_timeout', 'The body came too slowly.');
    case 'broken':
      return refused('client_gone', null);
    default:
      return held satisfies never;
  }
};

const bodyOf = (bytes: Uint8Array): Readonly<Record<string, unknown>> | null => {
  if (!isUtf8(bytes)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

interface ReadBody {
  readonly bytes: Uint8Array;
  readonly body: Readonly<Record<string, unknown>>;
}

const callOf = (gateway: Gateway, asked: Asked, read: ReadBody): ReadCall => {
  const { model, stream } = read.body;
  if (typeof model !== 'string' || model === '')
    return refused('invalid_request', 'The body needs a "model": the name of one that GET /v1/models lists.', 'model');
  if (model.length > 256 || /\p{Cc}/u.test(model))
    return refused('invalid_request', 'The name in "model" is too long or has control characters.', 'model');
  const route = gateway.fleet.route(model);
  if (route === null || !isOffered(gateway, route, { model, operation: asked.operation }))
    return noRoute(gateway, route, asked.operation);
  const patience = patienceOf(asked.incoming.headers);
  if (patience === 'bad') return refused('invalid_request', 'Good-Gateway-Timeout takes a duration such as 30s.');
  const hold = durationIn(asked.incoming.headers, 'good-gateway-hold');
  if (hold === 'bad') return refused('invalid_request', 'Good-Gateway-Hold takes a duration such as 5m.');
  const { settings } = gateway;
  const headers = asked.incoming.headers;
  const totalMs = Math.min(route.totalMs, patience ?? Infinity);
  const call: Call = {
    id: asked.id,
    streamId: gateway.random.hex(16),
    operation: asked.operation,
    model,
    stream: stream === true && asked.operation !== 'embeddings',
    maxTokens: maxTokensOf(read.body),
    choices: choicesOf(asked.operation, read.body),
    body: read.bytes,
    headers: requestHeaders(headers),
    query: asked.incoming.query,
    credentials: callersCredentials(headers),
    caller: asked.caller,
    priority: priorityOf(headers, gateway.door.priorityOf(asked.caller)),
    acceptedAt: asked.acceptedAt,
    deadlineAt: asked.acceptedAt + totalMs,
    impatient: patience !== null && patience < route.totalMs,
    holdUntil: holdUntilOf(asked.acceptedAt, hold, settings().hold),
    replay: route.replay === 'never' ? 'unsent' : replayOf(asked.operation, read.body),
    rescue: rescueOf(headers, settings().rescue),
    repeat: repeatOf(headers, () =>
      gateway.repeats.isRepeat({
        traceparent: single(headers, 'traceparent') ?? undefined,
        body: read.bytes,
        now: asked.acceptedAt,
      }),
    ),
    affinity: affinityOf(route, asked, read.body),
    cache: cacheOf(route, headers, { operation: asked.operation, body: read.body }),
  };
  return { kind: 'call', call, route };
};

/** The three APIs each have their own name for it. */
const maxTokensOf = (body: Readonly<Record<string, unknown>>): number | null => {
  const most = body['max_completion_tokens'] ?? body['max_tokens'] ?? body['max_output_tokens'];
  return typeof most === 'number' && most >= 0 ? most : null;
};

/** Costs nothing where it is off. Sessions of two callers have nothing to do with each other. */
const affinityOf = (
  { sticky }: Route,
  { operation, caller }: Asked,
  body: Readonly<Record<string, unknown>>,
): number | null => {
  const belonging = belongingOf(sticky, operation, body);
  return belonging === null ? null : Number.parseInt(hash('sha256', `${caller} ${belonging}`).slice(0, 8), 16);
};

/** Costs nothing where answers are not kept. */
const cacheOf = (
  route: Route,
  headers: HeaderBag,
  request: { readonly operation: Operation; readonly body: Readonly<Record<string, unknown>> },
): Call['cache'] =>
  route.cache !== null && isAnswerAll(request.operation, request.body)
    ? wishOf(single(headers, 'cache-control'))
    : null;

const isOffered = (gateway: Gateway, route: Route, wanted: { model: string; operation: Operation }): boolean =>
  gateway.fleet.serves(route, wanted);

const noRoute = (gateway: Gateway, route: Route | null, operation: Operation): Refused => {
  const canServe = route !== null && gateway.fleet.speaks(route, operation);
  if (route !== null && !canServe)
    return refused(
      'destination_not_found',
      `No upstream of this gateway can answer ${operation} calls for that model.`,
    );
  return refused(
    'unknown_model',
    'This gateway has no model of that name: GET /v1/models lists those it has.',
    'model',
  );
};

const durationIn = (headers: HeaderBag, name: string): number | 'bad' | null => {
  const text = single(headers, name);
  return text === null ? null : (readDuration(text) ?? 'bad');
};

const patienceOf = (headers: HeaderBag): number | 'bad' | null => {
  const ms = durationIn(headers, 'good-gateway-timeout');
  return ms === 0 ? 'bad' : ms;
};

const holdUntilOf = (acceptedAt: number, asked: number | null, hold: Settings['hold']): number | null => {
  const ms = Math.min(asked ?? hold.defaultMs, hold.maxMs);
  return ms > 0 ? acceptedAt + ms : null;
};

/** A caller may stand back behind others, never step before them. */
const priorityOf = (headers: HeaderBag, ofKey: Priority): Priority =>
  single(headers, 'good-gateway-priority') === 'batch' ? 'batch' : ofKey;

/** `isSeen`: it failed before, under the same trace. */
const repeatOf = (headers: HeaderBag, isSeen: () => boolean): Repeat => ({
  key: single(headers, 'idempotency-key')?.slice(0, 256) || null,
  isRetry:
    Number(single(headers, 'x-stainless-retry-count') ?? 0) >= 1 ||
    Number(single(headers, 'x-envoy-attempt-count') ?? 1) >= 2 ||
    isSeen(),
});

const rescueOf = (headers: HeaderBag, configured: Rescue): Rescue =>
  single(headers, 'good-gateway-rescue') === 'never' ? 'never' : configured;
