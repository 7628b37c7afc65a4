/** What is known from before the last restart. */
import type { Documents } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { keptMaintenances } from '../http/maintenances.ts';
import { Maintenances } from '../state/maintenances.ts';
import type { JournalReading } from './world.ts';

const rememberedCalls = 1_000;

/** How long troubles lasted before the last restart, as far as the journal tells. A journal that cannot be read stops nobody. */
export const remember = async ({ durations, log }: Gateway, journal: JournalReading): Promise<void> => {
  try {
    const events = await journal.recent(rememberedCalls);
    for (const event of events.toReversed()) durations.learn(event);
  } catch {
    log.warn({}, 'the journal cannot be read: durations are learned anew');
  }
};

/** Those that were announced before the last restart. A store that cannot be read stops nobody. */
export const announced = async (gateway: Gateway, documents: Documents): Promise<Maintenances> => {
  const known = await keptMaintenances(documents, gateway.clock.now()).catch(() => {
    gateway.log.warn({}, 'announced maintenances cannot be read');
    return [];
  });
  return new Maintenances(gateway, known);
};
