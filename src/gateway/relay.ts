/** Passes an opened stream on, event by event, until it is whole, broken, or called off. */
import type { AnswerWriter } from '../domain/answer.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Alarm } from '../domain/ports.ts';
import type { SseEvent } from '../dialect/sse.ts';
import type { Gateway } from './gateway.ts';
import { numbered } from './numbered.ts';
import type { Opened } from './open.ts';

export type Relayed = { readonly kind: 'whole' } | { readonly kind: 'broken'; readonly evidence: Evidence };

/** How long the longest stream may last. */
const streamLimitMs = 3_600_000;
/** How long an answer that has proved itself whole is given to say the rest (usage, `[DONE]`). */
const graceMs = 2_000;

type OpenedStream = Extract<Opened, { kind: 'stream' }>;

export const relay = async (gateway: Gateway, opened: OpenedStream, answer: AnswerWriter): Promise<Relayed> => {
  const { attempt, events } = opened;
  send(answer, opened.first);
  if (opened.isWhole) return { kind: 'whole' };
  const idle = attempt.limit('idle', attempt.target.timeouts.idleMs);
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
        await room;
        idle.refresh();
      }
    }
  } finally {
    idle.cancel();
    length.cancel();
    grace?.cancel();
  }
};

const send = (answer: AnswerWriter, events: readonly SseEvent[]): void => {
  if (events.length > 0) answer.append(numbered(answer.id, answer.events + 1, events), events.length);
};
