/** Who is told of every call that ended. */
import type { Journal, Log } from '../domain/ports.ts';
import type { Tell } from '../state/calls.ts';
import type { Durations } from '../state/durations.ts';
import type { Records } from '../state/records.ts';
import type { Tallies } from '../state/tallies.ts';
import type { Telemetry } from '../watch/telemetry.ts';
import { logCall } from './serve-log.ts';
import type { Numbers } from './world.ts';

interface Told {
  readonly journal: Journal;
  readonly durations: Durations;
  readonly tallies: Tallies;
  readonly records: Records;
  readonly numbers: Numbers;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** A bug of one of them costs no call; the journal comes first. */
export const teller =
  (told: Told): Tell =>
  (event, text) => {
    try {
      told.journal.write(event, text);
      told.durations.learn(event);
      told.tallies.learn(event);
      told.records.learn(event);
      told.numbers.observe(event);
      told.telemetry.learn(event);
      logCall(told.log, event);
    } catch (error) {
      const bug = error instanceof Error ? error.stack : 'not an error';
      told.log.error({ call: event.id, bug }, 'a fault in the gateway: not everybody was told of a call that ended');
    }
  };
