/** What a status that is no success means, with the body and the hand that wrote it. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { codeOfError } from './error.ts';

type Status = Extract<Evidence, { kind: 'status' }>;

/** Cloudflare's own codes in front of an origin (its 5xx documentation). */
const cloudflare: Readonly<Record<number, CauseCode>> = {
  520: 'upstream_gateway_error',
  521: 'upstream_gateway_error',
  522: 'upstream_gateway_timeout',
  523: 'upstream_gateway_error',
  524: 'upstream_gateway_timeout',
  525: 'tls_protocol_error',
  526: 'tls_certificate_error',
  527: 'upstream_gateway_error',
  530: 'upstream_gateway_error',
};

const byStatus: Readonly<Record<number, CauseCode>> = {
  400: 'invalid_request',
  402: 'quota_exhausted',
  404: 'unknown_model',
  405: 'wrong_content',
  407: 'forward_proxy_failed',
  408: 'upstream_gateway_timeout',
  409: 'upstream_error',
  413: 'request_too_large',
  415: 'invalid_request',
  421: 'wrong_content',
  422: 'unprocessable_request',
  425: 'upstream_error',
  429: 'rate_limited',
  431: 'request_headers_too_large',
  502: 'upstream_gateway_error',
  503: 'overloaded',
  504: 'upstream_gateway_timeout',
  508: 'proxy_loop_detected',
  511: 'redirected',
  529: 'overloaded',
  ...cloudflare,
};

/** 401 and 403 judge a key: whose it was decides whose fault it is. A page instead of JSON is a firewall's, not the API's. */
const ofRefusal = (seen: Status): CauseCode => {
  if (seen.body === 'html') return 'request_blocked';
  if (seen.callersKey) return seen.status === 401 ? 'unauthorized' : 'request_denied';
  return 'key_refused';
};

const of503 = (seen: Status, inner: CauseCode | null): CauseCode => {
  if (seen.says === 'maintenance') return 'maintenance';
  if (seen.says === 'nobody_behind') return 'upstream_gateway_error';
  if (inner !== null && inner !== 'invalid_request') return inner;
  return seen.body === 'html' && seen.signature !== null ? 'upstream_gateway_error' : 'overloaded';
};

/** Statuses that judge a request; with a page they were written by something that knows nothing of the API. */
const judging: ReadonlySet<number> = new Set([400, 404, 405, 406, 410, 411, 415, 422]);

/** What servers say of a path they do not have: FastAPI, OpenAI, llama.cpp, Express, Spring. */
const noSuchPath = /^not found$|^file not found$|invalid url|unknown (path|route|endpoint)|cannot post/i;

/** A model that is not there is told in JSON that names it; a path that is not there with a page, a line of text, or two words. */
const isNotTheApi = ({ status, body, error }: Status): boolean => {
  if (body === 'html') return judging.has(status);
  return status === 404 && (body === 'text' || (error !== null && noSuchPath.test(error.message)));
};

export const codeOfStatus = (seen: Status): CauseCode => {
  const { status } = seen;
  const inner = seen.error === null ? null : codeOfError(seen.error);
  if (status === 401 || status === 403)
    return inner === 'quota_exhausted' || inner === 'content_filtered' ? inner : ofRefusal(seen);
  if (status === 503) return of503(seen, inner);
  if (status >= 300 && status < 400) return 'redirected';
  if (seen.says === 'wants_tls') return 'not_http';
  if (isNotTheApi(seen)) return 'wrong_content';
  const isPlain = inner === null || inner === 'invalid_request' || inner === 'upstream_error';
  if (!isPlain) return inner === 'key_refused' && status >= 500 ? 'upstream_error' : inner;
  const known = byStatus[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'upstream_error';
  return status >= 400 ? 'invalid_request' : 'wrong_content';
};
