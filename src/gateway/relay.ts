/** Passes an opened stream on, event by event, until it is whole, broken, or called off. */
import type { AnswerWriter } from '../domain/answer.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Alarm, Clock } from '../domain/ports.ts';
import type { SseEvent } from '../dialect/sse.ts';
import type { Gateway } from './gateway.ts';
import { numbered } from './numbered.ts';
import type { Opened } from './open.ts';

export type Relayed = { readonly kind: 'whole' } | { readonly kind: 'broken'; readonly evidence: Evidence };

/** How long the longest stream may last. */
const streamLimitMs = 3_600_000;
/** How long an answer that has proved itself whole is given to say the rest (usage, `[DONE]`). */
const graceMs = 2_000;

interface Relay {
  readonly opened: Extract<Opened, { kind: 'stream' }>;
  readonly answer: AnswerWriter;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

export const relay = async (gateway: Gateway, { opened, answer, signal }: Relay): Promise<Relayed> => {
  const { attempt, events } = opened;
  send(answer, opened.first);
  if (opened.isWhole) return { kind: 'whole' };
  let idle = attempt.limit('idle', attempt.target.timeouts.idleMs);
  const length = attempt.limit('stream', streamLimitMs);
  let grace: Alarm | null = null;
  try {
    for (;;) {
      if (events.reading.whole) grace ??= gateway.clock.after(graceMs, () => attempt.exchange.abort());
      const batch = await events.next();
      if (batch.hasContent) idle.refresh();
      send(answer, batch.events);
      if (batch.next.kind === 'whole') return { kind: 'whole' };
      if (batch.next.kind === 'broken') return batch.next;
      const room = answer.room();
      if (room !== null) {
        // A slow reader is no slow upstream.
        idle.cancel();
        await caughtUp(gateway.clock, room, signal);
        idle = attempt.limit('idle', attempt.target.timeouts.idleMs);
      }
    }
  } finally {
    idle.cancel();
    length.cancel();
    grace?.cancel();
  }
};

/** A reader who never catches up does not outlast the call. */
const caughtUp = async (clock: Clock, room: Promise<void>, signal: AbortSignal): Promise<void> => {
  const waiting = new AbortController();
  await Promise.race([room, clock.sleep(streamLimitMs, AbortSignal.any([signal, waiting.signal]))]);
  waiting.abort();
};

const send = (answer: AnswerWriter, events: readonly SseEvent[]): void => {
  if (events.length > 0) answer.append(numbered(answer.id, answer.events + 1, events), events.length);
};
