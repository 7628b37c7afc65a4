/** What the `serve` command asks of the world; `io/world` has it, `main` brings the two together. */
import type { Courier, Notice } from '../domain/alert.ts';
import type { Answers, AnswersOnDiskOptions } from '../domain/answer.ts';
import type { DemoUpstream } from '../config/discover.ts';
import type { DemoServers } from '../domain/demo.ts';
import type { PageAnswer } from '../domain/provider.ts';
import type { CauseCode } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Send } from '../domain/letter.ts';
import type { Metric } from '../domain/metric.ts';
import type {
  Clock,
  Documents,
  Downstream,
  HeaderList,
  Incoming,
  Journal,
  Leases,
  Listener,
  Log,
  Names,
  Random,
  Resolver,
  Vitals,
  WebFiles,
  Wire,
} from '../domain/ports.ts';

export interface JournalReading {
  find(id: string): Promise<CallEnded | null>;
  /** The newest first. */
  recent(limit: number): Promise<readonly CallEnded[]>;
  readonly documents: Documents & Leases;
}

export interface Numbers {
  observe(event: CallEnded): void;
  extraTokens(why: string, tokens: number): void;
  judged(code: CauseCode, helped: 'yes' | 'no'): void;
  gauge(
    name:
      | 'in_flight'
      | 'limit_used_peak'
      | 'wanted_replicas'
      | 'queue_depth'
      | 'upstream_state'
      | 'retry_budget'
      | 'journal_dropped_total'
      | 'cache_answers'
      | 'cache_bytes'
      | 'incidents_open'
      | 'alerts_sent_total'
      | 'alerts_failed_total'
      | 'alerts_dead_total'
      | 'alerts_waiting'
      | 'telemetry_sent_total'
      | 'telemetry_dropped_total'
      | 'telemetry_failed_total'
      | 'telemetry_rejected_total'
      | 'prompts_not_kept_total',
    read: () => number | readonly { labels: Readonly<Record<string, string>>; value: number }[],
  ): void;
  snapshot(): Promise<readonly Metric[]>;
  render(): Promise<string>;
  readonly contentType: string;
}

export interface ListenWish {
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly handle: (incoming: Incoming, downstream: Downstream) => void;
  readonly malformed: (status: 400 | 408 | 431) => {
    readonly status: number;
    readonly reason: string;
    readonly headers: HeaderList;
    readonly body: string;
  };
}

export interface World {
  readonly clock: Clock;
  /** Once what is under way is done, before anything more is heard from outside. */
  soon(act: () => void): void;
  readonly random: Random;
  readonly vitals: () => Vitals;
  readonly version: string;
  openWire(clock: Clock, names: Names): Wire;
  /** `servers`: to ask instead of the system's. */
  openResolver(servers: () => readonly string[]): Resolver;
  /** `keep`: whether an answer that has ended can be come back to. */
  openAnswers(clock: Clock, keep: 'for a while' | 'not at all'): Answers;
  /** Throws the system's error when the folder cannot be written. */
  openAnswersOnDisk(options: AnswersOnDiskOptions): Answers;
  /** For what is no upstream. */
  openSender(names: Names): Send;
  /** The words are the same at every sink. */
  openCourier(
    send: Send,
    names: Names,
    wording: {
      readonly lineOf: (notice: Notice) => string;
      readonly factsOf: (notice: Notice) => readonly (readonly [name: string, value: string])[];
    },
  ): Courier;
  openJournal(options: {
    readonly path: string;
    readonly keepDays: number;
    readonly keepRows: number;
    readonly onError: (message: string) => void;
  }): Promise<Journal & JournalReading>;
  makeLog(options: { readonly level: 'debug' | 'info' | 'warn' | 'error' }): Log;
  makeMetrics(isKnownModel: (name: string) => boolean): Numbers;
  listen(wish: ListenWish): Promise<Listener>;
  /** One bounded GET of an address from the configuration; never rejects. */
  readPage(wish: {
    readonly url: string;
    readonly etag: string | null;
    readonly userAgent: string;
  }): Promise<PageAnswer>;
  /** Text of a file; `null` when there is none. Rejects when it cannot be read. */
  readText(path: string): Promise<string | null>;
  /** A file only its owner can read: 64 hexadecimal digits and a line's end. What stands there stays, and is told. */
  keepSecret(path: string, text: string): Promise<string>;
  /** Yields a reason whenever the file changed or SIGHUP came, until the signal aborts. */
  watchFile(path: string | null, signal: AbortSignal): AsyncIterable<string>;
  /** JSON of a good answer, or `null`; never rejects. */
  probe(url: string, signal: AbortSignal): Promise<unknown>;
  openBrowser(url: string): void;
  /** CSS of all pages. */
  styleSheet(): string;
  /** Scripts of the pages; builds them first where that was not done. `null` when that fails: `say` is told why. */
  openWeb(say: (line: string) => void): Promise<WebFiles | null>;
  /** A script of a page by its name; `null` when there is none. */
  pageScript(name: string): string | null;
  /** Starts two servers with the demo models; `close` ends them. */
  startDemo(): Promise<
    DemoServers & { readonly upstreams: readonly DemoUpstream[]; readonly close: () => Promise<void> }
  >;
}
