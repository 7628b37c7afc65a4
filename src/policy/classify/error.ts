/** What a provider's own error object means, by its `code` and `type`, in the dialects seen in the field. */
import type { CauseCode } from '../../domain/cause.ts';
import type { ProviderError } from '../../domain/evidence.ts';

/** OpenAI, Azure, Anthropic, Gemini, OpenRouter, vLLM, Ollama and llama.cpp names. */
const byName: Readonly<Record<string, CauseCode>> = {
  overloaded_error: 'overloaded',
  overloaded: 'overloaded',
  engine_overloaded: 'overloaded',
  slow_down: 'overloaded',
  unavailable: 'overloaded',
  service_unavailable: 'overloaded',
  service_unavailable_error: 'overloaded',
  serviceunavailableerror: 'overloaded',
  unavailable_error: 'loading',
  rate_limit_error: 'rate_limited',
  rate_limit_exceeded: 'rate_limited',
  rate_limited: 'rate_limited',
  ratelimiterror: 'rate_limited',
  tokens: 'rate_limited',
  requests: 'rate_limited',
  too_many_requests: 'rate_limited',
  resource_exhausted: 'rate_limited',
  insufficient_quota: 'quota_exhausted',
  billing_error: 'quota_exhausted',
  billing_hard_limit_reached: 'quota_exhausted',
  billing_not_active: 'quota_exhausted',
  insufficient_credits: 'quota_exhausted',
  quota_exceeded: 'quota_exhausted',
  context_length_exceeded: 'context_length_exceeded',
  string_above_max_length: 'context_length_exceeded',
  exceed_context_size_error: 'context_length_exceeded',
  content_filter: 'content_filtered',
  content_policy_violation: 'content_filtered',
  moderation: 'content_filtered',
  responsibleaipolicyviolation: 'content_filtered',
  model_not_found: 'unknown_model',
  deploymentnotfound: 'unknown_model',
  notfounderror: 'unknown_model',
  authentication_error: 'key_refused',
  invalid_api_key: 'key_refused',
  incorrect_api_key: 'key_refused',
  permission_error: 'key_refused',
  permission_denied: 'key_refused',
  unauthenticated: 'key_refused',
  request_too_large: 'request_too_large',
  timeout_error: 'upstream_gateway_timeout',
  deadline_exceeded: 'upstream_gateway_timeout',
  server_error: 'upstream_error',
  internal_server_error: 'upstream_error',
  internalservererror: 'upstream_error',
  api_error: 'upstream_error',
  internal: 'upstream_error',
  not_found_error: 'unknown_model',
  invalid_request_error: 'invalid_request',
  badrequesterror: 'invalid_request',
  invalid_argument: 'invalid_request',
};

/** Numbers some servers put into `code`: the HTTP status they mean. */
const byNumber: Readonly<Record<string, CauseCode>> = {
  400: 'invalid_request',
  401: 'key_refused',
  402: 'quota_exhausted',
  403: 'key_refused',
  404: 'unknown_model',
  408: 'upstream_gateway_timeout',
  413: 'request_too_large',
  422: 'unprocessable_request',
  429: 'rate_limited',
  500: 'upstream_error',
  502: 'upstream_gateway_error',
  503: 'overloaded',
  504: 'upstream_gateway_timeout',
  529: 'overloaded',
};

/** A foreign word may be the name of something every object inherits. */
const look = (table: Readonly<Record<string, CauseCode>>, word: string): CauseCode | null =>
  Object.hasOwn(table, word) ? (table[word] ?? null) : null;

const named = (name: string | null): CauseCode | null => (name === null ? null : look(byName, name.toLowerCase()));

/** Wordings that are the only sign some servers give. They decide; they are never kept. */
const byWording: readonly (readonly [RegExp, CauseCode])[] = [
  [
    /credit balance is too low|exceeded your current quota|insufficient (funds|credits)|spend(ing)? limit/i,
    'quota_exhausted',
  ],
  [
    /maximum context length|context (length|window|size)|prompt is too long|too many tokens/i,
    'context_length_exceeded',
  ],
  [/loading model|model is (currently )?loading|still loading/i, 'loading'],
  [/content (management )?policy|content[_ ]filter|flagged by/i, 'content_filtered'],
  [/overloaded|at capacity|over capacity|no slots? available|server busy|maximum pending requests/i, 'overloaded'],
];

/** `null` when neither name nor wording tells. */
export const codeOfError = (error: ProviderError): CauseCode | null => {
  const exact = named(error.code);
  if (exact !== null && exact !== 'invalid_request') return exact;
  const worded = byWording.find(([pattern]) => pattern.test(error.message))?.[1];
  return worded ?? named(error.type) ?? exact ?? (error.code === null ? null : look(byNumber, error.code));
};
