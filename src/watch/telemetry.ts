/** Tells a collector of every call and of what is counted, over OTLP. A collector that is slow or away costs what it misses, never a call. */
import type { CallEnded } from '../domain/event.ts';
import type { Delivery, Send } from '../domain/letter.ts';
import type { Metric } from '../domain/metric.ts';
import type { Clock, Log, Random } from '../domain/ports.ts';
import type { Settings, TelemetrySettings } from '../domain/settings.ts';
import { Durations } from './telemetry/durations.ts';
import { metricsBody } from './telemetry/metrics.ts';
import { partOf } from './telemetry/partial.ts';
import { spansOf, tracesBody } from './telemetry/spans.ts';
import type { Origin } from './telemetry/value.ts';

const tickMs = 1_000;
/** Calls that wait: about a kilobyte each for an attempt. */
const mostWaiting = 4_000;
/** Making the JSON of so many holds the loop for about a millisecond. */
const callsAtOnce = 64;
/** OTLP asks for exponential backoff with jitter. */
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;
const lastWordMs = 2_000;

export interface TelemetryParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly send: Send;
  readonly metrics: () => Promise<readonly Metric[]>;
  readonly version: string;
}

export class Telemetry {
  readonly #parts: TelemetryParts;
  readonly #origin: Origin;
  readonly #startedAt: number;
  readonly #durations = new Durations();
  #waiting: CallEnded[] = [];
  #failures = 0;
  #notBefore = 0;
  #metricsAt: number;
  /** Since the start: calls that were told of, or never will be. */
  sent = 0;
  dropped = 0;
  failed = 0;
  /** Spans and data points that the collector says it did not take; they are not sent again. */
  rejected = 0;
  /** Paths of which it was told that not all is taken. */
  readonly #inPart = new Set<string>();

  constructor(parts: TelemetryParts) {
    this.#parts = parts;
    this.#origin = { version: parts.version, instance: parts.random.hex(16) };
    this.#startedAt = parts.clock.now();
    this.#metricsAt = this.#startedAt;
  }

  /** Cheap: the work is done later. */
  learn(event: CallEnded): void {
    if (event.trace === undefined) return;
    this.#durations.learn(event, this.#parts.settings().upstreams);
    if (!event.trace.isSampled) return;
    if (this.#waiting.length < mostWaiting) this.#waiting.push(event);
    else this.dropped++;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    for await (const _ of clock.every(tickMs, signal)) await this.#tell(signal);
    const over = new AbortController();
    const alarm = clock.after(lastWordMs, () => over.abort());
    this.#notBefore = 0;
    this.#metricsAt = 0;
    await this.#tell(over.signal);
    alarm.cancel();
  }

  async #tell(signal: AbortSignal): Promise<void> {
    const { telemetry } = this.#parts.settings();
    if (telemetry === null) {
      this.#waiting = [];
      return;
    }
    while (this.#waiting.length > 0 && this.#mayTry(signal)) await this.#traces(telemetry, signal);
    if (this.#mayTry(signal) && this.#parts.clock.now() >= this.#metricsAt) await this.#metrics(telemetry, signal);
  }

  #mayTry(signal: AbortSignal): boolean {
    return !signal.aborted && this.#parts.clock.now() >= this.#notBefore;
  }

  async #traces(telemetry: TelemetrySettings, signal: AbortSignal): Promise<void> {
    const batch = this.#waiting.splice(0, callsAtOnce);
    const { upstreams } = this.#parts.settings();
    const body = tracesBody(
      batch.flatMap((event) => spansOf(event, upstreams)),
      this.#origin,
    );
    const delivery = await this.#post(telemetry, { path: '/v1/traces', body }, signal);
    if (delivery.kind === 'delivered') this.sent += batch.length;
    else if (delivery.kind === 'refused') this.dropped += batch.length;
    else this.#putBack(batch);
  }

  /** What is newer than there is room for has been dropped already. */
  #putBack(batch: readonly CallEnded[]): void {
    const room = Math.max(0, mostWaiting - this.#waiting.length);
    this.dropped += Math.max(0, batch.length - room);
    this.#waiting = [...batch.slice(0, room), ...this.#waiting];
  }

  async #metrics(telemetry: TelemetrySettings, signal: AbortSignal): Promise<void> {
    const { clock, metrics } = this.#parts;
    const now = clock.now();
    const all = [...(await metrics()), ...this.#durations.metrics()];
    const body = metricsBody(all, { from: this.#startedAt, now }, this.#origin);
    this.#metricsAt = now + telemetry.metricsEveryMs;
    await this.#post(telemetry, { path: '/v1/metrics', body }, signal);
  }

  /** Told once, not for each post. */
  #hear(path: string, answer: string): void {
    const { rejected, hasWord } = partOf(answer);
    this.rejected += rejected;
    if ((rejected === 0 && !hasWord) || this.#inPart.has(path)) return;
    this.#inPart.add(path);
    const says = rejected > 0 ? 'the collector took only a part of the telemetry' : 'the collector warns';
    this.#parts.log.warn({ path, rejected }, `${says}; its own log says why`);
  }

  async #post(
    { endpoint, headers }: TelemetrySettings,
    { path, body }: { readonly path: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<Delivery> {
    const { send, clock, random, log } = this.#parts;
    const delivery = await send({ url: endpoint + path, allowPrivate: true, headers, body, asksAnswer: true }, signal);
    if (delivery.kind === 'delivered') {
      if (this.#failures > 0) log.info({}, 'telemetry is taken again');
      this.#failures = 0;
      this.#hear(path, delivery.answer ?? '');
      return delivery;
    }
    this.failed++;
    // Once, not each second of an outage.
    if (this.#failures === 0) log.warn({ path, why: delivery.why }, 'telemetry is not taken');
    this.#failures++;
    const waitMs = random.draw() * Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(this.#failures, 10));
    const wishMs = delivery.kind === 'failed' ? Math.min(delivery.retryMs ?? 0, longestRetryMs) : 0;
    this.#notBefore = clock.now() + Math.max(waitMs, wishMs);
    return delivery;
  }
}
