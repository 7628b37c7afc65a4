/** Reads a body whole, within a bound, and says what kind of text a bad one is and who wrote it. */
import type { BodyKind, ContentProblem, Evidence, Signature } from '../domain/evidence.ts';
import type { Exchange, HeaderBag } from '../domain/ports.ts';
import { errorInside, objectOf } from '../dialect/reading.ts';
import { pageSays } from '../policy/page-says.ts';
import { retryAfterMs } from '../policy/retry-after.ts';

export type WholeBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'broken'; readonly evidence: Evidence };

/** An error page is read this far; it is judged, not kept. */
const failedBodyBytes = 256 * 1024;

export const readBody = async (exchange: Exchange, limitBytes: number): Promise<WholeBody> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await exchange.read();
    if (part.kind === 'end') break;
    if (part.kind === 'broken') {
      const facts = exchange.facts();
      return {
        kind: 'broken',
        evidence: { kind: 'wire', during: 'body', fault: part.fault, facts, afterMs: facts.phases.end ?? 0 },
      };
    }
    length += part.bytes.length;
    if (length > limitBytes)
      return { kind: 'broken', evidence: { kind: 'content', problem: 'too_large', status: 200, signature: null } };
    pieces.push(part.bytes);
  }
  const only = pieces[0];
  return { kind: 'whole', bytes: pieces.length === 1 && Buffer.isBuffer(only) ? only : Buffer.concat(pieces) };
};

const header = (headers: HeaderBag, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
};

/** Why a body is not of the type that was asked for; `null` when it is, or does not say. */
export const wrongContentType = (
  headers: HeaderBag,
  wanted: 'application/json' | 'text/event-stream',
  bytes: Buffer | null,
): ContentProblem | null => {
  const type = header(headers, 'content-type').toLowerCase();
  if (type.includes('html') || (bytes !== null && kindOf(bytes) === 'html')) return 'html';
  if (wanted === 'application/json') return type.startsWith('text/event-stream') ? 'not_json' : null;
  return type === '' || type.startsWith(wanted) ? null : 'not_a_stream';
};

const kindOf = (bytes: Buffer): BodyKind => {
  const start = bytes.toString('latin1', 0, 256).trimStart();
  if (start === '') return 'empty';
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return /^<[!?a-z]/i.test(start) ? 'html' : 'text';
};

const byServer: readonly (readonly [RegExp, Exclude<Signature, null>])[] = [
  [/cloudflare/i, 'cloudflare'],
  [/awselb|amazon|cloudfront/i, 'aws'],
  [/envoy/i, 'envoy'],
  [/google|gws/i, 'google'],
  [/caddy/i, 'caddy'],
  [/nginx|openresty/i, 'nginx'],
  [/haproxy/i, 'haproxy'],
];

const byPage: readonly (readonly [RegExp, Exclude<Signature, null>])[] = [
  [/cloudflare|cf-error/i, 'cloudflare'],
  [/<center>(nginx|openresty)/i, 'nginx'],
  [/awselb/i, 'aws'],
  [/upstream connect error or disconnect\/reset before headers|no healthy upstream/i, 'envoy'],
  [/no server is available to handle this request|returned an invalid or incomplete response/i, 'haproxy'],
  [/could not serve the request.*temporarily|That’s an error/i, 'google'],
];

/** Whose hand an error page shows. */
export const signatureOf = (headers: HeaderBag, bytes: Buffer): Signature => {
  const page = bytes.toString('latin1', 0, 4096);
  const written = byPage.find(([pattern]) => pattern.test(page))?.[1];
  if (written !== undefined) return written;
  return byServer.find(([pattern]) => pattern.test(header(headers, 'server')))?.[1] ?? null;
};

interface Head {
  readonly status: number;
  readonly headers: HeaderBag;
}

/** What an answer with a status that is no success says. Whatever becomes of its body, the status counts. */
export const readFailedAnswer = async (
  exchange: Exchange,
  head: Head,
  more: { readonly callersKey: boolean; readonly now: number },
): Promise<Evidence> => {
  const read = await readBody(exchange, failedBodyBytes);
  const bytes = read.kind === 'whole' ? read.bytes : Buffer.alloc(0);
  const json = objectOf(bytes.toString('utf8'));
  const body = json !== null ? 'json' : kindOf(bytes);
  return {
    kind: 'status',
    status: head.status,
    error: json === null ? null : errorOf(json),
    body,
    signature: signatureOf(head.headers, bytes),
    says: body === 'json' ? null : pageSays(head.status, bytes.toString('utf8')),
    retryAfterMs: retryAfterMs(head.headers, more.now),
    callersKey: more.callersKey,
  };
};

/** FastAPI servers put their complaint under `detail`, others under `message`. */
const errorOf = (json: Readonly<Record<string, unknown>>): Extract<Evidence, { kind: 'status' }>['error'] => {
  const inside = errorInside(json);
  if (inside !== null) return inside;
  const said = json['detail'] ?? json['message'];
  return said === undefined
    ? null
    : { message: typeof said === 'string' ? said : JSON.stringify(said), type: null, code: null, param: null };
};

/** A good status, but no stream: an error in JSON, a page, or an answer that ignored `stream: true`. */
export const readUnstreamed = async (
  exchange: Exchange,
  head: Head & { readonly wrong: ContentProblem },
): Promise<Evidence> => {
  const read = await readBody(exchange, failedBodyBytes);
  if (read.kind === 'broken') {
    const wasOurs = read.evidence.kind === 'wire' && read.evidence.fault.code === 'ABORT_ERR';
    return wasOurs ? { kind: 'content', problem: head.wrong, status: head.status, signature: null } : read.evidence;
  }
  const json = objectOf(read.bytes.toString('utf8'));
  const error = json === null ? null : errorInside(json);
  if (error !== null) return { kind: 'error_inside', status: head.status, error, retryAfterMs: null };
  const problem = read.bytes.length === 0 ? 'empty' : head.wrong;
  return { kind: 'content', problem, status: head.status, signature: signatureOf(head.headers, read.bytes) };
};
