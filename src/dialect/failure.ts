/** Words a failure for a caller: plain sentences, the facts a program needs, in the dialect the caller speaks. */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { AttemptRecord } from '../domain/event.ts';
import type { Failure } from '../domain/evidence.ts';
import { durationText, fateOf, verdict, wordsOf } from '../domain/words/index.ts';

export interface Addressee {
  readonly requestId: string;
  /** Where the call is explained: `/why/req_…`, absolute when a public URL is known. */
  readonly why: string;
  readonly attempts: readonly AttemptRecord[];
  /** Whether part of an answer has reached them. */
  readonly begun: boolean;
}

/** Everything a caller may be told, before it is put into a dialect. */
export interface Explained {
  readonly status: number;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly cause: Cause;
}

/** Statuses of a provider that judge the caller's own request: their words reach the caller as they are. */
const callersOwn = new Set([400, 404, 409, 413, 415, 422]);

/** How long to wait when nobody said: about as long as such things last at least. */
const defaultWaitMs: Partial<Record<Cause['family'], number>> = {
  overload: 5_000,
  throttling: 10_000,
  maintenance: 30_000,
  outage: 4_000,
  backend: 2_000,
  timeout: 5_000,
  network: 5_000,
  dns: 10_000,
};

const isRetryable = (cause: Cause): boolean => {
  const { again, family } = traits[cause.code];
  if (cause.code === 'quota_exhausted') return false;
  return (
    again === 'here' ||
    again === 'anywhere' ||
    again === 'later' ||
    (again === 'elsewhere' && defaultWaitMs[family] !== undefined) ||
    cause.code === 'deadline_exceeded'
  );
};

const triedWords = (attempts: readonly AttemptRecord[]): string => {
  const failed = attempts.filter((attempt) => attempt.cause !== null);
  if (failed.length === 0) return '';
  return ` Tried: ${failed.map((attempt) => `${attempt.upstream} (${attempt.cause?.code ?? ''})`).join(', ')}.`;
};

/** The provider's own judgement of the caller's request. */
const isProvidersWord = ({ cause, error }: Failure): boolean =>
  error !== null &&
  error.message !== '' &&
  cause.who === 'caller' &&
  cause.receivedStatus !== null &&
  callersOwn.has(cause.receivedStatus);

/** Our own words on a caller's request: which field, what was expected. */
const isOurWord = ({ cause, error }: Failure): boolean =>
  error !== null && error.message !== '' && cause.who === 'caller' && cause.receivedStatus === null;

const messageOf = (failure: Failure, to: Addressee, retryable: boolean): string => {
  const { cause, error } = failure;
  if (isProvidersWord(failure)) return error?.message ?? '';
  if (isOurWord(failure)) return `${error?.message ?? ''} Why: ${to.why}`;
  const words = wordsOf(cause.code);
  const fate = fateOf(cause.code, { begun: to.begun, wasSent: to.attempts.length > 0 });
  const wait =
    retryable && cause.retryAfterMs !== null
      ? ` It is worth trying again in ${durationText(Math.max(1_000, cause.retryAfterMs))}.`
      : '';
  return `${words.happened}${verdict(cause)}${triedWords(to.attempts)} ${fate.message} ${fate.advice}${wait} Why: ${to.why}`.replaceAll(
    / {2,}/g,
    ' ',
  );
};

const waitOf = (cause: Cause): number | null => {
  const ms = cause.retryAfterMs ?? defaultWaitMs[cause.family] ?? null;
  // Upstreams say 0, or a time that is past: whoever comes back at once makes a storm of it.
  return ms === null ? null : Math.max(cause.receivedStatus === null ? 0 : 1_000, Math.ceil(ms));
};

export const explained = (failure: Failure, to: Addressee): Explained => {
  const { cause } = failure;
  const retryable = isRetryable(cause);
  const status =
    isProvidersWord(failure) && cause.receivedStatus !== null ? cause.receivedStatus : traits[cause.code].status;
  const retryAfterMs = retryable ? waitOf(cause) : null;
  return { status, message: messageOf(failure, to, retryable), retryable, retryAfterMs, cause };
};

const typeOf = (status: number, cause: Cause): string => {
  if (cause.code === 'proxy_internal_error') return 'gateway_error';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'upstream_error';
};

const anthropicTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  502: 'api_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

const members = (said: Explained, to: Addressee): Readonly<Record<string, unknown>> => ({
  family: said.cause.family,
  who: said.cause.who,
  retryable: said.retryable,
  retry_after_ms: said.retryAfterMs,
  request_id: to.requestId,
  why: to.why,
});

/** The `error` object for OpenAI's callers. */
export const openaiError = (failure: Failure, to: Addressee): Readonly<Record<string, unknown>> => {
  const said = explained(failure, to);
  const own = isProvidersWord(failure) ? failure.error : null;
  return {
    message: said.message,
    type: own?.type ?? typeOf(said.status, failure.cause),
    code: own === null ? failure.cause.code : own.code,
    param: own?.param ?? (isOurWord(failure) ? (failure.error?.param ?? null) : null),
    ...members(said, to),
  };
};

/** The `error` object for Anthropic's callers. */
export const anthropicError = (failure: Failure, to: Addressee): Readonly<Record<string, unknown>> => {
  const said = explained(failure, to);
  const own = isProvidersWord(failure) ? failure.error : null;
  return {
    type: own?.type ?? anthropicTypes[said.status] ?? 'invalid_request_error',
    message: said.message,
    code: failure.cause.code,
    ...members(said, to),
  };
};

/** The body that explains a failure: the dialect's error, and the members of a problem (RFC 9457) beside it. */
export const failureBody = (
  failure: Failure,
  to: Addressee,
  speaks: 'openai' | 'anthropic',
): Readonly<Record<string, unknown>> => {
  if (speaks === 'anthropic') return { type: 'error', error: anthropicError(failure, to), request_id: to.requestId };
  const said = explained(failure, to);
  return {
    error: openaiError(failure, to),
    type: `/causes/${failure.cause.code}`,
    title: wordsOf(failure.cause.code).title,
    status: said.status,
    detail: said.message,
    instance: to.why,
  };
};

const sfString = (text: string): string =>
  `"${text.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** RFC 9209. Only codes and names: nothing a provider wrote. */
export const proxyStatus = (cause: Cause): string => {
  const parts = ['good-gateway'];
  const { proxyError } = traits[cause.code];
  if (proxyError !== null) parts.push(`error=${proxyError}`);
  if (cause.upstream !== null) parts.push(`next-hop=${sfString(cause.upstream)}`);
  if (cause.receivedStatus !== null) parts.push(`received-status=${cause.receivedStatus}`);
  parts.push(`details=${sfString(cause.code)}`);
  return parts.join('; ');
};
