/** Ways a test calls a gateway by plain HTTP, and what every failure it gets has to look like. */
import assert from 'node:assert/strict';

export const marker = 'Zx9-marker-of-a-prompt';

export const prompt = [{ role: 'user', content: marker }];

export interface CallOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const post = (url: string, body: unknown, options: CallOptions = {}): Promise<Response> => {
  const { path = '/chat/completions', headers = {}, signal } = options;
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
};

export const ask = { model: 'm', messages: prompt };
export const askStream = { ...ask, stream: true };

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: string | null;
    readonly param: string | null;
    readonly family: string;
    readonly who: string;
    readonly retryable: boolean;
    readonly retry_after_ms: number | null;
    readonly request_id: string;
    readonly why: string;
  };
  readonly status: number;
  readonly [member: string]: unknown;
}

export interface Expected {
  readonly status: number;
  readonly code: string;
  readonly family: string;
  readonly who: string;
}

/** Checks all that the contract says of a failure's head and body, and gives the body back. */
export const assertFailure = async (response: Response, expected: Expected): Promise<ErrorBody> => {
  const text = await response.text();
  const { headers } = response;
  const said = `${response.status} ${text}`;
  assert.equal(response.status, expected.status, said);
  assert.match(headers.get('content-type') ?? '', /^application\/json/, said);
  const body = JSON.parse(text) as ErrorBody;
  const { error } = body;
  assert.deepEqual({ code: error.code, family: error.family, who: error.who }, pick(expected), said);
  assert.equal(body.status, expected.status);
  assert.ok(error.message.length > 20, said);
  assert.match(error.request_id, /^req_[0-9a-f]{32}$/);
  assert.equal(headers.get('x-request-id'), error.request_id);
  assert.equal(error.why, `/why/${error.request_id}`);
  assert.equal(body['instance'], error.why);
  assert.equal(body['type'], `/causes/${expected.code}`);
  assert.equal(headers.get('good-gateway-cause'), expected.family);
  assert.equal(headers.get('x-should-retry'), String(error.retryable));
  assert.match(headers.get('proxy-status') ?? '', /^good-gateway; /);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('content-security-policy'), 'sandbox');
  assert.equal(headers.has('retry-after'), error.retry_after_ms !== null, said);
  assert.ok(!error.message.includes(marker));
  return body;
};

const pick = ({ code, family, who }: Expected): object => ({ code, family, who });
