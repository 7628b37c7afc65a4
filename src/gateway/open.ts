/** One attempt at one target: sends the call and waits until the answer is known to be sane, or to have failed. */
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { ClockName, Evidence, ProviderError } from '../domain/evidence.ts';
import type { Usage } from '../domain/event.ts';
import type { Alarm, Exchange, HeaderBag } from '../domain/ports.ts';
import type { Target } from '../domain/upstream.ts';
import { readings } from '../dialect/index.ts';
import { parseJson } from '../dialect/reading.ts';
import { requestFor } from '../dialect/request.ts';
import type { SseEvent } from '../dialect/sse.ts';
import { classify } from '../policy/classify.ts';
import { marksOf } from '../policy/classify/marks.ts';
import { hedgeAfterMs } from '../policy/hedge.ts';
import type { Place } from '../state/seats.ts';
import { UpstreamEvents } from './events.ts';
import type { Gateway } from './gateway.ts';
import { readBody, readFailedAnswer, readUnstreamed, signatureOf, wrongContentType } from './body.ts';
import type { Job } from './produce.ts';
import type { AttemptNote } from './trace.ts';
import { tracedHeaders } from './traced.ts';

/** Head and everything up to the first content were seen and are sane. */
export type Opened =
  | {
      readonly kind: 'stream';
      readonly attempt: Attempt;
      readonly status: number;
      readonly headers: HeaderBag;
      readonly first: readonly SseEvent[];
      readonly isWhole: boolean;
      readonly events: UpstreamEvents;
    }
  | {
      readonly kind: 'body';
      readonly attempt: Attempt;
      readonly status: number;
      readonly headers: HeaderBag;
      readonly bytes: Uint8Array;
      readonly usage: Usage | null;
    };

export interface Failed {
  readonly kind: 'failed';
  readonly attempt: Attempt;
  readonly cause: Cause;
  readonly error: ProviderError | null;
  readonly sent: boolean;
}

/** Most bytes that are held back while a stream says nothing a person could read. */
const preambleLimitBytes = 1024 * 1024;
/** What explains a failure that is already certain may take so long. */
const failedBodyMs = 2_000;

const none = { contents: 0, held: 0 };

/** Where an attempt goes, and with which body when it is not the caller's. */
export interface Go {
  readonly target: Target;
  readonly how: 'fresh' | 'hedge' | 'rescue';
  readonly body?: Uint8Array;
  /** A connection that had been idle died under the attempt before: this one costs nobody anything. */
  readonly afterRace?: boolean;
  /** How long the call waited for its place; `null`: not at all. */
  readonly queueMs: number | null;
}

/** An attempt that is out. */
export class Attempt {
  readonly target: Target;
  readonly exchange: Exchange;
  readonly place: Place;
  readonly note: AttemptNote;
  readonly hedgeAt: number | null;
  readonly outcome: Promise<Opened | Failed>;
  readonly #gateway: Gateway;
  readonly #call: Call;
  readonly #mayBeBody: boolean;
  readonly #startedAt: number;
  #headers: HeaderBag = {};
  #events: UpstreamEvents | null = null;
  #usage: Usage | null = null;
  #settled = false;
  #cutBy: { clock: ClockName; limitMs: number } | null = null;

  constructor(gateway: Gateway, job: Pick<Job, 'call' | 'trace' | 'mayBeBody'>, go: Go) {
    const { target, how, queueMs } = go;
    const { call, trace } = job;
    const now = gateway.clock.now();
    this.#gateway = gateway;
    this.#call = call;
    this.#mayBeBody = job.mayBeBody;
    this.target = target;
    this.#startedAt = gateway.clock.monotonic();
    this.place = gateway.fleet.enter(target, call.model, trace.count > 0 && go.afterRace !== true);
    this.note = trace.begin({
      target,
      model: target.model ?? call.model,
      startedMs: now - call.acceptedAt,
      how,
      queueMs,
    });
    this.hedgeAt = call.stream ? this.#hedgeAt(now) : null;
    // What must not be sent twice does not risk a race with an idle connection's end.
    const fresh = go.afterRace === true || call.replay === 'unsent';
    const request = requestFor(call, target, go.body ?? call.body);
    const traced = tracedHeaders(gateway, { call, index: trace.count });
    const headers = traced === null ? request.headers : { ...request.headers, ...traced };
    this.exchange = gateway.wire.open({ ...request, headers, fresh });
    this.outcome = this.#run();
  }

  #hedgeAt(now: number): number | null {
    const { hedge } = this.#gateway.settings().retries;
    const { firstTokenMs } = this.target.timeouts;
    const afterMs = hedgeAfterMs({ hedging: hedge, firstTokenMs, usual: this.place.usual });
    return afterMs === null ? null : now + afterMs;
  }

  /** Starts a clock that ends the attempt. */
  limit(clock: ClockName, limitMs: number): Alarm {
    return this.#gateway.clock.patience(limitMs, () => {
      this.#cutBy ??= { clock, limitMs };
      this.exchange.abort();
    });
  }

  /** A clock of ours explains a broken connection better than the connection does. */
  explain(evidence: Evidence): Evidence {
    return this.#cutBy === null ? evidence : { kind: 'clock', ...this.#cutBy, facts: this.exchange.facts() };
  }

  /** Ends it for reasons that say nothing of the upstream. */
  drop(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.exchange.abort();
    this.#noteTokens();
    this.note.settle(this.exchange.facts(), null, true);
    this.place[Symbol.dispose]();
  }

  /** Another attempt was faster. One that had not had the usual time yet is not slow for that. */
  outrun(): void {
    const isLate = this.hedgeAt !== null && this.#gateway.clock.now() >= this.hedgeAt;
    if (isLate) this.place.outrun({ afterMs: this.#sinceSent(), isReached: this.exchange.facts().sent });
    this.drop();
  }

  /** The verdict: the upstream failed. */
  fail(seen: Evidence): Failed {
    const evidence = this.explain(seen);
    const facts = this.exchange.facts();
    const first = classify(evidence, this.target.upstream.name);
    const cause = { ...first, clues: [...first.clues, ...marksOf(this.#headers)] };
    const error = evidence.kind === 'status' || evidence.kind === 'error_inside' ? evidence.error : null;
    const failed: Failed = { kind: 'failed', attempt: this, cause, error, sent: facts.sent };
    // One that was dropped breaks because we broke it.
    if (this.#settled) return failed;
    this.#settled = true;
    this.exchange.abort();
    this.#noteTokens();
    this.note.settle(facts, cause);
    this.place.bad(cause);
    this.place[Symbol.dispose]();
    return failed;
  }

  /** The verdict: the upstream did well. */
  succeed(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.exchange.release();
    this.#noteTokens();
    this.note.settle(this.exchange.facts(), null);
    this.place.good();
    this.place[Symbol.dispose]();
  }

  #noteTokens(): void {
    const { contents, held } = this.#events ?? none;
    const usage = this.#events?.reading.usage ?? this.#usage;
    if (usage !== null || contents > 0) this.note.tokens({ usage, contents, held });
  }

  /** From the moment the request was on its way: connecting says nothing of how fast a model is. */
  #sinceSent(): number {
    return this.#gateway.clock.monotonic() - this.#startedAt - (this.exchange.facts().phases.write ?? 0);
  }

  async #run(): Promise<Opened | Failed> {
    const { timeouts } = this.target;
    const isCutting = this.#call.stream ? timeouts.firstTokenMs !== 'auto' : true;
    const clock = this.#call.stream ? 'first_token' : 'answer';
    const limitMs = this.#call.stream && timeouts.firstTokenMs !== 'auto' ? timeouts.firstTokenMs : timeouts.answerMs;
    const alarm = isCutting ? this.limit(clock, limitMs) : null;
    try {
      return await this.#open();
    } finally {
      alarm?.cancel();
    }
  }

  async #open(): Promise<Opened | Failed> {
    const head = await this.exchange.head();
    if (head.kind === 'broken') {
      const facts = this.exchange.facts();
      return this.fail({ kind: 'wire', during: 'head', fault: head.fault, facts, afterMs: facts.phases.end ?? 0 });
    }
    this.note.status(head.status);
    this.#headers = head.headers;
    this.place.headers(head.headers);
    if (head.status < 200 || head.status >= 300) {
      const callersKey = this.target.upstream.key.kind === 'caller';
      return this.#explained(readFailedAnswer(this.exchange, head, { callersKey, now: this.#gateway.clock.now() }));
    }
    return this.#call.stream ? this.#openStream(head.status, head.headers) : this.#openBody(head.status, head.headers);
  }

  /** Fails with what the rest of the answer tells, as far as that comes in time. */
  async #explained(seen: Promise<Evidence>): Promise<Failed> {
    const alarm = this.#gateway.clock.after(failedBodyMs, () => this.exchange.abort());
    const evidence = await seen;
    alarm.cancel();
    return this.fail(evidence);
  }

  async #openBody(status: number, headers: HeaderBag): Promise<Opened | Failed> {
    const read = await readBody(this.exchange, this.#gateway.settings().limits.answerBytes);
    if (read.kind === 'broken') return this.fail(read.evidence);
    const wrong = wrongContentType(headers, 'application/json', read.bytes);
    if (wrong !== null)
      return this.fail({ kind: 'content', problem: wrong, status, signature: signatureOf(headers, read.bytes) });
    let json: unknown;
    try {
      json = parseJson(read.bytes.toString('utf8'));
    } catch {
      return this.fail({
        kind: 'content',
        problem: read.bytes.length === 0 ? 'empty' : 'not_json',
        status,
        signature: null,
      });
    }
    const verdict = readings[this.#call.operation].body(json);
    switch (verdict.kind) {
      case 'whole':
        this.#usage = verdict.usage;
        return { kind: 'body', attempt: this, status, headers, bytes: read.bytes, usage: verdict.usage };
      case 'failure':
        return this.fail({ kind: 'error_inside', status, error: verdict.error, retryAfterMs: null });
      case 'wrong':
        return this.fail({ kind: 'content', problem: verdict.problem, status, signature: null });
      default:
        return verdict satisfies never;
    }
  }

  async #openStream(status: number, headers: HeaderBag): Promise<Opened | Failed> {
    const wrong = wrongContentType(headers, 'text/event-stream', null);
    if (wrong === 'not_a_stream' && this.#mayBeBody) return this.#openBody(status, headers);
    if (wrong !== null) return this.#explained(readUnstreamed(this.exchange, { status, headers, wrong }));
    const events = new UpstreamEvents(this.exchange, status, readings[this.#call.operation].stream(this.#call.choices));
    this.#events = events;
    const first: SseEvent[] = [];
    let bytes = 0;
    for (;;) {
      const batch = await events.next();
      first.push(...batch.events);
      // Nothing has reached the caller yet, so what broke behind the first content is still invisible.
      if (batch.next.kind === 'broken') return this.fail(batch.next.evidence);
      if (batch.hasContent || batch.next.kind === 'whole') {
        if (batch.hasContent) this.place.opened(this.#sinceSent());
        return { kind: 'stream', attempt: this, status, headers, first, isWhole: batch.next.kind === 'whole', events };
      }
      bytes += batch.events.reduce((sum, event) => sum + event.raw.length, 0);
      if (bytes > preambleLimitBytes)
        return this.fail({ kind: 'content', problem: 'event_too_large', status, signature: null });
    }
  }
}
