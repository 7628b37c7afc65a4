/** The client: a `fetch` for SDKs under which streams do not break, and the way back to what was left unfinished. */
import type { Asked, Change, Client } from './call.ts';
import { Call, isModelPath } from './call.ts';
import { comeBack } from './come-back.ts';
import { Course } from './course.ts';
import { Leftovers } from './leftovers.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import { Tries } from './pause.ts';
import { send } from './send.ts';
import type { World } from './world.ts';
import { device } from './world.ts';

export interface ClientOptions {
  /** What carries the requests; the platform's `fetch` when it is missing. */
  readonly fetch?: typeof globalThis.fetch;
  /** Keeps each prompt until its answer is whole. None: they are kept nowhere. */
  readonly outbox?: Outbox | null;
  /** How long a call that is turned away for now (429, 503 …) is tried again; 60 s when missing, 0: never. */
  readonly patienceMs?: number;
  /** How long a lost connection is tried to be found again; 10 minutes when missing, as long as a gateway keeps an answer. */
  readonly returnMs?: number;
  /** Origins that are known to be Good Gateways before they have answered, such as a page's own. */
  readonly gateways?: readonly string[];
  /** Told what happens to calls, for whoever shows it to a person. */
  readonly onChange?: (change: Change) => void;
}

export interface Unfinished {
  readonly entry: OutboxEntry;
  /** The answer, from its beginning: of the call that was made, or of the same call made again under its key. */
  readonly again: (more?: {
    readonly headers?: RequestInit['headers'];
    readonly signal?: AbortSignal;
  }) => Promise<Response>;
  /** Lets go of it. */
  readonly forget: () => Promise<void>;
}

export interface GatewayClient {
  readonly fetch: typeof globalThis.fetch;
  /** What the outbox holds and nobody works on: left by a reload, a crash or a failure. */
  readonly resume: () => Promise<readonly Unfinished[]>;
}

const patienceMs = 60_000;
const returnMs = 10 * 60_000;

export const createClient = (options: ClientOptions = {}, world: World = device): GatewayClient => {
  const client: Client = {
    world: options.fetch === undefined ? world : { ...world, fetch: options.fetch },
    outbox: options.outbox ?? null,
    patienceMs: options.patienceMs ?? patienceMs,
    returnMs: options.returnMs ?? returnMs,
    tell: options.onChange ?? (() => {}),
    peers: new Map(options.gateways?.map((origin) => [origin, 'gateway'])),
    running: new Set(),
  };
  const leftovers = new Leftovers();
  return {
    fetch: async (input, init) => {
      const url = urlOf(input);
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
      if (method.toUpperCase() !== 'POST' || !isModelPath(url)) return client.world.fetch(input, init);
      return made(client, await asking(client, { url, input, init }, leftovers), leftovers);
    },
    resume: async () => {
      // Where a store cannot be read, nothing could be kept either.
      const entries = (await client.outbox?.list().catch(() => [])) ?? [];
      return entries.filter(({ key }) => !client.running.has(key)).map((entry) => unfinished(client, entry));
    },
  };
};

/** The `fetch` of a client of its own. */
export const createFetch = (options: ClientOptions = {}): typeof globalThis.fetch => createClient(options).fetch;

const urlOf = (input: string | URL | Request): string => {
  if (input instanceof Request) return input.url;
  const text = String(input);
  return URL.canParse(text) ? text : new Request(text).url;
};

const asking = async (
  client: Client,
  from: { readonly url: string; readonly input: string | URL | Request; readonly init: RequestInit | undefined },
  leftovers: Leftovers,
): Promise<Asked> => {
  const { signal, ...rest } = from.init ?? {};
  const request = new Request(from.input, from.init);
  const body = await request.text();
  const { headers } = request;
  const left = Number(headers.get('x-stainless-retry-count') ?? 0) > 0 ? leftovers.take(from.url, body) : null;
  const key = headers.get('idempotency-key') ?? left ?? client.world.newKey();
  headers.set('idempotency-key', key);
  const callers = signal ?? (from.input instanceof Request ? from.input.signal : null);
  const credentials = from.input instanceof Request ? { credentials: from.input.credentials } : {};
  const init = { ...credentials, ...rest, method: 'POST', headers, body };
  return { url: from.url, init, headers, body, key, isStream: isStreamed(body), signal: callers };
};

const isStreamed = (body: string): boolean => {
  try {
    return (JSON.parse(body) as { stream?: unknown } | null)?.stream === true;
  } catch {
    return false;
  }
};

const made = async (client: Client, asked: Asked, leftovers: Leftovers): Promise<Response> => {
  const call = new Call(client, asked);
  try {
    return await new Course(call, client.world.now()).run(() => send(call));
  } catch (error) {
    if (!call.stop.signal.aborted) leftovers.keep(asked.url, asked.body, asked.key);
    throw error;
  }
};

const unfinished = (client: Client, entry: OutboxEntry): Unfinished => ({
  entry,
  again: async ({ headers: more, signal = null } = {}) => {
    const { key, url, body, streamId } = entry;
    const headers = new Headers(entry.headers);
    for (const [name, value] of new Headers(more)) headers.set(name, value);
    headers.set('idempotency-key', key);
    const init = { method: 'POST', headers, body };
    const call = new Call(client, { url, init, headers, body, key, isStream: isStreamed(body), signal });
    call.streamId = streamId;
    return new Course(call, entry.at).run(() =>
      streamId === null ? send(call) : comeBack(call, streamId, new Tries(call)),
    );
  },
  forget: async () => client.outbox?.remove(entry.key),
});
