/** What a collector is told of the running gateway. */
import type { Send } from '../domain/letter.ts';
import type { Clock, Log, Random } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { Telemetry } from '../watch/telemetry.ts';
import type { Numbers } from './world.ts';

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly send: Send;
  readonly numbers: Numbers;
  readonly version: string;
}

export const openTelemetry = ({ numbers, ...parts }: Parts): Telemetry => {
  const telemetry = new Telemetry({ ...parts, metrics: () => numbers.snapshot() });
  numbers.gauge('telemetry_sent_total', () => telemetry.sent);
  numbers.gauge('telemetry_dropped_total', () => telemetry.dropped);
  numbers.gauge('telemetry_failed_total', () => telemetry.failed);
  numbers.gauge('telemetry_rejected_total', () => telemetry.rejected);
  return telemetry;
};
