/** One stream out of however many lines it took: every event once, in order, and an end only where the answer ends. */
import type { Call } from './call.ts';
import { comeBack, sendAgain } from './come-back.ts';
import type { StreamEvent } from './events.ts';
import { EventCutter, joined } from './events.ts';
import type { GatewayError } from './gateway-error.ts';
import { answerLost, connectionLost, errorOfMembers, explain } from './gateway-error.ts';
import { errorIn, isLast } from './last-event.ts';
import { silenceMs } from './line.ts';
import { pause, Tries } from './pause.ts';
import type { Sent } from './send.ts';

type Stream = Extract<Sent, { kind: 'stream' }>;

type LineEnd =
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut' }
  /** It ended well, but nothing said that the answer was over. */
  | { readonly kind: 'unsure' }
  /** The call failed before its first content, and may be made again. */
  | { readonly kind: 'refused'; readonly bytes: Uint8Array; readonly failure: GatewayError };

/** How often a call may be made again once its head was out. */
const mostRepeats = 3;

export class Unbroken {
  readonly #call: Call;
  readonly #tries: Tries;
  /** The last event that was handed on. */
  #last: Uint8Array | null = null;
  #repeats = 0;

  constructor(call: Call) {
    this.#call = call;
    this.#tries = new Tries(call);
  }

  /** Whether the last event of the answer was handed on, be it good or bad. */
  get isEnded(): boolean {
    return this.#last !== null && isLast(this.#last);
  }

  get hasFailed(): boolean {
    return this.#last !== null && errorIn(this.#last) !== null;
  }

  async *pieces(first: Stream): AsyncGenerator<Uint8Array, void> {
    let wasUnsure = false;
    for (let stream = first; ;) {
      const end = yield* this.#relay(stream);
      stream.line.drop();
      this.#call.stop.signal.throwIfAborted();
      if (end.kind === 'whole') return;
      if (end.kind === 'refused') {
        const { failure } = end;
        const retryInMs =
          this.#repeats++ < mostRepeats
            ? this.#tries.next(this.#call.client.patienceMs, failure.retryAfterMs ?? 0)
            : null;
        if (retryInMs === null) {
          this.#last = end.bytes;
          yield end.bytes;
          return;
        }
        this.#call.client.tell({ kind: 'refused', key: this.#call.key, status: 200, retryInMs, failure });
        await pause(this.#call, retryInMs);
        stream = await this.#stream(sendAgain(this.#call));
      } else {
        if (end.kind === 'cut' || wasUnsure) await this.#rest();
        stream = await this.#stream(comeBack(this.#call, stream.streamId, this.#tries));
      }
      wasUnsure = end.kind === 'unsure';
    }
  }

  /** A line that keeps breaking is tried less and less often. */
  async #rest(): Promise<void> {
    const { returnMs, tell } = this.#call.client;
    const retryInMs = this.#tries.next(returnMs);
    if (retryInMs === null) throw connectionLost(returnMs, null);
    tell({ kind: 'lost', key: this.#call.key, retryInMs });
    await pause(this.#call, retryInMs);
  }

  async #stream(reached: Promise<Sent>): Promise<Stream> {
    const sent = await reached;
    if (sent.kind === 'stream') return sent;
    throw (await explain(sent.response, this.#call.asked.url)) ?? answerLost();
  }

  async *#relay({ streamId, after, response, line }: Stream): AsyncGenerator<Uint8Array, LineEnd> {
    const cutter = new EventCutter(streamId, after);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    // A stream that is over says at the way back how many events it has.
    const total = Number(response.headers.get('good-gateway-events') ?? Infinity);
    for (;;) {
      let piece;
      try {
        line.mayBeSilent(silenceMs);
        piece = await reader.read();
        line.mayBeSilent(null);
        if (piece.done) return { kind: this.#isAll(total) ? 'whole' : 'unsure' };
      } catch {
        return { kind: this.#isAll(total) ? 'whole' : 'cut' };
      }
      const { events, comment } = cutter.push(piece.value);
      if (comment !== null) {
        this.#tries.alive();
        this.#call.client.tell({ kind: 'waiting', key: this.#call.key, says: comment });
      }
      const refused = this.#refusedAt(events[0]);
      if (refused !== null) return refused;
      const { fresh, hasGap } = this.#fresh(events);
      if (fresh.length > 0) yield joined(fresh);
      if (hasGap) return { kind: 'cut' };
    }
  }

  #isAll(total: number): boolean {
    return this.isEnded || this.#call.seen >= total;
  }

  /** Events not handed on before; they count as handed on. */
  #fresh(events: readonly StreamEvent[]): { readonly fresh: readonly Uint8Array[]; readonly hasGap: boolean } {
    const fresh: Uint8Array[] = [];
    for (const { number, bytes } of events) {
      if (number <= this.#call.seen) continue;
      if (number > this.#call.seen + 1) return { fresh, hasGap: true };
      this.#call.seen = number;
      this.#last = bytes;
      fresh.push(bytes);
    }
    if (fresh.length > 0) this.#tries.progressed();
    return { fresh, hasGap: false };
  }

  #refusedAt(event: StreamEvent | undefined): LineEnd | null {
    if (this.#call.seen > 0 || event?.number !== 1) return null;
    const error = errorOfMembers(errorIn(event.bytes), { status: null, base: '' });
    if (error === null || !error.retryable) return null;
    return { kind: 'refused', bytes: event.bytes, failure: error };
  }
}
