/** What one attempt observed when it failed: facts only, no verdict. `policy/classify` makes a Cause of it. */
import type { Cause } from './cause.ts';
import type { WireFacts, WireFault } from './ports.ts';

/** An error object as a provider words it. `message` may echo a prompt: it goes to the caller, never to a log or record. */
export interface ProviderError {
  readonly message: string;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
}

/** What kind of text a body turned out to be. */
export type BodyKind = 'json' | 'html' | 'text' | 'empty';

/** Who wrote an error page, read off headers and fingerprints of the body. */
export type Signature = 'nginx' | 'cloudflare' | 'aws' | 'envoy' | 'haproxy' | 'google' | 'caddy' | 'traefik' | null;

/** What the words of an error page tell beyond its status. */
export type PageSays = 'maintenance' | 'nobody_behind' | 'too_many' | 'wants_tls' | null;

export type ClockName = 'connect' | 'first_token' | 'idle' | 'answer' | 'stream';

/** How an answer with a good status was wrong. */
export type ContentProblem =
  | 'html'
  | 'not_json'
  | 'not_a_stream'
  | 'not_utf8'
  | 'empty'
  | 'no_choices'
  | 'wrong_shape'
  | 'malformed_event'
  | 'event_too_large'
  | 'too_large'
  | 'cut';

export type Evidence =
  | {
      readonly kind: 'wire';
      readonly during: 'head' | 'body';
      readonly fault: WireFault;
      readonly facts: WireFacts;
      readonly afterMs: number;
    }
  | { readonly kind: 'clock'; readonly clock: ClockName; readonly limitMs: number; readonly facts: WireFacts }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly error: ProviderError | null;
      readonly body: BodyKind;
      readonly signature: Signature;
      readonly says: PageSays;
      readonly retryAfterMs: number | null;
      /** Whether the credentials it judged were the caller's own. */
      readonly callersKey: boolean;
    }
  | {
      readonly kind: 'error_inside';
      readonly status: number;
      readonly error: ProviderError;
      readonly retryAfterMs: number | null;
    }
  | {
      readonly kind: 'content';
      readonly problem: ContentProblem;
      readonly status: number;
      readonly signature: Signature;
    };

/** A failure on its way to the caller: the verdict, and the provider's own words where it had some. */
export interface Failure {
  readonly cause: Cause;
  readonly error: ProviderError | null;
}
