/** A model server on a virtual clock: so many slots, a line of its own in front of them, and callers that fill what a limit allows. */
import type { Limit } from '../../src/policy/limit.ts';
import { freshLimit, learnLimit } from '../../src/policy/limit.ts';

export interface Load {
  readonly slots: number;
  /** A whole answer takes so long in its slot; the first token comes after `firstTokenMs` of it. */
  readonly answerMs: number;
  readonly firstTokenMs: (index: number) => number;
  /** Callers that want an answer all the time. */
  readonly callers: number;
  readonly forMs: number;
}

export interface Loaded {
  readonly limit: Limit;
  readonly now: number;
  /** Answers per second. */
  readonly rate: number;
  /** Of the last hundred calls. */
  readonly slowestFirstTokenMs: number;
}

interface Happening {
  readonly at: number;
  readonly kind: 'token' | 'end';
  readonly tookMs: number;
}

/** Earliest first; kept sorted, for the few hundred that are under way. */
const insert = (events: Happening[], event: Happening): void => {
  let place = events.length;
  while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place--;
  events.splice(place, 0, event);
};

export const underLoad = (load: Load, from: Limit = freshLimit(0), startAt = 0): Loaded => {
  const freeAt = Array.from({ length: load.slots }, () => startAt);
  const events: Happening[] = [];
  const latest: number[] = [];
  let limit = from;
  let now = startAt;
  let inFlight = 0;
  let admitted = 0;
  let answers = 0;
  const admit = (): void => {
    inFlight++;
    const first = freeAt.indexOf(Math.min(...freeAt));
    const begunAt = Math.max(now, freeAt[first] ?? now);
    const tokenAt = begunAt + load.firstTokenMs(admitted++);
    const endAt = tokenAt + load.answerMs;
    freeAt[first] = endAt;
    insert(events, { at: tokenAt, kind: 'token', tookMs: tokenAt - now });
    insert(events, { at: endAt, kind: 'end', tookMs: endAt - now });
  };
  while (now < startAt + load.forMs) {
    while (inFlight < Math.min(load.callers, Math.floor(limit.limit))) admit();
    const event = events.shift();
    if (event === undefined) break;
    now = event.at;
    if (event.kind === 'token') {
      limit = learnLimit(limit, { firstTokenMs: event.tookMs, inFlight, overloaded: false, now });
      latest.push(event.tookMs);
      if (latest.length > 100) latest.shift();
    } else {
      inFlight--;
      answers++;
    }
  }
  return { limit, now, rate: (answers / (now - startAt)) * 1000, slowestFirstTokenMs: Math.max(...latest) };
};
