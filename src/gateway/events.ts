/** Reads an upstream's stream event by event and says of each batch whether it may go on to the caller. */
import type { Evidence } from '../domain/evidence.ts';
import type { Exchange, WirePart } from '../domain/ports.ts';
import type { StreamReading } from '../dialect/reading.ts';
import type { Framing, SseEvent } from '../dialect/sse.ts';
import { SseFramer } from '../dialect/sse.ts';

/** Events that are sane, and what stands behind them: more, the whole answer's end, or what broke it. */
export interface Batch {
  readonly events: readonly SseEvent[];
  /** Whether one of them holds content: the answer has begun, or goes on. */
  readonly hasContent: boolean;
  readonly next:
    | { readonly kind: 'more' }
    | { readonly kind: 'whole' }
    | { readonly kind: 'broken'; readonly evidence: Evidence };
}

const more = { kind: 'more' } as const;
const whole = { kind: 'whole' } as const;
const nothing: readonly SseEvent[] = [];

export class UpstreamEvents {
  readonly #exchange: Exchange;
  readonly #status: number;
  readonly reading: StreamReading;
  readonly #framer = new SseFramer();
  /** Events with content so far. */
  contents = 0;
  /** Events that were kept from the caller: they told what it had, or another answer. */
  held = 0;
  #begun = false;

  constructor(exchange: Exchange, status: number, reading: StreamReading) {
    this.#exchange = exchange;
    this.#status = status;
    this.reading = reading;
  }

  async next(): Promise<Batch> {
    const part = await this.#exchange.read();
    switch (part.kind) {
      case 'data':
        return this.#batch(this.#framer.push(part.bytes), more);
      case 'end':
        return this.#atEnd();
      case 'broken':
        return { events: nothing, hasContent: false, next: this.#ifWhole(this.#brokenBy(part)) };
      default:
        return part satisfies never;
    }
  }

  #atEnd(): Batch {
    const last = this.#batch(this.#framer.end(), more);
    if (last.next.kind !== 'more') return last;
    return { ...last, next: this.#ifWhole(this.#content(this.#begun ? 'cut' : 'empty')) };
  }

  /** An answer that has proved itself whole stays so, whatever becomes of its connection. */
  #ifWhole(evidence: Evidence): Batch['next'] {
    return this.reading.whole ? whole : { kind: 'broken', evidence };
  }

  #content(problem: Extract<Evidence, { kind: 'content' }>['problem']): Evidence {
    return { kind: 'content', problem, status: this.#status, signature: null };
  }

  #brokenBy(part: Extract<WirePart, { kind: 'broken' }>): Evidence {
    const facts = this.#exchange.facts();
    return { kind: 'wire', during: 'body', fault: part.fault, facts, afterMs: facts.phases.end ?? 0 };
  }

  #batch(framing: Framing, otherwise: Batch['next']): Batch {
    if (framing.kind === 'bad')
      return { events: nothing, hasContent: false, next: { kind: 'broken', evidence: this.#content(framing.why) } };
    let hasContent = false;
    for (const [index, event] of framing.events.entries()) {
      const verdict = this.reading.read(event);
      switch (verdict.kind) {
        case 'preamble':
          break;
        case 'content':
          this.contents++;
          hasContent = this.#begun = true;
          break;
        case 'finish':
          hasContent = this.#begun = true;
          break;
        case 'end':
          return { events: framing.events.slice(0, index + 1), hasContent: true, next: whole };
        case 'failure': {
          const evidence: Evidence = {
            kind: 'error_inside',
            status: this.#status,
            error: verdict.error,
            retryAfterMs: null,
          };
          return { events: framing.events.slice(0, index), hasContent, next: { kind: 'broken', evidence } };
        }
        case 'wrong':
          return {
            events: framing.events.slice(0, index),
            hasContent,
            next: { kind: 'broken', evidence: this.#content(verdict.problem) },
          };
        default:
          return verdict satisfies never;
      }
    }
    return { events: framing.events, hasContent, next: otherwise };
  }
}
