/** Puts one question to an upstream, with a clock and a bound on it. */
import type { Cause } from '../../domain/cause.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Clock, HeaderBag, Wire, WireFacts } from '../../domain/ports.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { speakings } from '../../dialect/index.ts';
import { readBody, readFailedAnswer } from '../../gateway/body.ts';
import { classify } from '../../policy/classify.ts';

export interface Asking {
  readonly clock: Clock;
  readonly wire: Wire;
}

export interface Question {
  /** Full request target. */
  readonly path: string;
  /** JSON to POST; `null`: a GET. */
  readonly body: string | null;
  readonly limitMs: number;
}

export type Reply =
  | {
      readonly kind: 'good';
      readonly status: number;
      readonly headers: HeaderBag;
      readonly bytes: Buffer;
      readonly facts: WireFacts;
    }
  | { readonly kind: 'bad'; readonly cause: Cause; readonly headers: HeaderBag; readonly facts: WireFacts };

const connectMs = 3_000;
/** A model list of some thousand names, or a page of metrics, has room. */
const replyBytes = 4 * 1024 * 1024;

const headersFor = ({ key, dialect, headers }: Upstream, hasBody: boolean): Readonly<Record<string, string>> => ({
  ...speakings[dialect].defaults,
  accept: 'application/json',
  ...(hasBody ? { 'content-type': 'application/json' } : {}),
  ...(key.kind === 'own' ? speakings[dialect].credentials(key.value) : {}),
  ...headers,
  'accept-encoding': 'identity',
});

export const ask = async ({ clock, wire }: Asking, upstream: Upstream, question: Question): Promise<Reply> => {
  const { path, body, limitMs } = question;
  const exchange = wire.open({
    upstream,
    method: body === null ? 'GET' : 'POST',
    path,
    headers: headersFor(upstream, body !== null),
    body: body === null ? null : Buffer.from(body),
    connectMs: Math.min(connectMs, limitMs),
    // That it can be dialled is half of what a check is for.
    fresh: true,
  });
  let isLate = false;
  const alarm = clock.patience(limitMs, () => {
    isLate = true;
    exchange.abort();
  });
  let headers: HeaderBag = {};
  const bad = (seen: Evidence): Reply => {
    const facts = exchange.facts();
    const evidence: Evidence = isLate ? { kind: 'clock', clock: 'answer', limitMs, facts } : seen;
    return { kind: 'bad', cause: classify(evidence, upstream.name), headers, facts };
  };
  try {
    const head = await exchange.head();
    if (head.kind === 'broken') {
      const facts = exchange.facts();
      return bad({ kind: 'wire', during: 'head', fault: head.fault, facts, afterMs: facts.phases.end ?? 0 });
    }
    headers = head.headers;
    if (head.status < 200 || head.status >= 300) {
      const callersKey = upstream.key.kind === 'caller';
      return bad(await readFailedAnswer(exchange, head, { callersKey, now: clock.now() }));
    }
    const read = await readBody(exchange, replyBytes);
    if (read.kind === 'broken') return bad(read.evidence);
    return { kind: 'good', status: head.status, headers, bytes: read.bytes, facts: exchange.facts() };
  } finally {
    alarm.cancel();
    exchange.abort();
  }
};
