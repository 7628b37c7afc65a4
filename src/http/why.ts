/** Tells a call's story in the shape of `GET /why/{id}`: the public view has names of upstreams, never addresses. */
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import type { Why, WhyAttempt, WhyHop } from '../domain/why.ts';
import { sentence, wordsOf } from '../domain/words/index.ts';
import { toldOf } from '../domain/words/told.ts';
import type { Running } from '../state/calls.ts';

const attemptsOf = (attempts: readonly AttemptRecord[]): readonly WhyAttempt[] =>
  attempts.map((attempt, index) => ({
    upstream: attempt.upstream,
    startedMs: attempt.startedMs,
    phases: attempt.phases,
    code: attempt.cause?.code ?? null,
    family: attempt.cause?.family ?? null,
    retry: kindOf(attempts, index),
    dropped: attempt.dropped,
  }));

const kindOf = (attempts: readonly AttemptRecord[], index: number): WhyAttempt['retry'] => {
  const attempt = attempts[index];
  if (index === 0 || attempt === undefined) return 'first';
  if (attempt.how !== 'fresh') return attempt.how;
  return attempts.slice(0, index).some((earlier) => earlier.upstream === attempt.upstream) ? 'retry' : 'failover';
};

const hopOf = (name: string, attempts: readonly AttemptRecord[]): WhyHop => {
  const own = attempts.filter((attempt) => attempt.upstream === name);
  const last = own.at(-1);
  const ms = last?.phases.end ?? last?.phases.firstByte ?? null;
  const failed = own.findLast((attempt) => attempt.cause !== null);
  if (last?.cause?.code === 'gateway_restarted')
    return { id: name, status: 'skip', ms, detail: 'cut off: the gateway itself was killed' };
  if (last?.cause?.family === 'client')
    return { id: name, status: 'ok', ms, detail: `declined it: ${wordsOf(last.cause.code).title}` };
  if (last?.cause != null) return { id: name, status: 'fail', ms, detail: wordsOf(last.cause.code).title };
  if (last?.dropped === true)
    return {
      id: name,
      status: 'skip',
      ms,
      detail: 'called off: another answer came first, or nobody waited any longer',
    };
  if (failed?.cause != null)
    return { id: name, status: 'warn', ms, detail: `answered after: ${wordsOf(failed.cause.code).title}` };
  return {
    id: name,
    status: last?.status === null ? 'unknown' : 'ok',
    ms,
    detail: last?.status === null ? 'asked, no answer yet' : 'answered',
  };
};

const hopsOf = (attempts: readonly AttemptRecord[], you: WhyHop, gateway: WhyHop): readonly WhyHop[] => [
  you,
  gateway,
  ...[...new Set(attempts.map((attempt) => attempt.upstream))].map((name) => hopOf(name, attempts)),
];

const ageOf = (ms: number): string => (ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

/** Of an answer nobody was asked for in this call; `null` when somebody was, or it is no answer. */
const keptSummary = ({ cache, cause, outcome }: CallEnded): string | null => {
  if (cache === null || outcome !== 'ok') return null;
  if (cause !== null)
    return `An answer from ${ageOf(cache.ageMs)} before stood in for one that failed. ${sentence(cause)}`;
  if (cache.result === 'hit')
    return `The call was answered with an answer that was kept, from ${ageOf(cache.ageMs)} before.`;
  return cache.result === 'shared' ? 'The call was answered together with an identical one at the same time.' : null;
};

const summaryOf = (event: CallEnded): string => {
  const kept = keptSummary(event);
  if (kept !== null) return kept;
  const failed = event.attempts.filter((attempt) => attempt.cause !== null).length;
  if (event.cause !== null)
    return event.outcome === 'incomplete' ? `The answer broke off. ${sentence(event.cause)}` : sentence(event.cause);
  if (failed === 0) return 'The call was answered.';
  const winner = event.attempts.findLast((attempt) => attempt.cause === null && !attempt.dropped);
  if (winner?.how === 'rescue')
    return `The answer broke off in the middle. ${winner.upstream} went on with it, and it is whole.`;
  return `The call was answered, after ${failed === 1 ? 'one attempt' : `${failed} attempts`} that failed out of sight.`;
};

/** What only the memory of the last minutes knows of a call. */
export interface Around {
  readonly scope: Why['scope'];
  readonly expected: Why['expected'];
}

/** Restarts of the gateway first, unless the cause is one and tells of them itself. */
const evidenceOf = ({ cause, attempts, restarts = [] }: CallEnded): Why['evidence'] => {
  const own = cause?.clues ?? attempts.flatMap((attempt) => attempt.cause?.clues ?? []);
  return cause?.code === 'gateway_restarted' ? own : [...restarts, ...own];
};

export const whyEnded = (event: CallEnded, { scope, expected }: Around): Why => {
  const { cause } = event;
  const isCallers = cause?.who === 'caller' || cause?.family === 'client';
  const words = cause === null ? null : wordsOf(cause.code);
  const gatewayHop: WhyHop = {
    id: 'gateway',
    status: cause?.family === 'gateway' ? 'fail' : 'ok',
    ms: null,
    detail: cause?.family === 'gateway' ? (words?.title ?? '') : 'took the call',
  };
  const youHop: WhyHop = {
    id: 'you',
    status: isCallers ? 'warn' : 'ok',
    ms: event.ms,
    detail: isCallers ? (words?.title ?? '') : 'asked',
  };
  return {
    id: event.id,
    at: new Date(event.at).toISOString(),
    model: event.model,
    outcome: event.outcome,
    family: cause?.family ?? null,
    code: cause?.code ?? null,
    who: cause?.who ?? null,
    confidence: cause?.confidence ?? null,
    summary: summaryOf(event),
    scope,
    evidence: evidenceOf(event),
    hops: hopsOf(event.attempts, youHop, gatewayHop),
    attempts: attemptsOf(event.attempts),
    expected,
    advice: {
      caller: words?.caller ?? [],
      network: cause?.who === 'network' ? (words?.operator ?? []) : [],
      operator: words?.operator ?? [],
    },
    prompt: event.outcome === 'ok' ? 'answered' : 'not kept',
    promptSays: promptWords.ended,
    told:
      cause === null || event.outcome === 'ok' ? null : toldOf(cause, { wasSent: wasSent(event.attempts), expected }),
  };
};

/** Whether an upstream may have read the request. */
const wasSent = (attempts: readonly AttemptRecord[]): boolean =>
  attempts.some(({ phases }) => phases.write !== null || phases.firstByte !== null);

const isKept = ({ kept }: Running): boolean => kept() === 'on disk' || kept() === 'in memory';

const promptWords = {
  'on disk':
    'The request is on the gateway’s disk, encrypted, until it is answered: it is gone on with after a restart.',
  'in memory': 'The request is in the gateway’s memory until it is answered. It would not outlive a restart.',
  'not on disk':
    'The gateway’s disk did not take the request: it is in memory until it is answered, and would not outlive a restart.',
  nowhere: 'The request is passed on and not kept: should the gateway stop, it has to be sent again.',
  ended: 'The request is no longer needed, and no longer kept for this call.',
} as const;

export const whyRunning = (running: Running, now: number): Why => ({
  id: running.id,
  at: new Date(running.at).toISOString(),
  model: running.model,
  outcome: 'running',
  family: null,
  code: null,
  who: null,
  confidence: null,
  summary: 'The call is still running.',
  scope: null,
  evidence: running.restarts ?? [],
  hops: hopsOf(
    running.attempts(),
    { id: 'you', status: 'ok', ms: now - running.at, detail: 'waiting' },
    { id: 'gateway', status: 'ok', ms: null, detail: 'working on it' },
  ),
  attempts: attemptsOf(running.attempts()),
  expected: null,
  advice: { caller: [], network: [], operator: [] },
  prompt: isKept(running) ? 'kept' : 'not kept',
  promptSays: promptWords[running.kept()],
  told: null,
});
