/** Hands one answer to one reader: holds the head back, keeps the line warm, ends honestly. It knows nothing of upstreams. */
import type { Answer, AnswerHead, Ending, Follower } from '../domain/answer.ts';
import type { CacheMark } from '../domain/event.ts';
import { headWaitMs } from '../domain/own-clocks.ts';
import type { Clock, Downstream, HeaderList } from '../domain/ports.ts';
import type { Trace } from './trace.ts';
import type { Voice } from './gateway.ts';

/** Longest silence towards a caller whose head is out; the contract allows 5 s, alarms may be a little late. */
const heartbeatMs = 4_500;

export interface Delivery {
  readonly answer: Answer;
  readonly downstream: Downstream;
  readonly voice: Voice;
  readonly trace: Trace;
  /** Ours, on every answer. */
  readonly headers: HeaderList;
  readonly isStream: boolean;
}

/** What reached the caller. */
export interface Delivered {
  readonly status: number;
  readonly bytesSent: number;
  /** Whether the head went out before the first content. */
  readonly earlyHead: boolean;
  /** False when the caller left before the end. */
  readonly arrived: boolean;
}

const streamHeaders: HeaderList = [
  'content-type',
  'text/event-stream; charset=utf-8',
  'cache-control',
  'no-cache, no-transform',
  'x-accel-buffering',
  'no',
];

const onlyOnce = new Set(['age', 'content-type', 'cache-control', 'expires', 'x-accel-buffering']);

/** Headers that say whose answer it is. */
const callHeaders = (head: AnswerHead): HeaderList => [
  'good-gateway-upstream',
  head.upstream,
  'good-gateway-attempts',
  String(head.attempts),
];

/** What a caller is told of an answer that is kept. RFC 9111: `max-age` counts from when it was made, as `Age` does. */
const cacheHeaders = (mark: CacheMark, isStream: boolean): HeaderList => {
  const said = ['good-gateway-cache', mark.result];
  if (mark.result === 'hit' || mark.result === 'stale') said.push('age', String(Math.round(mark.ageMs / 1000)));
  // A stream is for one reader, as its ids are.
  if (mark.result === 'bypass' || isStream) return said;
  return [...said, 'cache-control', `private, max-age=${Math.floor(mark.freshMs / 1000)}`];
};

const ofCache = new Set(['age', 'cache-control', 'expires']);

const without = (headers: HeaderList, names: ReadonlySet<string>): HeaderList =>
  headers.filter((_, index) => !names.has(headers[index - (index % 2)] ?? ''));

export const deliver = (clock: Clock, delivery: Delivery, follower: Follower): Promise<Delivered> => {
  const delivering = new Delivering(clock, delivery, follower);
  return delivery.isStream ? delivering.stream() : delivering.body();
};

class Delivering {
  readonly #clock: Clock;
  readonly #delivery: Delivery;
  readonly #follower: Follower;
  #status = 0;
  #bytesSent = 0;
  #earlyHead = false;
  /** Whether an event, and with it an id, has gone out on this line. */
  #hasNumbered = false;

  constructor(clock: Clock, delivery: Delivery, follower: Follower) {
    this.#clock = clock;
    this.#delivery = delivery;
    this.#follower = follower;
  }

  /** An answer that is not streamed: nothing before its end. */
  async body(): Promise<Delivered> {
    const { answer, downstream } = this.#delivery;
    const wake = (): void => this.#follower.wake();
    downstream.onGone(wake);
    try {
      while (answer.ending === null && !downstream.isGone) await this.#follower.changed();
      if (answer.ending !== null && !downstream.isGone) this.#wholeBody(answer.ending);
    } finally {
      downstream.onGone(null);
      this.#follower.leave();
    }
    return this.#delivered();
  }

  #wholeBody(ending: Ending): void {
    const { answer, downstream, headers, trace } = this.#delivery;
    if (ending.kind !== 'whole' || answer.head === null) return this.#refuse(ending);
    const bytes = this.#follower.next() ?? new Uint8Array();
    this.#status = answer.head.status;
    const { cache } = trace;
    downstream.head(this.#status, [
      ...(cache === null ? answer.head.headers : without(answer.head.headers, ofCache)),
      ...headers,
      ...callHeaders(answer.head),
      ...(cache === null ? [] : cacheHeaders(cache, false)),
      'content-length',
      String(bytes.length),
    ]);
    this.#bytesSent += bytes.length;
    downstream.end(bytes);
  }

  async stream(): Promise<Delivered> {
    const { answer, downstream } = this.#delivery;
    const wake = (): void => this.#follower.wake();
    downstream.onGone(wake);
    try {
      if (await this.#sendHead()) await this.#sendEvents();
      if (!downstream.isGone && answer.ending !== null) this.#finish(answer.ending);
    } finally {
      downstream.onGone(null);
      this.#follower.leave();
    }
    return this.#delivered();
  }

  /** True once the head is out; false when the answer failed before it, or the caller left. */
  async #sendHead(): Promise<boolean> {
    const { answer, downstream, headers, trace } = this.#delivery;
    let isDue = false;
    const alarm = this.#clock.after(headWaitMs, () => {
      isDue = true;
      this.#follower.wake();
    });
    while (answer.head === null && answer.ending === null && !isDue && !downstream.isGone)
      await this.#follower.changed();
    alarm.cancel();
    if (downstream.isGone || (answer.head === null && answer.ending !== null)) return false;
    this.#status = 200;
    const theirs = answer.head === null ? [] : [...without(answer.head.headers, onlyOnce), ...callHeaders(answer.head)];
    const kept = answer.head === null || trace.cache === null ? [] : cacheHeaders(trace.cache, true);
    downstream.head(200, [...theirs, ...headers, ...kept, ...streamHeaders, 'good-gateway-stream', answer.id]);
    if (answer.head === null) {
      this.#earlyHead = true;
      await this.#write(this.#comment());
    }
    return true;
  }

  async #sendEvents(): Promise<void> {
    const { answer, downstream } = this.#delivery;
    let isQuiet = false;
    const beat = this.#clock.after(heartbeatMs, () => {
      isQuiet = true;
      this.#follower.wake();
    });
    try {
      // A reader who comes back to a quiet stream sees at once that it is there.
      isQuiet = answer.head !== null && !this.#follower.hasNext && answer.ending === null;
      while (!downstream.isGone) {
        const piece = this.#follower.next();
        if (piece !== null) {
          this.#hasNumbered = true;
          await this.#write(piece);
        } else if (answer.ending !== null) return;
        else if (isQuiet) await this.#write(this.#comment());
        else {
          await this.#follower.changed();
          continue;
        }
        isQuiet = false;
        beat.refresh();
      }
    } finally {
      beat.cancel();
    }
  }

  /**
   * What it waits for, as a comment no client shows: it keeps the proxies in between from cutting the line.
   * Behind an id it has no blank line: OpenAI's Python SDK takes that for an event, and its empty data for broken JSON.
   */
  #comment(): string {
    const { answer } = this.#delivery;
    const says = answer.waiting?.says ?? (answer.head === null ? 'waiting for the first token' : 'still waiting');
    return this.#hasNumbered ? `: ${says}\n` : `: ${says}\n\n`;
  }

  #finish(ending: Ending): void {
    const { answer, downstream, voice, trace } = this.#delivery;
    if (this.#status === 0) return this.#refuse(ending);
    if (ending.kind === 'whole') return downstream.end();
    // Where another gateway goes on with it, that number is another event's.
    const mayGoOn = ending.failure.cause.code === 'gateway_restarted';
    const id = mayGoOn ? '' : `id: ${answer.id}:${answer.events + 1}\n`;
    const last = id + voice.lastEvent(ending.failure, trace.attempts);
    this.#bytesSent += last.length;
    downstream.end(last);
  }

  #refuse(ending: Ending): void {
    if (ending.kind === 'whole') return this.#delivery.downstream.destroy();
    const { downstream, voice, trace, headers } = this.#delivery;
    const refusal = voice.refusal(ending.failure, trace.attempts);
    this.#status = refusal.status;
    const bytes = Buffer.from(refusal.body);
    const attempts = trace.count > 0 ? ['good-gateway-attempts', String(trace.count)] : [];
    downstream.head(refusal.status, [
      ...headers,
      ...attempts,
      ...refusal.headers,
      'content-length',
      String(bytes.length),
    ]);
    this.#bytesSent += bytes.length;
    downstream.end(bytes);
  }

  async #write(bytes: Uint8Array | string): Promise<void> {
    const { downstream } = this.#delivery;
    this.#bytesSent += bytes.length;
    if (!downstream.write(bytes)) await downstream.drained();
  }

  #delivered(): Delivered {
    return {
      status: this.#status,
      bytesSent: this.#bytesSent,
      earlyHead: this.#earlyHead,
      arrived: !this.#delivery.downstream.isGone,
    };
  }
}
