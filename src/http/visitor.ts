/** A request that came through the front door, and the ways to answer it without a model. */
import type { Cause, CauseCode } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Downstream, HeaderList, Incoming } from '../domain/ports.ts';
import type { Voice } from '../gateway/gateway.ts';
import type { OriginVerdict } from './guard.ts';

/** A request on its way through the front door. */
export interface Visitor {
  readonly id: string;
  readonly incoming: Incoming;
  readonly downstream: Downstream;
  readonly voice: Voice;
  /** Ours, on every answer. */
  readonly headers: HeaderList;
  readonly acceptedAt: number;
  readonly origin: OriginVerdict;
  /** Keeps a refusal at the door, so that `/why` can explain it. */
  readonly note: (cause: Cause, status: number) => void;
}

/** Answers with a failure of ours. */
export const send = (visitor: Visitor, failure: Failure, more: HeaderList = []): void => {
  const { downstream, voice, headers } = visitor;
  const refusal = voice.refusal(failure, []);
  visitor.note(failure.cause, refusal.status);
  const bytes = Buffer.from(refusal.body);
  downstream.head(refusal.status, [...headers, ...refusal.headers, ...more, 'content-length', String(bytes.length)]);
  downstream.end(bytes);
};

/** Answers with a cause of ours; its body will not be read, so the connection closes behind it. */
export const refuse = (
  visitor: Visitor,
  code: CauseCode,
  more: { readonly says?: string; readonly headers?: HeaderList } = {},
): void => {
  const { says, headers } = more;
  if (visitor.incoming.method !== 'GET' && visitor.incoming.method !== 'HEAD') visitor.downstream.closeAfter();
  send(
    visitor,
    { cause: causeOf(code), error: says === undefined ? null : { message: says, type: null, code: null, param: null } },
    headers,
  );
};

export const sendJson = ({ downstream, headers }: Visitor, body: unknown): void => {
  const bytes = Buffer.from(JSON.stringify(body));
  downstream.head(200, [
    ...headers,
    'content-type',
    'application/json',
    'cache-control',
    'no-store',
    'content-length',
    String(bytes.length),
  ]);
  downstream.end(bytes);
};

/** Begins a stream of events that nobody in between may keep, change or collect; the signal says that its reader has gone. */
export const beginEvents = (
  { downstream, headers }: Pick<Visitor, 'downstream' | 'headers'>,
  more: HeaderList = [],
): AbortSignal => {
  const gone = new AbortController();
  downstream.onGone(() => gone.abort());
  downstream.head(200, [
    ...headers,
    'content-type',
    'text/event-stream',
    'cache-control',
    'no-store, no-transform',
    'x-accel-buffering',
    'no',
    ...more,
  ]);
  return gone.signal;
};
