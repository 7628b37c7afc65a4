/** Which headers may cross the gateway, each way. */
import type { HeaderBag, HeaderList } from '../domain/ports.ts';

/** Of a caller's head, only these go upstream: whatever could be a credential of theirs stays here. */
const requestNames = new Set([
  'accept',
  'accept-language',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'http-referer',
  'openai-beta',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-client-request-id',
  'x-title',
]);

/** Needed where bytes pass through untouched. */
const passNames = new Set([
  ...requestNames,
  'content-length',
  'content-md5',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

const picked = (headers: HeaderBag, names: ReadonlySet<string>): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (!names.has(name)) continue;
    const value = headers[name];
    if (value !== undefined) kept[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return kept;
};

export const requestHeaders = (headers: HeaderBag): Readonly<Record<string, string>> => picked(headers, requestNames);
export const passHeaders = (headers: HeaderBag): Readonly<Record<string, string>> => picked(headers, passNames);

const credentialNames = new Set(['authorization', 'x-api-key', 'api-key', 'openai-organization', 'openai-project']);

/** The caller's own credentials, for upstreams with `key: caller`. */
export const callersCredentials = (headers: HeaderBag): Readonly<Record<string, string>> =>
  picked(headers, credentialNames);

/** Of an upstream's head, these stay here: hop by hop, ours to set, or able to touch what our pages keep in a browser. */
const droppedNames = new Set([
  'alt-svc',
  'clear-site-data',
  'connection',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-security-policy-report-only',
  'date',
  'keep-alive',
  'nel',
  'proxy-authenticate',
  'proxy-connection',
  'public-key-pins',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'server',
  'service-worker-allowed',
  'set-cookie',
  'set-cookie2',
  'speculation-rules',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'www-authenticate',
  'x-content-type-options',
  'x-request-id',
]);

/** The provider's limits on the key that was sent to it. */
const isLimit = (name: string): boolean =>
  name.startsWith('x-ratelimit-') || name.startsWith('ratelimit') || name.startsWith('anthropic-ratelimit-');

const isDropped = (name: string): boolean =>
  droppedNames.has(name) || name.startsWith('access-control-') || name.startsWith('good-gateway-');

/** `tellsOurs`: the caller is told of limits of ours, and must not read the provider's beside them. */
export const answerHeaders = (headers: HeaderBag, tellsOurs: boolean): HeaderList => {
  const kept: string[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || isDropped(name) || (tellsOurs && isLimit(name))) continue;
    if (typeof value === 'string') kept.push(name, value);
    else for (const one of value) kept.push(name, one);
  }
  return kept;
};
