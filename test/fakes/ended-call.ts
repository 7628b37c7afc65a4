/** Calls as they are recorded at their end, with what a test does not care about filled in. */
import type { CauseCode } from '../../src/domain/cause.ts';
import { causeOf } from '../../src/domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../../src/domain/event.ts';
import { noPhases } from '../../src/domain/event.ts';

export const attempt = (more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  upstream: 'a',
  model: 'm',
  startedMs: 0,
  phases: { ...noPhases, write: 1, firstByte: 100, end: 200 },
  socket: 'reused',
  remoteAddress: null,
  addresses: [],
  bytesSent: 500,
  bytesReceived: 1000,
  status: 200,
  cause: null,
  how: 'fresh',
  dropped: false,
  tokens: null,
  ...more,
});

export const endedCall = (more: Partial<CallEnded> = {}): CallEnded => ({
  kind: 'call',
  id: 'req_1',
  streamId: null,
  at: 0,
  operation: 'chat',
  model: 'm',
  caller: 'local',
  stream: false,
  outcome: 'ok',
  cause: null,
  upstream: 'a',
  attempts: [attempt()],
  status: 200,
  ms: 200,
  firstTokenMs: 200,
  bytesSent: 1000,
  earlyHead: false,
  usage: null,
  extraTokens: null,
  cache: null,
  ...more,
});

export interface Fate {
  readonly at: number;
  readonly upstream?: string;
  readonly model?: string;
  readonly caller?: string;
  readonly code?: CauseCode;
  /** The upstream that answered after the first one had failed. */
  readonly rescuedBy?: string;
  /** For a free place. */
  readonly waitedMs?: number;
}

/** A call that went well, failed with `code`, or failed there and was answered elsewhere. */
export const callOf = ({
  at,
  upstream = 'a',
  model = 'm',
  caller = 'local',
  code,
  rescuedBy,
  waitedMs,
}: Fate): CallEnded => {
  const cause = code === undefined ? null : causeOf(code, { upstream });
  const phases = { ...attempt().phases, queue: waitedMs ?? null };
  const first = attempt({ upstream, model, cause, phases });
  const isFailed = cause !== null && rescuedBy === undefined;
  return endedCall({
    at,
    model,
    caller,
    outcome: isFailed ? 'failed' : 'ok',
    cause: isFailed ? cause : null,
    status: isFailed ? 503 : 200,
    upstream: isFailed ? null : (rescuedBy ?? upstream),
    attempts: rescuedBy === undefined ? [first] : [first, attempt({ upstream: rescuedBy, model })],
  });
};
