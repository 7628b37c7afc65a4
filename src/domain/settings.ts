/** The whole configuration as the house sees it: parsed once, exact, readonly, no optional left. */
import type { Sink } from './alert.ts';
import type { ProviderPage } from './provider.ts';
import type { Route, Timeouts, Upstream } from './upstream.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type Priority = 'interactive' | 'batch';

/** Who may call, and how much. */
export interface CallerKey {
  readonly name: string;
  readonly key: string;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly concurrency: number | null;
  readonly priority: Priority;
}

export type Rescue = 'same' | 'any' | 'never';

/** What a stream does when its reader is gone: `waitMs` 0 cancels at once, `Infinity` never does. */
export interface LostClient {
  readonly waitMs: number;
}

export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

export type SharedSettings = { readonly kind: 'memory' } | { readonly kind: 'redis'; readonly url: string };

/** Who is told of every call and of what is counted, over OTLP. */
export interface TelemetrySettings {
  /** Without `/v1/traces`, and without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Share of the traces that begin here, 0 to 1. */
  readonly sample: number;
  readonly metricsEveryMs: number;
}

export interface Settings {
  readonly listen: Address;
  readonly admin: Address;
  readonly publicUrl: string | null;
  /** Where this gateway runs: upstreams of the same zone are asked first. */
  readonly zone: string | null;
  /** Empty: everybody may call, and only loopback addresses may be listened on. */
  readonly keys: readonly CallerKey[];
  readonly upstreams: readonly Upstream[];
  /** By model name as the caller says it; `*` matches any other. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly timeouts: Timeouts;
  readonly retries: {
    readonly attempts: number;
    readonly budget: number;
    /** Whether a second attempt starts beside a slow one; `auto`: where no clock cuts it. */
    readonly hedge: 'auto' | 'on' | 'off';
  };
  readonly rescue: Rescue;
  readonly hold: { readonly maxMs: number; readonly defaultMs: number };
  readonly lostClient: LostClient;
  readonly keepPrompts: 'memory' | 'durable' | 'off';
  readonly drainMs: number;
  readonly incidents: {
    readonly publish: 'corroborated' | 'draft' | 'always';
    /** Status pages that are read. */
    readonly providers: readonly ProviderPage[];
    /** Share of calls that are promised an answer; `null`: nothing was promised. */
    readonly objective: number | null;
    /** What a partial outage counts of a whole one in the days on the status page. */
    readonly partialWeight: number;
  };
  readonly alerts: readonly Sink[];
  readonly telemetry: TelemetrySettings | null;
  readonly adminToken: string | null;
  readonly cors: readonly string[];
  /** Resolvers as `address` or `address:port`; none: those of the system. */
  readonly dns: { readonly servers: readonly string[] };
  readonly store: StoreSettings;
  readonly shared: SharedSettings;
  readonly support: { readonly url: string | null; readonly email: string | null };
  readonly limits: Limits;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error' };
}

/** What the gateway takes at the most; everything beyond is refused with a cause. */
export interface Limits {
  /** Bytes of a JSON API's request body that is held for replay. */
  readonly bodyBytes: number;
  /** Bytes of a whole answer that is not streamed. */
  readonly answerBytes: number;
  /** Bytes of all answers that are kept to be given again. */
  readonly cacheBytes: number;
  /** Calls in flight at once. */
  readonly calls: number;
  /** Calls that wait for a place at an upstream at once. */
  readonly queue: number;
  /** Open connections from callers at once. */
  readonly connections: number;
}
