/** Sends what sinks have to be told, one message at a time for each; a sink that hangs holds up nobody but itself. */
import type { Courier, Sink } from '../domain/alert.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Work } from '../policy/alert/work.ts';
import type { Alerts, Batch } from '../state/alerts.ts';
import type { AlertTurn } from './alert-turn.ts';

const tickMs = 1_000;

export interface AlertWatchParts {
  readonly clock: Clock;
  readonly alerts: Alerts;
  readonly turn: Pick<AlertTurn, 'take' | 'leave'>;
  readonly courier: Courier;
  readonly sinks: () => readonly Sink[];
  /** Announced work, of which some want to know. */
  readonly works: () => readonly Work[];
  readonly log: Log;
}

class AlertWatch {
  readonly #parts: AlertWatchParts;
  readonly #busy = new Map<string, Promise<void>>();

  constructor(parts: AlertWatchParts) {
    this.#parts = parts;
  }

  look(signal: AbortSignal): void {
    for (const sink of this.#parts.sinks()) {
      if (this.#busy.has(sink.name)) continue;
      const batch = this.#parts.alerts.batch(sink);
      if (batch !== null) this.#busy.set(sink.name, this.#send(batch, signal));
    }
  }

  /** Until nothing is on its way. */
  async rest(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  async #send(batch: Batch, signal: AbortSignal): Promise<void> {
    const { alerts, courier, log } = this.#parts;
    const { sink, message } = batch;
    const delivery = await courier.deliver(sink, message, signal);
    this.#busy.delete(sink.name);
    // Cut off by our own end: it is sent again after the start, under the same id.
    if (signal.aborted && delivery.kind !== 'delivered') return;
    alerts.settle(batch, delivery);
    const fields = { sink: sink.name, alerts: message.notices.length };
    if (delivery.kind === 'delivered') log.info(fields, 'alert sent');
    else log.warn({ ...fields, why: delivery.why }, `alert ${delivery.kind}`);
  }
}

export const watchAlerts = async (parts: AlertWatchParts, signal: AbortSignal): Promise<void> => {
  const watch = new AlertWatch(parts);
  for await (const _ of parts.clock.every(tickMs, signal)) {
    const sinks = parts.sinks();
    if (sinks.length === 0) continue;
    await parts.turn.take();
    if (sinks.some(({ maintenance }) => maintenance.length > 0)) parts.alerts.learnWork(parts.works());
    watch.look(signal);
  }
  await watch.rest();
  await parts.turn.leave();
};
