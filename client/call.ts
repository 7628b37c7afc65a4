/** One model call as the client keeps it: enough to make it again, to come back to its answer, and to call it off. */
import type { GatewayError } from './gateway-error.ts';
import type { Outbox } from './outbox.ts';
import type { World } from './world.ts';

/** What happens to a call, for whoever shows it to a person. */
export type Change =
  /** The gateway waits for something, in its own words. */
  | { readonly kind: 'waiting'; readonly key: string; readonly says: string }
  /** The line broke; the answer goes on at the gateway, and the next try is in `retryInMs`. */
  | { readonly kind: 'lost'; readonly key: string; readonly retryInMs: number }
  | { readonly kind: 'back'; readonly key: string }
  /** Turned away for now, to be tried again in `retryInMs`; `failure`: why, where a gateway said it. */
  | {
      readonly kind: 'refused';
      readonly key: string;
      readonly status: number;
      readonly retryInMs: number;
      readonly failure: GatewayError | null;
    }
  /** The outbox could not keep the prompt: it lives only in this page or process. */
  | { readonly kind: 'not-kept'; readonly key: string };

export interface Client {
  readonly world: World;
  readonly outbox: Outbox | null;
  readonly patienceMs: number;
  readonly returnMs: number;
  readonly tell: (change: Change) => void;
  /** What answers at an origin: known after its first good answer. */
  readonly peers: Map<string, 'gateway' | 'other'>;
  /** Keys of the calls that are on their way. */
  readonly running: Set<string>;
}

export interface Asked {
  readonly url: string;
  /** Sent as they are, with each try. */
  readonly init: RequestInit;
  readonly headers: Headers;
  readonly body: string;
  readonly key: string;
  readonly isStream: boolean;
  /** The caller's own, with which they call it off. */
  readonly signal: AbortSignal | null;
}

/** A path of a model API; what stands before it is the base of `/streams` too. */
const modelPath = /\/(?:chat\/completions|completions|embeddings|responses|messages)$/;

export const isModelPath = (url: string): boolean => modelPath.test(new URL(url).pathname);

export class Call {
  readonly client: Client;
  readonly asked: Asked;
  /** Aborted when the caller stops it. */
  readonly stop = new AbortController();
  /** Name of the answer's stream, once it has one. */
  streamId: string | null = null;
  /** Number of the last event handed on. */
  seen = 0;

  constructor(client: Client, asked: Asked) {
    this.client = client;
    this.asked = asked;
  }

  get key(): string {
    return this.asked.key;
  }

  get origin(): string {
    return new URL(this.asked.url).origin;
  }

  /** `null` before anything has answered there. */
  get peer(): 'gateway' | 'other' | null {
    return this.client.peers.get(this.origin) ?? null;
  }

  /** Where the gateway keeps streams. */
  get streams(): string {
    const { origin, pathname } = new URL(this.asked.url);
    return `${origin}${pathname.replace(modelPath, '')}/streams`;
  }

  /** The caller's headers for a request about the call: whose it is, not what was asked. */
  headersAbout(): Headers {
    const headers = new Headers(this.asked.headers);
    for (const name of ['content-type', 'content-length', 'accept', 'idempotency-key']) headers.delete(name);
    return headers;
  }
}
