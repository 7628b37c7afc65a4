/** What AI providers and their client libraries say: error objects in JSON, and the exceptions made of them. */
import type { CauseCode } from '../../../domain/cause.ts';
import { codeOfError } from '../../../policy/classify/error.ts';
import type { JsonObject } from '../json.ts';
import { isObject, numberAt, objectAt, textAt } from '../json.ts';
import type { Around, Sign, SignTable } from '../sign.ts';
import { firstSign, sightingOf } from '../sign.ts';
import type { Sighting } from '../sighting.ts';
import { meaningOfStatus } from '../status.ts';

const system = { system: 'AI provider', vantage: 'asker', farSide: 'provider' } as const;

type Meaning = Omit<Sign, 'when' | 'code'>;

/** The classifier judges a gateway's key; here the key is that of the one who pasted the error. */
const asAsker: Partial<Record<CauseCode, CauseCode>> = { key_refused: 'unauthorized' };

const means: Partial<Record<CauseCode, Meaning>> = {
  overloaded: { means: 'it says itself that it is overloaded', sure: 0.95 },
  rate_limited: { means: 'the limit of requests or tokens a minute is reached', sure: 0.93, who: 'caller' },
  quota_exhausted: {
    means: 'the credit or spending limit of the account is used up; waiting does not help',
    sure: 0.95,
    who: 'caller',
    callerTip: 'Add credit or raise the limit in the provider’s console.',
  },
  context_length_exceeded: { means: 'the request holds more tokens than the model can read', sure: 0.97 },
  content_filtered: { means: 'the provider’s filter declined the content', sure: 0.95 },
  unknown_model: { means: 'the provider has no such model, or not for this account', sure: 0.93 },
  unauthorized: { means: 'the provider does not accept the key', sure: 0.95 },
  request_too_large: { means: 'the request is larger than the provider takes', sure: 0.95 },
  upstream_error: { means: 'it reported an error of its own', sure: 0.9 },
  upstream_gateway_timeout: { means: 'the provider’s own clock ran out', sure: 0.88 },
  loading: { means: 'the model is still being loaded', sure: 0.95 },
  invalid_request: { means: 'the provider cannot take the request as it is', sure: 0.88 },
};

const sightCode = (code: CauseCode, quoted: string, around: Around): Sighting => {
  const known = asAsker[code] ?? code;
  return sightingOf(
    system,
    { means: 'the provider reported an error', sure: 0.85, ...means[known], code: known, quoted },
    around,
  );
};

const nameOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

/** An error object of any provider: `{error: {message, type, code}}`, `{type: "error", error: …}`, `{error: "…"}`, `{detail: …}`. */
export const sightProviderJson = (body: JsonObject): Sighting | null => {
  const inner = objectAt(body, 'error') ?? (textAt(body, 'object') === 'error' ? body : null);
  const plain = textAt(body, 'error');
  if (inner === null && plain === null) return null;
  const message = plain ?? (inner === null ? '' : (textAt(inner, 'message') ?? ''));
  const type = inner === null ? null : nameOf(inner['type'] ?? inner['status']);
  const code = inner === null ? null : nameOf(inner['code']);
  const found = codeOfError({ message, type, code, param: null });
  const status = numberAt(body, 'status') ?? (code !== null && /^[45]\d\d$/.test(code) ? Number(code) : null);
  if (found !== null) return sightCode(found, `error ${type ?? ''} ${code ?? ''} ${message}`, { status });
  return sightProviderText(message);
};

/** One name of an error in a Python or JSON form: `'code': 'rate_limit_exceeded'`. */
const namedIn = /["'](?:code|type|status|reason)["']\s{0,3}:\s{0,3}["']([\w.-]{3,60})["']/g;

const ofNames = (text: string): Sighting | null => {
  let kept: Sighting | null = null;
  for (const [quoted, name = ''] of text.matchAll(namedIn)) {
    const code = codeOfError({ message: '', type: null, code: name, param: null });
    if (code === null) continue;
    const seen = sightCode(code, quoted, {});
    if (kept === null || kept.code === 'invalid_request' || kept.code === 'rate_limited') kept = seen;
  }
  return kept;
};

const said: SignTable = {
  ...system,
  signs: [
    {
      when: /insufficient_quota|exceeded your current quota|[Cc]redit balance (?:is )?too low|[Ii]nsufficient (?:credits|balance|funds)|billing (?:hard )?limit|requires (?:more|at least) [^\n]{0,30}credits|account is not active|spend(?:ing)? limit/,
      code: 'quota_exhausted',
      ...means.quota_exhausted,
      means: 'the credit or spending limit of the account is used up; waiting does not help',
    },
    {
      when: /Rate limit reached for [^\n]{0,160}|rate_limit_(?:error|exceeded)|(?:exceed|exceeded|exceeds) (?:your organization.s |the )?(?:rate limit|maximum usage|requests? per)|Number of request tokens has exceeded|RESOURCE_EXHAUSTED|tokens per min|requests per (?:min|day)|acceleration limit|RateLimitError|Resource has been exhausted/i,
      code: 'rate_limited',
      sure: 0.92,
      who: 'caller',
      means: 'the limit of requests or tokens a minute is reached',
    },
    {
      when: /overloaded_error|engine_overloaded|model is overloaded|model_overloaded|currently overloaded|is at capacity|No (?:available )?(?:capacity|instances available)|server_busy|ServiceUnavailableError|["']UNAVAILABLE["']|50\d UNAVAILABLE|slow_down/,
      code: 'overloaded',
      sure: 0.93,
      means: 'it says itself that it is overloaded',
    },
    {
      when: /context_length_exceeded|maximum context length|prompt is too long: \d{1,9} tokens|too many tokens|exceeds? the (?:available|model's) context|input (?:token count|length)[^\n]{0,60}exceed/i,
      code: 'context_length_exceeded',
      sure: 0.97,
      means: 'the request holds more tokens than the model can read',
    },
    {
      when: /content_filter|ResponsibleAIPolicyViolation|content management policy|safety system|content_policy_violation|flagged/i,
      code: 'content_filtered',
      sure: 0.94,
      means: 'the provider’s filter declined the content',
    },
    {
      when: /Incorrect API key provided|invalid_api_key|invalid x-api-key|API key not valid|API_KEY_INVALID|authentication_error|AuthenticationError|Invalid (?:API|authentication|bearer) ?(?:key|token|credentials)?|No API key (?:provided|found)|OAuth token (?:has expired|is invalid)|UNAUTHENTICATED|Please run \/login/i,
      code: 'unauthorized',
      sure: 0.95,
      means: 'the provider does not accept the key',
    },
    {
      when: /model_not_found|model `[^`]{1,100}` does not exist|does not exist or you do not have access|DeploymentNotFound|model ["'][^"'\n]{1,100}["'] not found|models?\/\S{1,100} is not found|No endpoints found|not a valid model ID/i,
      code: 'unknown_model',
      sure: 0.94,
      means: 'there is no such model there, or not for this account',
    },
    {
      when: /PermissionDeniedError|permission_error|does not have (?:access|permission)|You are not allowed to/i,
      code: 'request_denied',
      sure: 0.88,
      means: 'the key may not do this',
    },
    {
      when: /loading model|model is (?:currently |still )?loading|Model .{0,100} is currently loading/i,
      code: 'loading',
      sure: 0.95,
      means: 'the model is still being loaded',
    },
    {
      when: /CUDA (?:out of memory|error)|requires more system memory|OutOfMemoryError|EngineDeadError|AsyncEngineDeadError|Engine (?:process|core)[^\n]{0,30}(?:died|failed)|llama runner process has terminated|model runner has unexpectedly stopped|Background loop has errored/i,
      code: 'upstream_error',
      sure: 0.94,
      farSide: 'site',
      means: 'the model server crashed or ran out of memory',
      tip: 'Look at its log and at the memory of the GPU; lower the context length or the batch size.',
    },
    {
      when: /request_too_large|Request exceeds the maximum size|Request too large/i,
      code: 'request_too_large',
      sure: 0.92,
      means: 'the request is larger than the provider takes',
    },
    {
      when: /UnprocessableEntityError/,
      code: 'unprocessable_request',
      sure: 0.92,
      means: 'the values of the request do not fit together',
    },
    {
      when: /BadRequestError|invalid_request_error|INVALID_ARGUMENT|Unrecognized request argument|FAILED_PRECONDITION/,
      code: 'invalid_request',
      sure: 0.85,
      means: 'the provider cannot take the request as it is',
    },
    {
      when: /DEADLINE_EXCEEDED|Timeout(?:: |_)?(?:Error)?: The request took too long/,
      code: 'upstream_gateway_timeout',
      sure: 0.88,
      means: 'the provider’s own clock ran out',
    },
    {
      when: /The server had an error (?:while )?processing your request|server_error|api_error|InternalServerError(?!:? (?:Error code: )?(?:50[234]|52\d|530|<))|"?INTERNAL"?: |An internal error has occurred|internal_server_error/,
      code: 'upstream_error',
      sure: 0.85,
      means: 'it reported an error of its own',
    },
  ],
};

/** The client libraries' own words when no answer came: the cause behind them says more. */
const library: SignTable = {
  system: 'AI client library',
  vantage: 'asker',
  farSide: 'provider',
  signs: [
    {
      when: /APITimeoutError|litellm\.(?:exceptions\.)?Timeout|APIConnectionTimeoutError|Request timed out\.?|request timed out/,
      code: 'http_response_timeout',
      sure: 0.9,
      instead: 'deadline_exceeded',
      means: 'no answer came within the time the library waits (10 minutes unless it is set)',
    },
    {
      when: /APIUserAbortError|Request was aborted/,
      code: 'cancelled',
      sure: 0.92,
      means: 'the program called it off',
    },
    {
      when: /APIConnectionError|Error communicating with (?:OpenAI|Anthropic)|Connection error\.|Could not connect to (?:OpenAI|Anthropic)/,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.5,
      isVague: true,
      instead: 'dns_error',
      means: 'the library could not reach the provider; the error behind it has the reason',
    },
  ],
};

/** `Error code: 502`, `status_code=529`, `Request failed with status code 429`. */
const statusIn =
  /(?:Error code|status[_ ]?code|statusCode|API Error|HTTP(?:\/[\d.]{1,3})?|HTTPStatusError|server error|client error|Server Error|Client Error|Response code|Unexpected (?:server )?response(?: code)?|returned error|got status|status)["']?\s{0,3}[:=(]?\s{0,3}['"]?([45]\d\d)\b|\b([45]\d\d) (?:Server|Client) Error\b/i;

/** A status that a library or a program reports. */
export const sightStatusWords = (text: string, farSide: 'provider' | null): Sighting | null => {
  const found = statusIn.exec(text);
  if (found === null) return null;
  const status = Number(found[1] ?? found[2]);
  const meaning = meaningOfStatus(status);
  if (meaning === null) return null;
  const { ...rest } = meaning;
  return sightingOf({ system: 'program', vantage: 'asker', farSide }, { ...rest, quoted: found[0] }, { status });
};

export const sightProviderText = (text: string): Sighting | null => firstSign(said, text) ?? ofNames(text);

export const sightLibrary = (text: string): Sighting | null => firstSign(library, text);

/** Whether a text is from a client library of a provider. */
export const isLibrary = (text: string): boolean =>
  /\b(?:openai|anthropic|AnthropicError|OpenAIError|litellm|google\.genai|google\.api_core|mistralai|groq|cohere|bedrock|API(?:Connection|Status|Timeout)Error)\b/i.test(
    text,
  );

/** Whether a JSON value holds an error of a provider, at the top or as the first of a list (Gemini streams). */
export const providerErrorIn = (value: unknown): Sighting | null => {
  if (Array.isArray(value)) return value.length > 0 && isObject(value[0]) ? sightProviderJson(value[0]) : null;
  return isObject(value) ? sightProviderJson(value) : null;
};
