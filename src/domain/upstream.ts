/** An upstream as configured, and the routes and targets that lead to it. Live counters never sit here. */

/** How an upstream speaks. */
export type DialectName = 'openai' | 'anthropic' | 'azure' | 'gemini';

/** The five clocks, in ms. `firstToken: 'auto'` never cuts; it hedges. */
export interface Timeouts {
  readonly connectMs: number;
  readonly firstTokenMs: number | 'auto';
  readonly idleMs: number;
  readonly answerMs: number;
  /** Call accepted → first content of the answer; the smallest of a route's targets counts for the call. */
  readonly totalMs: number;
}

/** Which credentials go upstream: our own, the caller's, or none. */
export type UpstreamKey =
  | { readonly kind: 'own'; readonly value: string }
  | { readonly kind: 'caller' }
  | { readonly kind: 'none' };

/** The active health check: a page, the model list, or an answer of one token. */
export interface HealthCheck {
  /** Relative to the URL's origin; `null`: `{url}/models`. */
  readonly path: string | null;
  /** Model that is asked for one token instead; `null`: none is. */
  readonly complete: string | null;
  readonly everyMs: number;
}

/** How it may be scaled, for who runs its replicas. */
export interface Replicas {
  readonly min: number;
  readonly max: number;
  /** Calls one replica serves at once at full speed. */
  readonly perReplica: number;
}

export interface Upstream {
  readonly name: string;
  /** Base URL with no slash at its end, e.g. `https://api.example.com/v1`. */
  readonly url: string;
  readonly dialect: DialectName;
  readonly key: UpstreamKey;
  /** Extra request headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Model names it serves as configured; `null`: learned from its model list. */
  readonly models: readonly string[] | null;
  readonly maxConcurrency: number | null;
  /** `null`: nobody asks how many are wanted. */
  readonly replicas: Replicas | null;
  /** `null`: no active health check. */
  readonly health: HealthCheck | null;
  readonly zone: string | null;
}

/** One place a model can be served from. */
export interface Target {
  readonly upstream: Upstream;
  /** Name to ask the upstream for; `null` keeps the caller's. */
  readonly model: string | null;
  /** 1 is tried first. */
  readonly tier: number;
  readonly weight: number;
  /** Tokens of prompt and answer together; `null`: not said. */
  readonly contextWindow: number | null;
  /** Already merged: upstream's over model's over top. */
  readonly timeouts: Timeouts;
}

/** `session`: what the caller names as one; `prefix`: the same beginning, so that prompt caches know it. */
export type Sticky = 'off' | 'session' | 'prefix';

export interface Route {
  /** The key in `models`, `*` included. */
  readonly model: string;
  readonly totalMs: number;
  /** What of a request sends it to the same target again. */
  readonly sticky: Sticky;
  /** `never`: a call may have effects, so it is not sent again once it was sent. */
  readonly replay: 'safe' | 'never';
  readonly targets: readonly Target[];
  /** Whether answers that are not streamed are asked for as a stream: all that can be (`on`), those that may take long (`auto`), none. */
  readonly assemble: 'auto' | 'on' | 'off';
  /** `null`: its answers are not kept. */
  readonly cache: CacheRule | null;
}

/** How long a kept answer is given instead of asking, and how much longer instead of a failure. */
export interface CacheRule {
  readonly freshMs: number;
  readonly staleMs: number;
  /** Whether callers with different keys get each other's answers. */
  readonly isShared: boolean;
}
