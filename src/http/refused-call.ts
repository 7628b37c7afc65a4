/** The record of a call that was turned away before it was one. */
import type { Cause } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Incoming } from '../domain/ports.ts';
import { modelPaths } from './model-paths.ts';

export interface Refused {
  readonly id: string;
  readonly cause: Cause;
  readonly status: number;
  readonly acceptedAt: number;
}

export const refusedCall = (
  incoming: Pick<Incoming, 'path'>,
  refused: Refused,
  more: { readonly caller: string; readonly now: number },
): CallEnded => ({
  kind: 'call',
  id: refused.id,
  streamId: null,
  at: refused.acceptedAt,
  operation: modelPaths[incoming.path] ?? 'pass',
  model: '',
  caller: more.caller,
  stream: false,
  outcome: 'failed',
  cause: refused.cause,
  upstream: null,
  attempts: [],
  status: refused.status,
  ms: more.now - refused.acceptedAt,
  firstTokenMs: null,
  bytesSent: 0,
  earlyHead: false,
  usage: null,
  extraTokens: null,
  cache: null,
});
