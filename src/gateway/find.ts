/** Finds the answer of a call whose model's answers are kept: a kept one, one that is being made for the same call, or a new one. */
import type { CacheWish } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { CacheMark } from '../domain/event.ts';
import type { Failure } from '../domain/evidence.ts';
import type { CacheRule } from '../domain/upstream.ts';
import { SseFramer } from '../dialect/sse.ts';
import { freshness, isOfOneCaller, mayStandIn } from '../policy/cache.ts';
import type { Flight, Kept } from '../state/cache.ts';
import { keyOf } from '../state/cache.ts';
import { contentTypeOf, copy } from './copy.ts';
import type { Gateway } from './gateway.ts';
import { make } from './make.ts';
import type { Job } from './produce.ts';
import { produce } from './produce.ts';
import { send } from './relay.ts';

export const findOrMake = (gateway: Gateway, job: Job): Promise<void> => {
  const { call, route } = job;
  return call.cache === null || route.cache === null
    ? make(gateway, job)
    : new Finding(gateway, job, { wish: call.cache, rule: route.cache }).run();
};

/** Half of an answer, and whoever it was made for wants no more of it: it is gone on with. */
const calledOff = causeOf('http_response_incomplete', {
  who: 'nobody',
  clues: [{ says: 'the identical call that this answer was made for', value: 'was called off' }],
});

class Finding {
  readonly #gateway: Gateway;
  readonly #job: Job;
  readonly #rule: CacheRule;
  readonly #wish: CacheWish;
  readonly #key: string;

  constructor(gateway: Gateway, job: Job, by: { readonly rule: CacheRule; readonly wish: CacheWish }) {
    this.#gateway = gateway;
    this.#job = { ...job, standIn: (failure) => this.#standIn(failure) };
    this.#rule = by.rule;
    this.#wish = by.wish;
    this.#key = keyOf(job.call, job.route, by.rule);
  }

  async run(): Promise<void> {
    const { cache, clock } = this.#gateway;
    while (this.#job.answer.ending === null) {
      const kept = cache.find(this.#key);
      const now = clock.now();
      if (kept !== null && freshness(now - kept.at, this.#rule, this.#wish) === 'fresh')
        return this.#give(kept, 'hit', now - kept.at);
      const flight = this.#wish.maxAgeMs > 0 ? cache.flight(this.#key) : null;
      if (flight === null) return this.#make();
      await this.#join(flight);
    }
  }

  #mark(result: CacheMark['result'], ageMs = 0): void {
    this.#job.trace.cache = { result, ageMs, freshMs: this.#rule.freshMs };
  }

  /** A kept answer, told again: a stream's events under the ids of this one. */
  #give(kept: Kept, result: 'hit' | 'stale', ageMs: number): void {
    const { call, answer, trace } = this.#job;
    this.#mark(result, ageMs);
    const { contentType, upstream, bytes } = kept;
    answer.begin({ status: 200, headers: ['content-type', contentType], upstream, attempts: trace.count });
    if (call.stream) {
      const framing = new SseFramer().push(bytes);
      send(answer, framing.kind === 'events' ? framing.events : []);
    } else answer.append(bytes, 1);
    answer.close({ kind: 'whole' });
  }

  async #make(): Promise<void> {
    const { call, answer, trace } = this.#job;
    this.#mark(this.#wish.maxAgeMs > 0 ? 'miss' : 'bypass');
    if (!this.#wish.mayKeep) return make(this.#gateway, this.#job);
    const flight = { answer, call, trace };
    this.#gateway.cache.begin(this.#key, flight);
    try {
      await make(this.#gateway, this.#job);
      if (trace.cache?.result !== 'stale') this.#keep();
    } finally {
      this.#gateway.cache.ended(this.#key, flight);
    }
  }

  #keep(): void {
    const { answer } = this.#job;
    const { head } = answer;
    if (answer.ending?.kind !== 'whole' || head?.status !== 200) return;
    const bytes = this.#said();
    if (bytes === null) return;
    const at = this.#gateway.clock.now();
    const contentType = contentTypeOf(head);
    const until = at + this.#rule.freshMs + this.#rule.staleMs;
    this.#gateway.cache.keep(this.#key, { at, until, contentType, upstream: head.upstream, bytes });
  }

  /** All that was said, from its beginning; `null` when that is no longer there. */
  #said(): Uint8Array | null {
    const { answer, call } = this.#job;
    const follower = answer.follow(0);
    if (follower === null) return null;
    const pieces: Uint8Array[] = [];
    const framer = new SseFramer();
    for (let piece = follower.next(); piece !== null; piece = follower.next()) {
      if (!call.stream) pieces.push(piece);
      else {
        const framing = framer.push(piece);
        if (framing.kind === 'events') pieces.push(...framing.events.map((event) => event.raw));
      }
    }
    follower.leave();
    return Buffer.concat(pieces);
  }

  /** Reads along with the same call of somebody else. What ended that one for reasons of its own is no answer here. */
  async #join(flight: Flight): Promise<void> {
    const { answer } = this.#job;
    this.#mark('shared');
    const copied = await copy(this.#gateway, this.#job, flight);
    if (copied.kind === 'left') return produce(this.#gateway, this.#job);
    if (copied.kind === 'whole') return answer.close(copied);
    const { failure } = copied;
    if (!isOfOneCaller(failure.cause)) {
      if (!this.#standIn(failure)) answer.close({ kind: 'failed', failure });
    } else if (answer.head !== null) await produce(this.#gateway, { ...this.#job, broke: calledOff });
  }

  /** A kept answer is better than a failure, as long as nothing of another one was said. */
  #standIn(failure: Failure): boolean {
    const { answer, trace, stop } = this.#job;
    const kept = this.#gateway.cache.find(this.#key);
    if (kept === null || answer.head !== null || stop.cause !== null || !mayStandIn(failure.cause)) return false;
    const ageMs = this.#gateway.clock.now() - kept.at;
    if (freshness(ageMs, this.#rule, this.#wish) === 'old') return false;
    trace.instead = failure.cause;
    this.#give(kept, 'stale', ageMs);
    return true;
  }
}
