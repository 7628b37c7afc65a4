/** A call that ended as spans: one for the call, and below it one for each attempt. No prompt, key or foreign text is in them. */
import type { AttemptRecord, CallEnded } from '../../domain/event.ts';
import type { TraceContext } from '../../domain/trace-context.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { spanIdOf } from '../../policy/trace-context.ts';
import { errorType, operationNames, providerOf } from './genai.ts';
import type { AttributeValue, Origin } from './value.ts';
import { attributes, nanos, resourceOf, scopeOf } from './value.ts';

/** SpanKind and Status.StatusCode of trace.proto. */
const server = 2;
const client = 3;
const okCode = 1;
const errorCode = 2;

/** SpanFlags of trace.proto: sampled; whether the parent is remote is known, and that it is. */
const sampledFlag = 0x01;
const knownParentFlag = 0x100;
const remoteParentFlag = 0x200;

const ids = ({ traceId }: TraceContext, spanId: string, parentSpanId: string | null): object => ({
  traceId,
  spanId,
  ...(parentSpanId === null ? {} : { parentSpanId }),
});

const whole = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

/** Who can mend it, and what it was: the same words as everywhere. */
const causeOf = ({ cause }: Pick<AttemptRecord, 'cause'>): Readonly<Record<string, AttributeValue>> =>
  cause === null
    ? {}
    : {
        'good_gateway.cause': cause.code,
        'good_gateway.family': cause.family,
        'good_gateway.who': cause.who,
        'good_gateway.confidence': cause.confidence,
      };

const phasesOf = ({ phases }: AttemptRecord): Readonly<Record<string, AttributeValue>> =>
  Object.fromEntries(
    Object.entries(phases).flatMap(([name, ms]: [string, number | null]) =>
      ms === null || name === 'end' ? [] : [[`good_gateway.phase.${name}_ms`, Math.round(ms)]],
    ),
  );

const lastOf = ({ phases }: AttemptRecord): number =>
  Math.max(0, ...Object.values(phases).map((ms: number | null) => ms ?? 0));

const nameOf = (operation: CallEnded['operation'], model: string): string => {
  const name = operationNames[operation];
  return name === null ? 'pass' : `${name} ${model}`;
};

const callSpan = (event: CallEnded, trace: TraceContext): object => {
  const { id, at, ms, operation, model, outcome, usage, attempts } = event;
  const name = operationNames[operation];
  const isGood = outcome === 'ok' || outcome === 'cancelled';
  return {
    ...ids(trace, spanIdOf(id, 0), trace.parentId),
    flags: sampledFlag | knownParentFlag | (trace.parentId === null ? 0 : remoteParentFlag),
    name: nameOf(operation, model),
    kind: server,
    startTimeUnixNano: nanos(at),
    endTimeUnixNano: nanos(at + ms),
    attributes: attributes({
      'gen_ai.operation.name': name,
      'gen_ai.request.model': name === null ? null : model,
      'gen_ai.usage.input_tokens': usage?.inputTokens ?? null,
      'gen_ai.usage.output_tokens': usage?.outputTokens ?? null,
      'http.response.status_code': event.status,
      'error.type': isGood ? null : (errorType(event) ?? outcome),
      'good_gateway.request_id': id,
      'good_gateway.outcome': outcome,
      'good_gateway.caller': event.caller,
      'good_gateway.upstream': event.upstream,
      'good_gateway.stream': event.stream,
      'good_gateway.attempts': attempts.length,
      'good_gateway.first_token_ms': whole(event.firstTokenMs),
      'good_gateway.cache': event.cache?.result ?? null,
      ...causeOf(event),
    }),
    status: { code: isGood ? okCode : errorCode },
  };
};

interface AttemptAt {
  readonly event: CallEnded;
  readonly trace: TraceContext;
  readonly index: number;
  readonly upstreams: readonly Upstream[];
}

const attemptSpan = (attempt: AttemptRecord, { event, trace, index, upstreams }: AttemptAt): object => {
  const name = operationNames[event.operation];
  const provider = providerOf(upstreams, attempt);
  const startedAt = event.at + attempt.startedMs;
  const usage = attempt.tokens?.usage ?? null;
  return {
    ...ids(trace, spanIdOf(event.id, index + 1), spanIdOf(event.id, 0)),
    flags: sampledFlag | knownParentFlag,
    name: nameOf(event.operation, attempt.model),
    kind: client,
    startTimeUnixNano: nanos(startedAt),
    endTimeUnixNano: nanos(startedAt + lastOf(attempt)),
    attributes: attributes({
      'gen_ai.operation.name': name,
      'gen_ai.provider.name': provider?.name ?? null,
      'gen_ai.request.model': name === null ? null : attempt.model,
      'gen_ai.usage.input_tokens': usage?.inputTokens ?? null,
      'gen_ai.usage.output_tokens': usage?.outputTokens ?? null,
      'server.address': provider?.host ?? null,
      'network.peer.address': attempt.remoteAddress,
      'http.response.status_code': attempt.status,
      'error.type': attempt.dropped ? null : errorType(attempt),
      'good_gateway.upstream': attempt.upstream,
      'good_gateway.attempt': index + 1,
      'good_gateway.how': attempt.how,
      'good_gateway.dropped': attempt.dropped,
      ...phasesOf(attempt),
      ...(attempt.dropped ? {} : causeOf(attempt)),
    }),
    status: attempt.dropped ? {} : { code: attempt.cause === null ? okCode : errorCode },
  };
};

export const spansOf = (event: CallEnded, upstreams: readonly Upstream[]): readonly object[] => {
  const { trace } = event;
  if (trace === undefined) return [];
  const attempts = event.attempts.map((attempt, index) => attemptSpan(attempt, { event, trace, index, upstreams }));
  return [callSpan(event, trace), ...attempts];
};

/** ExportTraceServiceRequest. */
export const tracesBody = (spans: readonly object[], origin: Origin): string =>
  JSON.stringify({
    resourceSpans: [{ resource: resourceOf(origin), scopeSpans: [{ scope: scopeOf(origin), spans }] }],
  });
