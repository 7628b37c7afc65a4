/** The one event a call is at its end. Journal, metrics, log and `/why` are readers of it. */
import type { Answer } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Clue } from '../domain/cause.ts';
import type { CallEnded, Outcome } from '../domain/event.ts';
import { extraTokens } from '../policy/extra-tokens.ts';
import type { Delivered } from './deliver.ts';
import type { Gateway } from './gateway.ts';
import { tracedEvent } from './traced.ts';
import type { Trace } from './trace.ts';

export interface Ended {
  readonly call: Call;
  readonly answer: Answer;
  readonly trace: Trace;
  readonly delivered: Omit<Delivered, 'arrived'>;
  readonly restarts?: readonly Clue[];
  /** Now, unless it is told later. */
  readonly endedAt?: number;
}

const outcomeOf = ({ ending, events }: Answer): Outcome => {
  if (ending?.kind === 'whole') return 'ok';
  if (ending?.kind === 'cancelled') return 'cancelled';
  return events > 0 ? 'incomplete' : 'failed';
};

/** Tells everybody. */
export const record = (gateway: Gateway, ended: Ended): void => {
  const { call } = ended;
  const event = eventOf(gateway, ended);
  if (event.outcome === 'failed')
    gateway.repeats.failed({ traceparent: call.headers['traceparent'], body: call.body, now: gateway.clock.now() });
  gateway.recent.learn(event, { userAgent: call.headers['user-agent'] ?? null, body: call.body });
  gateway.calls.ended(event, gateway.tell);
};

export const eventOf = (gateway: Gateway, ended: Ended): CallEnded => {
  const { call, answer, trace, delivered, restarts } = ended;
  const { ending } = answer;
  const { attempts } = trace;
  return {
    kind: 'call',
    id: call.id,
    streamId: call.stream ? call.streamId : null,
    at: call.acceptedAt,
    operation: call.operation,
    model: call.model,
    caller: call.caller,
    stream: call.stream,
    outcome: outcomeOf(answer),
    cause: ending === null || ending.kind === 'whole' ? trace.instead : ending.failure.cause,
    upstream: trace.upstream ?? answer.head?.upstream ?? null,
    attempts,
    status: delivered.status,
    ms: (ended.endedAt ?? gateway.clock.now()) - call.acceptedAt,
    firstTokenMs: trace.firstTokenMs,
    bytesSent: delivered.bytesSent,
    earlyHead: delivered.earlyHead,
    usage: trace.usage,
    extraTokens: extraTokens(attempts, call.body.length),
    cache: trace.cache,
    ...(restarts === undefined ? {} : { restarts }),
    ...tracedEvent(gateway, call),
  };
};
