/** Sends a call until it is answered: again with the same key when the line breaks, later when the gateway says so. */
import type { Call } from './call.ts';
import { joined } from './events.ts';
import { connectionLost, explain } from './gateway-error.ts';
import { headMs, Line, readWhole, silenceMs } from './line.ts';
import { retryAfterMs } from './pace.ts';
import { pause, Tries } from './pause.ts';

export type Sent =
  /** An answer that can be come back to by its name. */
  | {
      readonly kind: 'stream';
      readonly streamId: string;
      /** Number of the event it goes on behind. */
      readonly after: number;
      readonly response: Response;
      readonly line: Line;
    }
  /** Anything else, to be handed on as it is. `line`: what its body still comes over. */
  | { readonly kind: 'plain'; readonly response: Response; readonly line: Line | null };

type Tried =
  | Sent
  | { readonly kind: 'refused'; readonly response: Response; readonly line: Line; readonly floorMs: number }
  | { readonly kind: 'lost'; readonly error: unknown };

export const send = async (call: Call): Promise<Sent> => {
  const tries = new Tries(call);
  for (;;) {
    const tried = await once(call);
    if (tried.kind === 'stream' || tried.kind === 'plain') return tried;
    call.stop.signal.throwIfAborted();
    const { patienceMs, returnMs } = call.client;
    if (tried.kind === 'lost') {
      if (call.peer === 'other') throw tried.error;
      const boundMs = call.peer === 'gateway' ? returnMs : patienceMs;
      const retryInMs = tries.next(boundMs);
      if (retryInMs === null) throw connectionLost(boundMs, tried.error);
      call.client.tell({ kind: 'lost', key: call.key, retryInMs });
      await pause(call, retryInMs);
    } else {
      const retryInMs = tries.next(patienceMs, tried.floorMs);
      if (retryInMs === null) {
        const response = waitedFor(tried.response, patienceMs);
        return { kind: 'plain', response, line: tried.line };
      }
      tried.line.mayBeSilent(silenceMs);
      const failure = await explain(tried.response, call.asked.url);
      tried.line.drop();
      call.client.tell({ kind: 'refused', key: call.key, status: tried.response.status, retryInMs, failure });
      await pause(call, retryInMs);
    }
  }
};

/** Its waiting is done: an SDK that gets this does not begin anew. */
const waitedFor = (response: Response, patienceMs: number): Response => {
  if (patienceMs <= 0) return response;
  const last = sameHead(response, response.body);
  last.headers.set('x-should-retry', 'false');
  return last;
};

const once = async (call: Call): Promise<Tried> => {
  const line = new Line(call);
  try {
    if (call.asked.isStream && call.peer === 'gateway') line.mayBeSilent(headMs);
    const response = await line.fetch(call.asked.url, call.asked.init);
    line.mayBeSilent(null);
    return await taken(call, line, response);
  } catch (error) {
    line.drop();
    return { kind: 'lost', error };
  }
};

const isGateways = ({ headers }: Response): boolean =>
  headers.has('good-gateway-upstream') || headers.has('good-gateway-stream') || headers.has('good-gateway-cause');

const taken = async (call: Call, line: Line, response: Response): Promise<Tried> => {
  const isOurs = isGateways(response);
  if (call.peer === 'gateway' && !isOurs && isPage(response)) throw new Error('a page came where the gateway was');
  if (isOurs || response.ok) call.client.peers.set(call.origin, isOurs ? 'gateway' : 'other');
  if (!response.ok && mayPass(call, response, isOurs)) {
    line.release();
    return { kind: 'refused', response, line, floorMs: retryAfterMs(response.headers, call.client.world.now()) ?? 0 };
  }
  const streamId = response.headers.get('good-gateway-stream');
  if (response.ok && streamId !== null && response.body !== null)
    return { kind: 'stream', streamId, after: 0, response, line };
  if (!isOurs || response.body === null) {
    line.release();
    return { kind: 'plain', response, line };
  }
  // Small, and ours to repeat: read here, so that a line that breaks in the middle of it breaks nothing.
  const bytes = joined(await readWhole(line, response.body));
  line.drop();
  return { kind: 'plain', response: sameHead(response, bytes), line: null };
};

/** What a captive portal puts before everything. */
const isPage = ({ ok, headers }: Response): boolean => ok && /^text\/html/i.test(headers.get('content-type') ?? '');

/** What a proxy in front of a gateway says while that is away. */
const passing = new Set([408, 429, 502, 503, 504]);

const mayPass = (call: Call, { status, headers }: Response, isOurs: boolean): boolean => {
  if (isOurs) return headers.get('x-should-retry') === 'true';
  return call.peer === 'gateway' && passing.has(status);
};

/** A response with another body. */
export const sameHead = (response: Response, body: ReadableStream<Uint8Array> | Uint8Array | null): Response => {
  const { status, statusText, headers, url } = response;
  const same = new Response(body as ReadableStream<Uint8Array> | null, { status, statusText, headers });
  Object.defineProperty(same, 'url', { value: url });
  return same;
};
