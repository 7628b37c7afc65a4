/** Exam: error objects of AI providers and the words of their client libraries. */
import type { ExamCase } from '../case.ts';

export const providerCases: readonly ExamCase[] = [
  { text: 'openai.APITimeoutError: Request timed out.', family: 'timeout', who: ['provider', 'caller'] },
  { text: 'openai.APIConnectionError: Connection error.', family: 'network', who: 'network' },
  {
    text: "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.', 'type': 'tokens', 'param': None, 'code': 'rate_limit_exceeded'}}",
    family: 'throttling',
    who: 'caller',
    code: 'rate_limited',
  },
  {
    text: "openai.RateLimitError: Error code: 429 - {'error': {'message': 'You exceeded your current quota, please check your plan and billing details.', 'type': 'insufficient_quota', 'param': None, 'code': 'insufficient_quota'}}",
    family: 'throttling',
    who: 'caller',
    code: 'quota_exhausted',
  },
  {
    text: "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided: sk-ab********wxyz. You can find your API key at https://platform.openai.com/account/api-keys.', 'type': 'invalid_request_error', 'param': None, 'code': 'invalid_api_key'}}",
    family: 'client',
    who: 'caller',
    code: 'unauthorized',
  },
  {
    text: "openai.BadRequestError: Error code: 400 - {'error': {'message': \"This model's maximum context length is 128000 tokens. However, your messages resulted in 190211 tokens.\", 'type': 'invalid_request_error', 'param': 'messages', 'code': 'context_length_exceeded'}}",
    family: 'client',
    who: 'caller',
    code: 'context_length_exceeded',
  },
  {
    text: "openai.NotFoundError: Error code: 404 - {'error': {'message': 'The model `gpt-9` does not exist or you do not have access to it.', 'type': 'invalid_request_error', 'param': None, 'code': 'model_not_found'}}",
    family: 'client',
    who: 'caller',
    code: 'unknown_model',
  },
  {
    text: 'openai.InternalServerError: <html>\n<head><title>502 Bad Gateway</title></head></html>',
    family: 'outage',
    who: 'provider',
    code: 'upstream_gateway_error',
  },
  {
    text: 'openai.InternalServerError: Error code: 502 - <html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>cloudflare</center>\n</body>\n</html>',
    family: 'outage',
    who: 'provider',
  },
  {
    text: "openai.InternalServerError: Error code: 500 - {'error': {'message': 'The server had an error while processing your request. Sorry about that!', 'type': 'server_error', 'param': None, 'code': None}}",
    family: 'backend',
    who: 'provider',
    code: 'upstream_error',
  },
  {
    text: "anthropic.InternalServerError: Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}",
    family: 'overload',
    who: 'provider',
    code: 'overloaded',
  },
  {
    text: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_011CS"}',
    family: 'overload',
    who: 'provider',
    code: 'overloaded',
  },
  {
    text: 'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded. https://docs.claude.com/en/api/errors"}}',
    family: 'overload',
    who: 'provider',
    code: 'overloaded',
  },
  {
    text: 'API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired. Please obtain a new token"}} · Please run /login',
    family: 'client',
    who: 'caller',
  },
  {
    text: '{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}',
    family: 'throttling',
    who: 'caller',
    code: 'quota_exhausted',
  },
  {
    text: '{"type":"error","error":{"type":"rate_limit_error","message":"Number of request tokens has exceeded your per-minute rate limit"}}',
    family: 'throttling',
    who: 'caller',
    code: 'rate_limited',
  },
  {
    text: '{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}',
    family: 'overload',
    who: 'provider',
    code: 'overloaded',
  },
  {
    text: '{\n  "error": {\n    "code": 429,\n    "message": "Resource has been exhausted (e.g. check quota).",\n    "status": "RESOURCE_EXHAUSTED"\n  }\n}',
    family: 'throttling',
    who: 'caller',
  },
  {
    text: '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}',
    family: 'outage',
    who: 'nobody',
    code: 'loading',
  },
  {
    text: '{"error":"model \\"llama9\\" not found, try pulling it first"}',
    family: 'client',
    who: 'caller',
    code: 'unknown_model',
  },
  {
    text: 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
    family: 'backend',
    who: 'operator',
  },
  { text: 'llama runner process has terminated: exit status 2', family: 'backend', who: 'operator' },
  {
    text: 'google.api_core.exceptions.ServiceUnavailable: 503 The model is overloaded. Please try again later.',
    family: 'overload',
    who: 'provider',
  },
];
