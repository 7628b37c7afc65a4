/** Makes one answer: asks `policy/next-move` what to do, does it, and asks again, until the answer has an ending. */
import type { AnswerWriter } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import type { Failure, ProviderError } from '../domain/evidence.ts';
import type { Route } from '../domain/upstream.ts';
import type { Move, Position, Tried } from '../policy/next-move.ts';
import { nextMove } from '../policy/next-move.ts';
import { explain } from './explain.ts';
import type { Gateway } from './gateway.ts';
import type { Failed, Opened } from './open.ts';
import { Attempt } from './open.ts';
import type { Wait } from './queueing.ts';
import { Queueing } from './queueing.ts';
import { relay, send } from './relay.ts';
import { Rescue } from './rescue.ts';
import { answerHeaders } from './headers.ts';
import type { Stop } from './stop.ts';
import type { Trace } from './trace.ts';

/** One call being answered. */
export interface Job {
  readonly call: Call;
  readonly route: Route;
  readonly answer: AnswerWriter;
  readonly trace: Trace;
  /** Ends it from outside. */
  readonly stop: Stop;
  /** Puts an older answer in the place of a failure, where there is one. */
  readonly standIn: (failure: Failure) => boolean;
  /** Why the answer broke off that was begun elsewhere and is gone on with; `null` for one from its beginning. */
  readonly broke: Cause | null;
  /** Whether a whole body will do where a stream was asked for. */
  readonly mayBeBody: boolean;
}

export const produce = (gateway: Gateway, job: Job): Promise<void> => new Production(gateway, job).run();

/** The name of the model, where it is asked, that began the answer. */
const begunWith = ({ answer, route, call }: Job): string =>
  route.targets.find((target) => target.upstream.name === answer.head?.upstream)?.model ?? call.model;

class Production {
  readonly #gateway: Gateway;
  readonly #job: Job;
  readonly #tried: Tried[] = [];
  #flight: Attempt[] = [];
  #relaying: Attempt | null = null;
  #rescue: Rescue | null = null;
  /** Ends the wait that is going on. */
  #ring: (() => void) | null = null;
  readonly #queueing: Queueing;
  /** The provider's own words for the failure that a cause was made of. */
  #words: Map<Cause, ProviderError | null> | null = null;

  constructor(gateway: Gateway, job: Job) {
    this.#gateway = gateway;
    this.#job = job;
    const { broke } = job;
    if (broke !== null)
      this.#rescue = new Rescue(gateway, job, { cause: broke, model: begunWith(job), at: gateway.clock.now() });
    this.#queueing = new Queueing(gateway, job);
  }

  async run(): Promise<void> {
    const { stop, answer } = this.#job;
    stop.listen(this.#abort);
    try {
      this.#close();
      while (answer.ending === null) {
        if (stop.cause !== null) this.#calledOff(stop.cause);
        else await this.#act(nextMove(this.#position()));
      }
    } finally {
      stop.leave(this.#abort);
      for (const attempt of this.#flight) attempt.drop();
      this.#flight = [];
      this.#queueing.leave();
    }
  }

  #position(): Position {
    const { call } = this.#job;
    const { clock, random, settings } = this.#gateway;
    const now = clock.now();
    return {
      replay: call.replay,
      candidates: this.#candidates(now),
      flight: this.#flight,
      tried: this.#tried,
      affinity: call.affinity,
      rescue: call.rescue,
      cut: this.#rescue?.cut ?? null,
      attemptsMax: settings().retries.attempts,
      isRepeat: call.repeat.isRetry,
      holdUntil: call.holdUntil,
      deadlineAt: call.deadlineAt,
      impatient: call.impatient,
      now,
      draw: random.draw(),
    };
  }

  /** Who has been asked already has had its turn; everybody else comes after those who wait. */
  #candidates(now: number): Position['candidates'] {
    if (this.#isOnlyWaiting(now)) return [];
    const { call, route } = this.#job;
    const candidates = this.#gateway.fleet.view(route, call);
    return this.#tried.length > 0 || this.#rescue !== null ? candidates : this.#queueing.seen(candidates);
  }

  /** An attempt is out and not slow yet: who else might be asked does not matter, and the view costs every call. */
  #isOnlyWaiting(now: number): boolean {
    const [only] = this.#flight;
    return only !== undefined && (only.hedgeAt === null || now < only.hedgeAt);
  }

  #act(move: Move): Promise<void> | void {
    switch (move.kind) {
      case 'try':
        return this.#launch(move);
      case 'give-up':
        return this.#end(this.#queueing.late(move.cause));
      case 'wait':
        return move.for === 'flight' ? this.#await(move.until) : this.#pause(move);
      default:
        return move satisfies never;
    }
  }

  /** What must not be sent twice is not sent before that is noted. */
  #launch(move: Extract<Move, { kind: 'try' }>): Promise<void> | void {
    const { call, answer, trace, stop } = this.#job;
    const noted = call.replay === 'unsent' ? answer.sending(() => trace.attempts) : null;
    if (noted !== null) return noted.then(() => (stop.cause === null ? this.#send(move) : undefined));
    this.#send(move);
    void answer.sending(() => trace.attempts);
  }

  #send(move: Extract<Move, { kind: 'try' }>): void {
    const going = move.how === 'rescue' ? (this.#rescue?.begin(move.target) ?? null) : null;
    const { target, how } = move;
    const last = this.#tried.at(-1);
    const afterRace = last?.cause.code === 'keepalive_race' && last.target === target;
    const go = { target, how, afterRace, queueMs: this.#queueing.went() };
    const attempt = new Attempt(this.#gateway, this.#job, going === null ? go : { ...go, body: going.body });
    if (going !== null) this.#rescue?.goes(attempt, going.way);
    this.#flight.push(attempt);
  }

  /** Who has been asked already waits for a time; everybody else for their turn as well. */
  async #pause(move: Wait): Promise<void> {
    const { answer } = this.#job;
    if (this.#rescue === null && (this.#tried.length === 0 || move.for === 'recovery')) {
      const cause = await this.#queueing.wait(move, {
        until: (time, event) => this.#until(time, event),
        shown: (waiting) => answer.wait(waiting),
        wasTried: this.#tried.length > 0,
      });
      return cause === null ? undefined : this.#end(cause);
    }
    answer.wait({ says: 'waiting to try again' });
    await this.#until(move.until, new Promise<never>(() => {}));
    answer.wait(null);
  }

  async #await(until: number): Promise<void> {
    const [only, second] = this.#flight;
    const outcome =
      only !== undefined && second === undefined
        ? only.outcome
        : Promise.race(this.#flight.map((attempt) => attempt.outcome));
    const first = await this.#until(until, outcome);
    if (first === null || this.#job.stop.cause !== null) return;
    this.#flight = this.#flight.filter((attempt) => attempt !== first.attempt);
    if (first.kind !== 'failed') await this.#opened(first);
    else if (this.#rescue !== null && first.cause.who === 'caller') this.#rescue.refused(first);
    else this.#failed(first);
  }

  /** What `event` brings, or `null` when the time came or the call was called off first. */
  async #until<T>(time: number, event: Promise<T>): Promise<T | null> {
    const { clock } = this.#gateway;
    const { promise, resolve, reject } = Promise.withResolvers<T | null>();
    const ring = (): void => resolve(null);
    event.then(resolve, reject);
    const alarm = clock.after(time - clock.now(), ring);
    this.#ring = ring;
    try {
      return await promise;
    } finally {
      alarm.cancel();
      this.#ring = null;
    }
  }

  #failed(failed: Failed): void {
    const { cause, sent, attempt } = failed;
    const { clock, random, log } = this.#gateway;
    (this.#words ??= new Map()).set(cause, failed.error);
    this.#queueing.became(false);
    this.#tried.push({ target: attempt.target, cause, sent, endedAt: clock.now(), draw: random.draw() });
    log.info(
      {
        call: this.#job.call.id,
        upstream: cause.upstream,
        code: cause.code,
        family: cause.family,
        status: cause.receivedStatus,
      },
      'attempt failed',
    );
  }

  async #opened(opened: Opened): Promise<void> {
    const { call, answer, trace } = this.#job;
    const { attempt } = opened;
    for (const loser of this.#flight) loser.outrun();
    this.#flight = [];
    this.#queueing.became(true);
    trace.upstream = attempt.target.upstream.name;
    const now = this.#gateway.clock.now();
    trace.firstTokenMs ??= now - call.acceptedAt;
    attempt.note.firstToken(now - call.acceptedAt - attempt.note.record.startedMs);
    if (this.#rescue === null) {
      const { status } = opened;
      const headers = answerHeaders(opened.headers, this.#gateway.door.isLimited(call.caller));
      answer.begin({ status, headers, upstream: trace.upstream, attempts: trace.count });
    }
    if (opened.kind === 'stream') return this.#relay(opened);
    trace.usage = opened.usage;
    answer.append(opened.bytes, 1);
    attempt.succeed();
    answer.close({ kind: 'whole' });
  }

  async #relay(opened: Extract<Opened, { kind: 'stream' }>): Promise<void> {
    const { answer, trace, stop } = this.#job;
    const { attempt } = opened;
    const seam = this.#rescue?.seam(attempt) ?? null;
    this.#relaying = attempt;
    const relayed = await relay(this.#gateway, { opened, answer, stop, seam });
    this.#relaying = null;
    trace.usage = opened.events.reading.usage ?? trace.usage;
    if (relayed.kind === 'whole') {
      attempt.succeed();
      answer.close({ kind: 'whole' });
    } else if (stop.cause !== null) attempt.drop();
    else if (relayed.kind === 'diverged') {
      attempt.drop();
      this.#rescue?.wasted();
    } else this.#broke(attempt.fail(relayed.evidence));
  }

  /** The caller has half an answer. */
  #broke(failed: Failed): void {
    this.#failed(failed);
    const broke = { cause: failed.cause, model: failed.attempt.note.record.model, at: this.#gateway.clock.now() };
    if (this.#rescue === null) this.#rescue = new Rescue(this.#gateway, this.#job, broke);
    else this.#rescue.again(broke);
    this.#close();
  }

  /** What broke off behind the last word lacks nothing but its end. */
  #close(): void {
    const { answer } = this.#job;
    const closing = this.#rescue?.closing ?? null;
    if (closing === null) return;
    send(answer, closing);
    answer.close({ kind: 'whole' });
  }

  #end(cause: Cause): void {
    const { answer, standIn } = this.#job;
    const failure = { cause: this.#explained(cause), error: this.#words?.get(cause) ?? null };
    if (!standIn(failure)) answer.close({ kind: 'failed', failure });
  }

  #explained(cause: Cause): Cause {
    const { call, trace } = this.#job;
    const userAgent = call.headers['user-agent'] ?? null;
    return explain(this.#gateway, cause, { ...call, userAgent, attempts: trace.attempts });
  }

  readonly #abort = (): void => {
    this.#ring?.();
    this.#relaying?.exchange.abort();
  };

  #calledOff(cause: Cause): void {
    const kind = cause.code === 'client_gone' || cause.code === 'cancelled' ? 'cancelled' : 'failed';
    this.#job.answer.close({ kind, failure: { cause: this.#explained(cause), error: null } });
  }
}
