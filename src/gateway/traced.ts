/** What a call and its attempts carry so that traces of others go on through us: nothing where no collector is told of it. */
import type { Call } from '../domain/call.ts';
import type { CallEnded } from '../domain/event.ts';
import { spanIdOf, traceOf, traceparentOf } from '../policy/trace-context.ts';
import type { Gateway } from './gateway.ts';

/** Which call, and the trace its caller names. */
export type Traced = Pick<Call, 'id' | 'headers'>;

export const tracedEvent = ({ settings }: Gateway, call: Traced): Pick<CallEnded, 'trace'> => {
  const { telemetry } = settings();
  if (telemetry === null) return {};
  return { trace: traceOf(call.id, call.headers['traceparent'], telemetry.sample) };
};

/** `index`: of the attempt among those of the call, from 1. */
export const tracedHeaders = (
  { settings }: Gateway,
  { call, index }: { readonly call: Traced; readonly index: number },
): Readonly<Record<string, string>> | null => {
  const { telemetry } = settings();
  if (telemetry === null) return null;
  const trace = traceOf(call.id, call.headers['traceparent'], telemetry.sample);
  return { traceparent: traceparentOf(trace, spanIdOf(call.id, index)) };
};
