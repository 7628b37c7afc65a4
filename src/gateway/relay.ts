/** Passes an opened stream on, event by event, until it is whole, broken, or called off. */
import type { AnswerWriter } from '../domain/answer.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Alarm, Clock } from '../domain/ports.ts';
import type { Passage, Seam } from '../dialect/rescue/index.ts';
import type { SseEvent } from '../dialect/sse.ts';
import type { UpstreamEvents } from './events.ts';
import type { Gateway } from './gateway.ts';
import { numbered } from './numbered.ts';
import type { Opened } from './open.ts';
import type { Stop } from './stop.ts';

export type Relayed =
  | { readonly kind: 'whole' }
  | { readonly kind: 'broken'; readonly evidence: Evidence }
  /** It goes on with another text than the one the caller has. */
  | { readonly kind: 'diverged' };

/** How long the longest stream may last. */
const streamLimitMs = 3_600_000;
/** How long an answer that has proved itself whole is given to say the rest (usage, `[DONE]`). */
const graceMs = 2_000;

interface Relay {
  readonly opened: Extract<Opened, { kind: 'stream' }>;
  readonly answer: AnswerWriter;
  /** Joins it to what the caller already has; `null` for an answer from its beginning. */
  readonly seam: Seam | null;
  readonly stop: Stop;
}

export const relay = async (gateway: Gateway, { opened, answer, stop, seam }: Relay): Promise<Relayed> => {
  const { attempt, events } = opened;
  const outlet = new Outlet(answer, seam, { events, mark: `: resumed on ${attempt.target.upstream.name}\n` });
  if (!outlet.take(opened.first)) return diverged;
  if (opened.isWhole) return outlet.end();
  let idle = attempt.limit('idle', attempt.target.timeouts.idleMs);
  const length = attempt.limit('stream', streamLimitMs);
  let grace: Alarm | null = null;
  try {
    for (;;) {
      if (events.reading.whole) grace ??= gateway.clock.patience(graceMs, () => attempt.exchange.abort());
      else {
        // Of several choices the next one has begun.
        grace?.cancel();
        grace = null;
      }
      const batch = await events.next();
      if (batch.hasContent) idle.refresh();
      if (!outlet.take(batch.events)) return diverged;
      if (batch.next.kind === 'whole') return outlet.end();
      if (batch.next.kind === 'broken') return batch.next;
      const room = answer.room();
      if (room !== null) {
        // A slow reader is no slow upstream.
        idle.cancel();
        await caughtUp(gateway.clock, room, stop);
        idle = attempt.limit('idle', attempt.target.timeouts.idleMs);
      }
    }
  } finally {
    idle.cancel();
    length.cancel();
    grace?.cancel();
  }
};

const diverged: Relayed = { kind: 'diverged' };

/** Where events go on to the answer: as they are, or through a seam. */
class Outlet {
  readonly #answer: AnswerWriter;
  readonly #seam: Seam | null;
  /** A comment that shows where the seam is, until it is said; without a blank line, as all comments behind an id. */
  #mark: string | null;
  readonly #events: UpstreamEvents;

  constructor(answer: AnswerWriter, seam: Seam | null, of: { readonly events: UpstreamEvents; readonly mark: string }) {
    this.#answer = answer;
    this.#seam = seam;
    this.#mark = of.mark;
    this.#events = of.events;
  }

  /** False when they tell another answer than the one that was begun. */
  take(events: readonly SseEvent[]): boolean {
    const seam = this.#seam;
    if (seam === null) {
      send(this.#answer, events);
      return true;
    }
    return events.every((event) => this.#pass(seam.take(event)));
  }

  end(): Relayed {
    return this.#seam === null || this.#pass(this.#seam.end()) ? { kind: 'whole' } : diverged;
  }

  #pass(passage: Passage): boolean {
    if (passage.kind === 'hold') this.#events.held++;
    if (passage.kind === 'diverged') this.#events.held = this.#events.contents;
    if (passage.kind !== 'pass') return passage.kind === 'hold';
    if (this.#mark !== null) this.#answer.append(Buffer.from(this.#mark), 0);
    this.#mark = null;
    send(this.#answer, passage.events);
    return true;
  }
}

/** A reader who never catches up does not outlast the call. */
export const caughtUp = async (clock: Clock, room: Promise<void>, stop: Stop): Promise<void> => {
  if (stop.cause !== null) return;
  const waiting = new AbortController();
  const wake = (): void => waiting.abort();
  stop.listen(wake);
  await Promise.race([room, clock.sleep(streamLimitMs, waiting.signal)]);
  stop.leave(wake);
  waiting.abort();
};

export const send = (answer: AnswerWriter, events: readonly SseEvent[]): void => {
  if (events.length > 0) answer.append(numbered(answer.id, answer.events + 1, events), events.length);
};
