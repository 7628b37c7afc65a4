/** A failure in plain words, with what a program needs to act on it; read from a Response or from an SDK's error. */
import type { ErrorMembers } from './last-event.ts';
import { errorOf } from './last-event.ts';

/** Whose turn it is. */
export type Who = 'caller' | 'network' | 'operator' | 'provider' | 'nobody';

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  /** What kind of failure: overload, throttling, maintenance, outage, backend, timeout, network, dns, tls … */
  readonly family: string;
  readonly who: Who;
  /** What exactly; the catalogue of the gateway (`/causes/CODE`) explains each. */
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  /** The page that explains this very call. */
  readonly why: string | null;
  readonly status: number | null;

  constructor(said: Explanation, cause?: unknown) {
    super(said.message, cause === undefined ? undefined : { cause });
    this.family = said.family;
    this.who = said.who;
    this.code = said.code;
    this.retryable = said.retryable;
    this.retryAfterMs = said.retryAfterMs;
    this.requestId = said.requestId;
    this.why = said.why;
    this.status = said.status;
  }
}

/** What such an error says, without being one. */
export type Explanation = Omit<GatewayError, 'name' | 'stack' | 'cause'>;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const isWho = (value: unknown): value is Who =>
  value === 'caller' || value === 'network' || value === 'operator' || value === 'provider' || value === 'nobody';

const absolute = (link: string | null, base: string): string | null =>
  link !== null && URL.canParse(link, base) ? new URL(link, base).href : link;

export interface Origin {
  readonly status: number | null;
  /** Where the call went, to make links whole; empty when that is not known. */
  readonly base: string;
}

/** The error of a gateway as it words it; `null` for anybody else's. */
export const errorOfMembers = (error: ErrorMembers | null, { status, base }: Origin): GatewayError | null => {
  if (error === null || text(error['family']) === null || !isWho(error['who'])) return null;
  const wait = error['retry_after_ms'];
  return new GatewayError({
    message: text(error['message']) ?? 'The gateway gave no reason.',
    family: text(error['family']) ?? '',
    who: error['who'],
    code: text(error['code']) ?? text(error['type']) ?? 'unknown',
    retryable: error['retryable'] === true,
    retryAfterMs: typeof wait === 'number' ? wait : null,
    requestId: text(error['request_id']),
    why: absolute(text(error['why']), base),
    status,
  });
};

const ofResponse = async (response: Response, base: string): Promise<GatewayError | null> => {
  if (response.ok || response.bodyUsed) return null;
  try {
    const origin = { status: response.status, base: response.url || base };
    return errorOfMembers(errorOf(await response.clone().json()), origin);
  } catch {
    return null;
  }
};

const memberOf = (value: object, name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** An SDK's error: its `error` is the inner object (OpenAI) or the whole body (Anthropic). */
const ofThrown = (thrown: object, base: string): GatewayError | null => {
  const status = memberOf(thrown, 'status');
  const origin = { status: typeof status === 'number' ? status : null, base };
  const held = memberOf(thrown, 'error');
  if (!isObject(held)) return null;
  return errorOfMembers(errorOf(held), origin) ?? errorOfMembers(held as ErrorMembers, origin);
};

/** SDKs wrap what a fetch throws; more layers than this nobody has. */
const layers = 5;

/**
 * What a failure means: `failure` is a Response that is not ok, or whatever an SDK or a fetch threw; `base` makes links whole.
 * `null` when no gateway explained it.
 */
export const explain = async (failure: unknown, base = ''): Promise<GatewayError | null> => {
  let at = failure;
  for (let layer = 0; layer < layers && isObject(at); layer++) {
    if (at instanceof GatewayError) return at;
    const found = at instanceof Response ? await ofResponse(at, base) : ofThrown(at, base);
    if (found !== null) return found;
    at = memberOf(at, 'cause');
  }
  return null;
};

export const connectionLost = (sinceMs: number, cause: unknown): GatewayError =>
  new GatewayError(
    {
      message:
        `The connection to the gateway was lost and did not come back within ${Math.round(sinceMs / 1000)} s. ` +
        'The answer may be complete there: ask again with the same Idempotency-Key. What came so far is not whole.',
      family: 'network',
      who: 'network',
      code: 'connection_lost',
      retryable: true,
      retryAfterMs: null,
      requestId: null,
      why: null,
      status: null,
    },
    cause,
  );

export const answerLost = (): GatewayError =>
  new GatewayError({
    message:
      'The connection was lost in the middle of the answer, and the gateway no longer has the rest of it. ' +
      'What came so far is not whole; asking again makes a new answer.',
    family: 'gateway',
    who: 'operator',
    code: 'answer_lost',
    retryable: true,
    retryAfterMs: null,
    requestId: null,
    why: null,
    status: null,
  });
