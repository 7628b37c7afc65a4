/** How one caller is answered when something fails: in the dialect they speak, or as a page. */
import type { Operation } from '../domain/call.ts';
import type { AttemptRecord } from '../domain/event.ts';
import type { Failure } from '../domain/evidence.ts';
import type { HeaderBag } from '../domain/ports.ts';
import type { Addressee, Explained } from '../dialect/failure.ts';
import { anthropicError, explained, failureBody, openaiError, proxyStatus } from '../dialect/failure.ts';
import { readings } from '../dialect/index.ts';
import type { Refusal, Voice } from '../gateway/gateway.ts';
import { prefersPage } from './accept.ts';
import { pageHeaders } from './page-headers.ts';
import { failurePage } from './pages/failure.ts';

export interface Caller {
  readonly requestId: string;
  readonly headers: HeaderBag;
  readonly path: string;
  readonly publicUrl: string | null;
  /** `null` outside the model APIs. */
  readonly operation: Operation | null;
}

const speaks = (caller: Caller): 'openai' | 'anthropic' =>
  caller.operation === 'messages' ||
  caller.path.startsWith('/v1/messages') ||
  caller.headers['anthropic-version'] !== undefined
    ? 'anthropic'
    : 'openai';

const whyLink = (requestId: string, publicUrl: string | null): string => `${publicUrl ?? ''}/why/${requestId}`;

const factHeaders = (said: Explained): string[] => {
  const headers = [
    'proxy-status',
    proxyStatus(said.cause),
    'good-gateway-cause',
    said.cause.family,
    'x-should-retry',
    String(said.retryable),
  ];
  if (said.retryAfterMs !== null) headers.push('retry-after', String(Math.ceil(said.retryAfterMs / 1000)));
  // SDKs read this first: a limit of ours knows its time to the millisecond.
  if (said.retryAfterMs !== null && said.cause.code === 'throttled')
    headers.push('retry-after-ms', String(said.retryAfterMs));
  if (said.status === 401) headers.push('www-authenticate', 'Bearer');
  return headers;
};

const pageOf = (said: Explained, to: Addressee): string => {
  const { cause, status, message, retryAfterMs } = said;
  return failurePage({
    status,
    message,
    code: cause.code,
    family: cause.family,
    who: cause.who,
    requestId: to.requestId,
    why: to.why,
    retryAfterMs,
    wasSent: to.attempts.length > 0,
  });
};

export const voiceFor = (caller: Caller): Voice => {
  const addressee = (attempts: readonly AttemptRecord[], begun: boolean): Addressee => ({
    requestId: caller.requestId,
    why: whyLink(caller.requestId, caller.publicUrl),
    attempts,
    begun,
  });
  return {
    refusal: (failure: Failure, attempts): Refusal => {
      const to = addressee(attempts, false);
      const said = explained(failure, to);
      if (prefersPage(caller.headers['accept'])) {
        return { status: said.status, headers: [...factHeaders(said), ...pageHeaders], body: pageOf(said, to) };
      }
      const speech = speaks(caller);
      const body = JSON.stringify(failureBody(failure, to, speech));
      // Where Anthropic's SDKs look for it.
      const id = speech === 'anthropic' ? ['request-id', caller.requestId] : [];
      return { status: said.status, headers: [...factHeaders(said), ...id, 'content-type', 'application/json'], body };
    },
    lastEvent: (failure, attempts) => {
      const to = addressee(attempts, true);
      const operation = caller.operation ?? 'chat';
      const error = operation === 'messages' ? anthropicError(failure, to) : openaiError(failure, to);
      return readings[operation].errorEvent(error, caller.requestId);
    },
  };
};
