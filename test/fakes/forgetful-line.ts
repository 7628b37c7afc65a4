/** A gateway's streams behind a line that breaks where a test says, and a device whose clock runs only while nothing else does. */
import type { World } from '../../client/world.ts';
import * as say from './answers.ts';

/** How one answer of the gateway comes through. */
export interface Passage {
  /** Bytes of the body that come through before the line breaks; `null`: all. */
  readonly bytes: number | null;
  /** `error`: the read fails. `end`: it ends as if it were whole. `silent`: nothing more comes. */
  readonly how: 'error' | 'end' | 'silent';
  /** Size of the pieces it comes in. */
  readonly pieceBytes: number;
}

const whole: Passage = { bytes: null, how: 'end', pieceBytes: 1_000_000 };

export interface Made {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | null;
}

/** Answers in place of the gateway; `undefined`: the gateway itself. */
export type Instead = (made: Made, count: number) => Response | Error | undefined | Promise<Response>;

const split = (text: string): readonly string[] => text.split(/(?<=\n\n)/);

/** What a provider says, event by event, in each dialect. */
export const recordedStreams: Readonly<Record<string, readonly string[]>> = {
  chat: split(say.chatStream('one', ' zwei', ' 三', ' 🎈')),
  'chat without [DONE]': split(say.chatStream('one', ' two').replace(say.done, '')),
  messages: split(say.messageStart + say.messageDelta('eins\nzwei') + say.messageStop),
  responses: split(say.responseCreated + say.responseDelta('ü') + say.responseCompleted('ü')),
};

const encoder = new TextEncoder();

/** Runs timers one by one, each when everything else has come to rest: hours pass in no time, and always in the same order. */
const restlessClock = (): Pick<World, 'now' | 'after'> => {
  let now = 1_800_000_000_000;
  const timers = new Set<{ readonly at: number; readonly act: () => void }>();
  const tick = (): void => {
    const [first] = [...timers].toSorted((one, other) => one.at - other.at);
    if (first === undefined) return;
    timers.delete(first);
    now = Math.max(now, first.at);
    first.act();
    setImmediate(tick);
  };
  return {
    now: () => now,
    after: (ms, act) => {
      const timer = { at: now + ms, act };
      timers.add(timer);
      // Two turns: what a timer wakes gets to set its own before the next one runs.
      setImmediate(() => setImmediate(tick));
      return () => void timers.delete(timer);
    },
  };
};

const bodyOf = (text: string, passage: Passage, signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> => {
  const bytes = encoder.encode(text);
  const end = passage.bytes === null ? bytes.length : Math.min(bytes.length, passage.bytes);
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
      },
      pull: (controller) => {
        if (at < end) {
          const piece = bytes.slice(at, Math.min(end, at + passage.pieceBytes));
          at += piece.length;
          controller.enqueue(piece);
          return undefined;
        }
        if (passage.bytes === null || passage.how === 'end') return controller.close();
        if (passage.how === 'error') return controller.error(new TypeError('terminated'));
        return new Promise<void>(() => {});
      },
    },
    { highWaterMark: 0 },
  );
};

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly retryable?: boolean;
  /** `Retry-After`. */
  readonly wait?: string | null;
}

/** As the gateway words a failure. */
export const refusal = ({ status, code, retryable = false, wait = null }: Refusal): Response => {
  const family = status < 500 ? 'client' : 'outage';
  const who = status < 500 ? 'caller' : 'provider';
  const retry_after_ms = wait === null ? null : Number(wait) * 1000;
  const request_id = `req_${'0'.repeat(32)}`;
  const error = {
    message: `no: ${code}`,
    family,
    who,
    code,
    retryable,
    retry_after_ms,
    request_id,
    why: `/why/${request_id}`,
  };
  return Response.json(
    { error },
    {
      status,
      headers: {
        'good-gateway-cause': family,
        'x-should-retry': String(retryable),
        ...(wait === null ? {} : { 'retry-after': wait }),
      },
    },
  );
};

const abortOf = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason as Error);
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });

const bodyText = (body: unknown): string | null => (typeof body === 'string' ? body : null);

/** The gateway and the line to it. */
export class Line {
  readonly world: World;
  readonly made: Made[] = [];
  /** Names of streams, or keys, that were called off. */
  readonly cancelled: string[] = [];
  /** Answers that were made anew. */
  generations = 0;
  /** The passages of the stream's answers, in order; then all is whole. */
  passages: readonly Passage[] = [];
  instead: Instead = () => undefined;
  readonly #events: readonly string[];
  readonly #streams = new Set<string>();
  readonly #keys = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #answers = 0;

  constructor(events: readonly string[]) {
    this.#events = events;
    this.world = {
      ...restlessClock(),
      fetch: (input, init) => this.#fetch(input, init),
      draw: () => 0.5,
      newKey: () => `key-${this.made.length}`,
      onOnline: (act) => {
        this.#listeners.add(act);
        return () => void this.#listeners.delete(act);
      },
    };
  }

  /** The process behind the line is another one now: streams and keys are forgotten. */
  forget(): void {
    this.#streams.clear();
    this.#keys.clear();
  }

  /** The device has a network again. */
  online(): void {
    for (const act of this.#listeners) act();
  }

  async #fetch(input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    init?.signal?.throwIfAborted();
    const url = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init?.headers);
    const request = { method: init?.method ?? 'GET', url, headers, body: bodyText(init?.body) };
    this.made.push(request);
    const other = await Promise.race([this.instead(request, this.made.length), abortOf(init?.signal)]);
    if (other instanceof Error) throw other;
    return other ?? this.#answer(request, init?.signal ?? null);
  }

  #answer(request: Made, signal: AbortSignal | null): Response {
    const { pathname, searchParams } = new URL(request.url);
    const [, id = ''] = /\/streams\/(.+)$/.exec(pathname) ?? [];
    const key = request.headers.get('idempotency-key') ?? `none-${this.made.length}`;
    switch (request.method) {
      case 'DELETE':
        this.cancelled.push(id || key);
        return Response.json({ cancelled: true });
      case 'GET':
        if (!this.#streams.has(id)) return refusal({ status: 404, code: 'not_found' });
        return this.#from(id, Number(searchParams.get('after')), { signal, isBack: true });
      default:
        return this.#from(this.#made(key), 0, { signal, isBack: false });
    }
  }

  #made(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    this.generations++;
    const name = String(this.generations).padStart(32, '0');
    this.#keys.set(key, name);
    this.#streams.add(name);
    return name;
  }

  #from(id: string, after: number, more: { readonly signal: AbortSignal | null; readonly isBack: boolean }): Response {
    const numbered = this.#events.map((event, index) => `id: ${id}:${index + 1}\n${event}`);
    const passage = this.passages[this.#answers++] ?? whole;
    const total = more.isBack ? { 'good-gateway-events': String(this.#events.length) } : {};
    const headers = { 'content-type': 'text/event-stream', 'good-gateway-stream': id, ...total };
    return new Response(bodyOf(numbered.slice(after).join(''), passage, more.signal), { headers });
  }
}
