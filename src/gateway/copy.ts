/** Copies the answer of one call into that of another, event by event, while it is being made. */
import type { AnswerHead, Ending } from '../domain/answer.ts';
import { SseFramer } from '../dialect/sse.ts';
import type { Flight } from '../state/cache.ts';
import type { Gateway } from './gateway.ts';
import { lostReader } from './lost-reader.ts';
import type { Job } from './produce.ts';
import { caughtUp, send } from './relay.ts';

/** How the other one ended, or `left`: this call was called off, or had no more time to wait. */
export type Copied = Ending | { readonly kind: 'left' };

const left: Copied = { kind: 'left' };

export const copy = async (gateway: Gateway, job: Job, from: Flight): Promise<Copied> => {
  const { call, answer, stop } = job;
  const source = from.answer;
  const follower = source.follow(0);
  // Its first words are no longer there.
  if (follower === null) return left;
  let isLate = false;
  const wake = (): void => follower.wake();
  const alarm = gateway.clock.after(call.deadlineAt - gateway.clock.now(), () => {
    isLate = true;
    wake();
  });
  stop.listen(wake);
  const outlet = new Outlet(job, from);
  try {
    for (;;) {
      if (stop.cause !== null || (isLate && answer.head === null)) return left;
      const piece = follower.next();
      if (piece !== null) {
        outlet.take(piece);
        const room = answer.room();
        if (room !== null) await caughtUp(gateway.clock, room, stop);
      } else if (source.ending !== null) return source.ending;
      else await follower.changed();
    }
  } finally {
    alarm.cancel();
    stop.leave(wake);
    follower.leave();
    // Its own caller may have gone meanwhile, and this was the last to read it.
    lostReader(gateway, source, from.call.id);
  }
};

class Outlet {
  readonly #job: Job;
  readonly #from: Flight;
  readonly #framer = new SseFramer();

  constructor(job: Job, from: Flight) {
    this.#job = job;
    this.#from = from;
  }

  take(piece: Uint8Array): void {
    const { call, answer } = this.#job;
    const { head } = this.#from.answer;
    if (answer.head === null && head !== null) this.#begin(head);
    if (!call.stream) return answer.append(piece, 1);
    const framing = this.#framer.push(piece);
    if (framing.kind === 'events') send(answer, framing.events);
  }

  /** Other headers of an upstream are about its own call: what is left of a limit, how long it took. */
  #begin(head: AnswerHead): void {
    const { trace, answer } = this.#job;
    const { cache, instead } = this.#from.trace;
    if (cache?.result === 'stale') trace.cache = cache;
    trace.instead = instead;
    answer.begin({ ...head, headers: ['content-type', contentTypeOf(head)], attempts: 0 });
  }
}

export const contentTypeOf = ({ headers }: AnswerHead): string => {
  const at = headers.indexOf('content-type');
  return headers[at < 0 ? headers.length : at + 1] ?? 'application/json';
};
