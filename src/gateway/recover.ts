/** Goes on with the calls of a gateway that was killed: each ends in a whole answer or in an honest explanation. */
import type { Answer, Left, Restart } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Clue } from '../domain/cause.ts';
import { causeOf, traits } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import type { Route } from '../domain/upstream.ts';
import { readings } from '../dialect/index.ts';
import type { Resuming } from '../policy/resume.ts';
import { deadlineAfter, deadMsOf, resume } from '../policy/resume.ts';
import { estimateTokens, usedTokens } from '../policy/tokens.ts';
import type { Gateway } from './gateway.ts';
import { keyedMs, lostReader, patienceWith } from './lost-reader.ts';
import { make } from './make.ts';
import type { Job } from './produce.ts';
import { produce } from './produce.ts';
import { eventOf, record } from './record.ts';
import { sentEvents } from './rescue.ts';
import { Stop } from './stop.ts';
import { Trace } from './trace.ts';

/** Nobody is kept waiting for longer by records that are looked for; the newest come first. */
const recordMs = 1_000;

/** Records of calls that have ended. */
export interface Records {
  find(id: string): Promise<CallEnded | null>;
}

/** Takes up all that is left; resolves once it can be found again, long before it is finished. */
export const recover = async (gateway: Gateway, records: Records): Promise<void> => {
  const left = await gateway.answers.claim();
  const running = left.filter(({ answer }) => answer.ending === null);
  for (const { call, answer, digest } of left) if (digest !== null) gateway.joins.restore(call, answer.view, digest);
  if (left.length > 0)
    gateway.log.warn(
      { calls: running.length, answers: left.length - running.length },
      'the gateway before this one was killed: its calls are gone on with',
    );
  for (const one of running) void new Recovery(gateway, one).run();
  const ended = left.flatMap((one) => (one.endedJustAt === null ? [] : [eventOfEnded(gateway, one, one.endedJustAt)]));
  if (ended.length === 0) return;
  const waiting = new AbortController();
  await Promise.race([recordLate(gateway, ended.toReversed(), records), gateway.clock.sleep(recordMs, waiting.signal)]);
  waiting.abort();
};

const arrivalUnknown: Clue = {
  says: 'the gateway was killed right behind the end of this call; how much of the answer reached the caller',
  value: 'is not known',
};

const eventOfEnded = (gateway: Gateway, left: Left, endedAt: number): CallEnded => {
  const { call, answer, attempts, restarts } = left;
  const delivered = { status: statusOf(answer), bytesSent: 0, earlyHead: false };
  const clues = [...cluesOf(restarts), arrivalUnknown];
  return eventOf(gateway, { call, answer, trace: new Trace(attempts), delivered, restarts: clues, endedAt });
};

/** What is on record already is not told twice. */
const recordLate = async (gateway: Gateway, events: readonly CallEnded[], records: Records): Promise<void> => {
  for (const event of events) {
    const known = await records.find(event.id).catch(() => null);
    if (known === null) gateway.calls.ended(event, gateway.tell);
  }
};

const statusOf = ({ ending, events }: Answer): number =>
  ending === null || ending.kind === 'whole' || events > 0 ? 200 : traits[ending.failure.cause.code].status;

const secondsOf = ({ diedAt, backAt }: Restart): string => `${Math.round((backAt - diedAt) / 100) / 10} s`;

const cluesOf = (restarts: readonly Restart[]): readonly Clue[] =>
  restarts.map((restart) => ({ says: 'the gateway was killed, and was back after', value: secondsOf(restart) }));

class Recovery {
  readonly #gateway: Gateway;
  readonly #left: Left;
  readonly #call: Call;
  readonly #route: Route | null;
  readonly #trace: Trace;
  readonly #restarts: readonly Clue[];
  readonly #stop = new Stop();

  constructor(gateway: Gateway, left: Left) {
    const { call, restarts } = left;
    this.#gateway = gateway;
    this.#left = left;
    this.#restarts = cluesOf(restarts);
    // The time it was dead is not the caller's doing.
    this.#call = { ...call, deadlineAt: deadlineAfter(call.deadlineAt, restarts) };
    this.#route = askable(gateway.fleet.route(call.model));
    this.#trace = new Trace(left.attempts.map((attempt) => this.#cutOff(attempt)));
  }

  async run(): Promise<void> {
    const { calls, joins, log } = this.#gateway;
    const { answer } = this.#left;
    const call = this.#call;
    const patienceMs = Math.max(patienceWith(this.#gateway, call), keyedMs);
    calls.started({
      id: call.id,
      streamId: call.stream ? call.streamId : null,
      at: call.acceptedAt,
      model: call.model,
      attempts: () => this.#trace.attempts,
      kept: () => answer.kept,
      restarts: this.#restarts,
      patienceMs,
      abort: (cause) => this.#stop.end(cause),
    });
    // Nobody reads it at first: they have time to come back.
    lostReader(this.#gateway, answer, call.id);
    try {
      await this.#resume(this.#verdict());
    } catch (error) {
      log.error(
        { call: call.id, bug: error instanceof Error ? error.stack : 'not an error' },
        'a fault in the gateway ended a call',
      );
      answer.close({ kind: 'failed', failure: { cause: causeOf('proxy_internal_error'), error: null } });
    }
    joins.ended(call, true);
    const delivered = { status: statusOf(answer), bytesSent: 0, earlyHead: false };
    record(this.#gateway, { call, answer, trace: this.#trace, delivered, restarts: this.#restarts });
  }

  #verdict(): Resuming {
    const { call, answer, wasSent, restarts } = this.#left;
    return resume({
      stream: call.stream,
      hasKey: call.repeat.key !== null,
      replay: call.replay,
      wasSent,
      events: answer.events,
      canBeAsked: this.#route !== null,
      deadMs: deadMsOf(restarts),
      restarts: restarts.length,
    });
  }

  async #resume(verdict: Resuming): Promise<void> {
    const { answer } = this.#left;
    const route = this.#route;
    if (verdict.kind === 'whole' || this.#isWhole()) return answer.close({ kind: 'whole' });
    if (verdict.kind === 'end' || route === null) {
      const clues = [...this.#restarts, ...(verdict.kind === 'end' ? [verdict.why] : [])];
      return answer.close({ kind: 'failed', failure: { cause: causeOf('gateway_restarted', { clues }), error: null } });
    }
    const job: Job = {
      call: this.#call,
      route,
      answer,
      trace: this.#trace,
      stop: this.#stop,
      standIn: () => false,
      broke: null,
      mayBeBody: false,
    };
    const tokens = estimateTokens(job.call.body.length, job.call.maxTokens);
    // It was let in before: no limit turns it away now, and it counts for all of them.
    using admission = this.#gateway.door.reenter(job.call.caller, { requests: 1, tokens });
    if (verdict.kind === 'anew') await make(this.#gateway, job);
    else await produce(this.#gateway, { ...job, broke: causeOf('gateway_restarted', { clues: this.#restarts }) });
    admission.settle(usedTokens({ bodyBytes: job.call.body.length, usage: job.trace.usage, events: answer.events }));
  }

  /** Whether all of a stream is there, its last event included. */
  #isWhole(): boolean {
    const { answer, call } = this.#left;
    const events = call.stream ? sentEvents(answer) : null;
    const reading = readings[call.operation].stream();
    return events !== null && events.some((event) => reading.read(event).kind === 'end');
  }

  /** Attempts that were out when the gateway was killed; that says nothing of their upstreams. */
  #cutOff(attempt: AttemptRecord): AttemptRecord {
    if (attempt.cause !== null || attempt.dropped) return attempt;
    return { ...attempt, cause: causeOf('gateway_restarted', { upstream: attempt.upstream, clues: [] }) };
  }
}

/** Without the upstreams that take the caller's own key: that is not kept. */
const askable = (route: Route | null): Route | null => {
  if (route === null) return null;
  const targets = route.targets.filter(({ upstream }) => upstream.key.kind !== 'caller');
  return targets.length === 0 ? null : { ...route, targets };
};
