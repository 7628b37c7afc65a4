/** What the house asks of the world. `io/` implements these; tests bring fakes that keep the danger. */
import type { CallEnded } from './event.ts';
import type { Upstream } from './upstream.ts';

/** A timer that can be pushed back or dropped. */
export interface Alarm {
  /** Starts its time again from now. */
  refresh(): void;
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonic(): number;
  /** Resolves after `ms`, or early when the signal aborts. It never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Never early by `monotonic`; by `now` it may be, for that clock is set by others. */
  after(ms: number, act: () => void): Alarm;
  /** How long somebody else is waited for: from a second on, time in which this process stood still does not count against them. */
  patience(ms: number, act: () => void): Alarm;
  /** Yields once per `ms` until the signal aborts. */
  every(ms: number, signal: AbortSignal): AsyncIterable<void>;
}

export interface Random {
  /** Uniform in [0, 1). */
  draw(): number;
  /** Lower-case hex of so many random bytes. */
  hex(bytes: number): string;
}

/** Header names are lower-case; a repeated header is joined as RFC 9110 section 5.3 allows, but for `set-cookie`. */
export type HeaderBag = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Header names and values in turn: `['content-type', 'text/html', …]`. */
export type HeaderList = readonly string[];

export type Held =
  | { readonly kind: 'held'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'too_slow' }
  | { readonly kind: 'broken' };

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly headers: HeaderBag;
  readonly remoteAddress: string;
  /** Reads the whole body, at most `limitBytes` of it. */
  hold(limitBytes: number): Promise<Held>;
  /** The body as it comes. */
  stream(): AsyncIterable<Uint8Array>;
}

/** The way back to the caller. */
export interface Downstream {
  /** The caller left before the answer was complete. */
  readonly isGone: boolean;
  /** One listener at a time, told when the caller goes; at once when they have gone already. */
  onGone(listener: (() => void) | null): void;
  head(status: number, headers: HeaderList): void;
  /** False when the caller reads slower than we write: await `drained` before the next. */
  write(bytes: Uint8Array | string): boolean;
  /** Resolves once there is room again, or the caller has gone. */
  drained(): Promise<void>;
  end(bytes?: Uint8Array | string): void;
  /** Breaks the connection: the only honest end of a body that cannot say it failed. */
  destroy(): void;
  /** Ask for the connection to be closed after this answer; before `head`. */
  closeAfter(): void;
}

/** Where time went in one attempt, in ms from its start; `null` where it did not come that far. */
export interface Phases {
  readonly queue: number | null;
  readonly dns: number | null;
  readonly connect: number | null;
  readonly tls: number | null;
  readonly write: number | null;
  readonly firstByte: number | null;
  readonly firstToken: number | null;
  readonly end: number | null;
}

export interface Sending {
  readonly upstream: Upstream;
  readonly method: string;
  /** Full request target, beginning with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null;
  readonly connectMs: number;
  /** On a connection no request has run on: an idle one may close under it. */
  readonly fresh: boolean;
}

/** What a refused certificate said of itself; times in ms since the Unix epoch. */
export interface CertificateFacts {
  readonly names: readonly string[];
  readonly issuer: string;
  readonly validFrom: number;
  readonly validTo: number;
}

/** How an exchange broke, before anybody interprets it. */
export interface WireFault {
  /** `ECONNREFUSED`, `UND_ERR_SOCKET`, `HPE_INVALID_CONSTANT`, `CERT_HAS_EXPIRED`, `Z_DATA_ERROR` … */
  readonly code: string;
  readonly syscall: string | null;
  /** TLS alert number where one was received. */
  readonly tlsAlert: number | null;
  /** First bytes of an answer that was no HTTP, as hex, at most 32 of them. */
  readonly firstBytes: string | null;
  /** Where a certificate was refused, and could be looked at. */
  readonly certificate: CertificateFacts | null;
}

export type WireHead =
  | { readonly kind: 'head'; readonly status: number; readonly headers: HeaderBag }
  | { readonly kind: 'broken'; readonly fault: WireFault };

export type WirePart =
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken'; readonly fault: WireFault };

/** What a resolver said to the question for a name's addresses of one family. */
export type Said =
  | { readonly kind: 'found'; readonly addresses: readonly string[]; readonly ttlMs: number }
  /** There are none: `ENOTFOUND`, or `ENODATA` where the name has other records. */
  | { readonly kind: 'none'; readonly code: string }
  /** It failed, or was silent. */
  | { readonly kind: 'failed'; readonly code: string };

export interface Resolver {
  /** Addresses of a name that nobody needs to be asked for, in the order to try them in; `null`: ask. */
  local(name: string): readonly string[] | null;
  /** Never rejects, and answers within some seconds. */
  ask(name: string, family: 4 | 6): Promise<Said>;
}

/** What a name stands for now. */
export interface Found {
  /** In the order to try them in. */
  readonly addresses: readonly string[];
  /** Those it stood for until a moment ago: when nobody else answers. */
  readonly former: readonly string[];
  /** Whether the answer is an old one, because the resolver did not give another in time. */
  readonly isStale: boolean;
  /** Why there are none, where there are none. */
  readonly code: string;
}

/** The names of upstreams, and what was learned of their addresses. */
export interface Names {
  /** `connectMs`: how long whoever asks has for the whole dial. */
  find(name: string, connectMs: number): Promise<Found>;
  /** Asks anew because nobody answered there; `null` where that was done a moment ago. */
  again(name: string): Promise<Found | null>;
  /** Whether an address took a connection. */
  dialled(address: string, isGood: boolean): void;
}

/** What is known of the connection an exchange ran on. */
export interface WireFacts {
  readonly phases: Phases;
  readonly socket: 'new' | 'reused' | null;
  readonly remoteAddress: string | null;
  /** What the resolver said; empty for a reused connection or a plain address. */
  readonly addresses: readonly string[];
  /** Whether they came from an old answer, because the resolver did not give another in time. */
  readonly isNameStale: boolean;
  /** Whether any byte of the request may have reached the upstream; true from the moment it was handed to a socket. */
  readonly sent: boolean;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** One request to an upstream. Every way it can fail is a value; it never throws for what an upstream does. */
export interface Exchange {
  head(): Promise<WireHead>;
  /** The next piece of the body; decoded where it came compressed. */
  read(): Promise<WirePart>;
  /** Ends it now: the upstream sees the connection close. */
  abort(): void;
  /** The answer is complete for us: lets what remains run dry for a moment, so that the connection can be reused. */
  release(): void;
  facts(): WireFacts;
}

export interface Wire {
  open(sending: Sending): Exchange;
  /** Closes idle connections to upstreams that are not in the list. */
  keepOnly(upstreams: readonly Upstream[]): void;
  close(): Promise<void>;
}

export interface Listener {
  /** The port that was given, also when 0 was asked for. */
  readonly port: number;
  /** Takes no new connections, closes idle ones at once and all others after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** One line per call, kept. Never blocks a call; what it cannot take is counted. */
export interface Journal {
  /** `text`: the event as JSON, where somebody has made it already. */
  write(event: CallEnded, text?: string): void;
  readonly dropped: number;
  /** Resolves when all that was written before is on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Small things that outlive a restart: one JSON text under a name, on a shelf of its kind. Rejects when the store cannot be used. */
export interface Documents {
  /** In the order of their ids; `from`: from that id on. */
  all(shelf: string, from?: string): Promise<readonly string[]>;
  /** Resolves when it is on disk. */
  keep(shelf: string, id: string, text: string): Promise<void>;
  drop(shelf: string, id: string): Promise<void>;
}

/** Turns of several gateways on one store. */
export interface Leases {
  /**
   * Puts `by` and `until` there, unless another's stands there that is not over; tells whether it did. Times in ms since the epoch.
   * One from before the clock was set back counts as over.
   */
  lease(
    shelf: string,
    id: string,
    wish: { readonly by: string; readonly now: number; readonly until: number },
  ): Promise<boolean>;
}

/** How the gateway's own process is. */
export interface Vitals {
  /** Milliseconds its loop is late. */
  readonly lag: number;
  /** Part of the memory it may have that is in use, 0 to 1. */
  readonly heap: number;
  /** Part of the descriptors it may have that is in use; `null` where that is not known. */
  readonly descriptors: number | null;
}

/** Structured log. Fields hold names and numbers: never a prompt, a key or a foreign text. */
export interface Log {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Where a command prints. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly isTty: boolean;
  /** False when `NO_COLOR` is set or stdout is no terminal. */
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborts on SIGINT or SIGTERM. */
  readonly stop: AbortSignal;
}

/** A file of the pages, as it is sent. */
export interface WebFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly gzip: Uint8Array | null;
  readonly etag: string;
}

/** What the pages' scripts were built into; read once. */
export interface WebFiles {
  /** By path: `/assets/chat-x.js`, `/worker.js`. */
  readonly files: ReadonlyMap<string, WebFile>;
  /** What a page of that name loads, by path. */
  readonly pages: ReadonlyMap<string, { readonly script: string; readonly styles: readonly string[] }>;
}
