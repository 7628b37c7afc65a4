/** One active health check: what is asked, and what an answer to it means. */
import type { Cause } from '../../domain/cause.ts';
import type { HeaderBag, WireFacts } from '../../domain/ports.ts';
import type { HealthCheck, Upstream } from '../../domain/upstream.ts';
import { readings } from '../../dialect/index.ts';
import { objectOf } from '../../dialect/reading.ts';
import { basePath } from '../../dialect/request.ts';
import { signatureOf, wrongContentType } from '../../gateway/body.ts';
import { classify } from '../../policy/classify.ts';
import type { Asking, Question, Reply } from './ask.ts';
import { ask } from './ask.ts';

const limitMs = 5_000;
/** A model that has to be loaded first takes its time. */
const completionLimitMs = 20_000;

/** What is asked: a page, the model list, or an answer of one token. */
export interface Inquiry extends Pick<HealthCheck, 'path' | 'complete'> {
  /** Where there is less time than usual. */
  readonly withinMs?: number;
}

export interface Health {
  /** `null`: well. */
  readonly cause: Cause | null;
  readonly headers: HeaderBag;
  readonly facts: WireFacts;
  /** Of the model list, where that was asked for. */
  readonly list: string | null;
  /** Paid for this check. */
  readonly tokens: number;
}

/** Where the model list stands. */
export const modelsPath = (upstream: Upstream): string => `${basePath(upstream)}/models`;

const operationOf = ({ dialect }: Upstream): 'chat' | 'messages' => (dialect === 'anthropic' ? 'messages' : 'chat');

/** The cheapest question that makes the model work: one token. */
const completion = (upstream: Upstream, model: string): Question => ({
  path: basePath(upstream) + readings[operationOf(upstream)].path,
  body: JSON.stringify({ model, messages: [{ role: 'user', content: 'ping' }], max_tokens: 1 }),
  limitMs: completionLimitMs,
});

const questionOf = (upstream: Upstream, health: Inquiry): Question =>
  health.complete === null
    ? { path: health.path ?? modelsPath(upstream), body: null, limitMs }
    : completion(upstream, health.complete);

type Good = Extract<Reply, { kind: 'good' }>;

const judgedCompletion = (upstream: Upstream, { status, bytes }: Good): { cause: Cause | null; tokens: number } => {
  const verdict = readings[operationOf(upstream)].body(objectOf(bytes.toString('utf8')));
  switch (verdict.kind) {
    case 'whole':
      return { cause: null, tokens: (verdict.usage?.inputTokens ?? 0) + (verdict.usage?.outputTokens ?? 0) };
    case 'failure':
      return {
        cause: classify({ kind: 'error_inside', status, error: verdict.error, retryAfterMs: null }, upstream.name),
        tokens: 0,
      };
    case 'wrong':
      return {
        cause: classify({ kind: 'content', problem: verdict.problem, status, signature: null }, upstream.name),
        tokens: 0,
      };
    default:
      return verdict satisfies never;
  }
};

/** A page where a model list should be: a wrong address, or somebody else answers. */
const judgedList = (upstream: Upstream, { status, headers, bytes }: Good): Cause | null => {
  const problem = wrongContentType(headers, 'application/json', bytes);
  if (problem === null) return null;
  return classify({ kind: 'content', problem, status, signature: signatureOf(headers, bytes) }, upstream.name);
};

const judge = (upstream: Upstream, health: Inquiry, reply: Reply): Health => {
  const { headers, facts } = reply;
  if (reply.kind === 'bad') {
    // Without a caller there is no key to show: to be asked for one is an answer.
    const isDoor = upstream.key.kind === 'caller' && [401, 403].includes(reply.cause.receivedStatus ?? 0);
    return { cause: isDoor ? null : reply.cause, headers, facts, list: null, tokens: 0 };
  }
  if (health.complete !== null) return { ...judgedCompletion(upstream, reply), headers, facts, list: null };
  if (health.path !== null) return { cause: null, headers, facts, list: null, tokens: 0 };
  return { cause: judgedList(upstream, reply), headers, facts, list: reply.bytes.toString('utf8'), tokens: 0 };
};

export const checkHealth = async (asking: Asking, upstream: Upstream, inquiry: Inquiry): Promise<Health> => {
  const question = questionOf(upstream, inquiry);
  const limitedMs = Math.min(question.limitMs, inquiry.withinMs ?? Infinity);
  return judge(upstream, inquiry, await ask(asking, upstream, { ...question, limitMs: limitedMs }));
};
