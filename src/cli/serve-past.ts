/** What is known from before the last restart. */
import type { Documents, Journal, Log, Terminal } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { keptMaintenances } from '../http/maintenances.ts';
import { Maintenances } from '../state/maintenances.ts';
import type { JournalReading, World } from './world.ts';

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

const keepDays = 7;
const keepRows = 2_000_000;

interface Store {
  readonly world: World;
  readonly terminal: Terminal;
  readonly settings: Settings;
  readonly log: Log;
}

/** The journal and what is kept beside it; `null` after saying why not. */
export const openStore = async ({
  world,
  terminal,
  settings: { store },
  log,
}: Store): Promise<(Journal & JournalReading) | null> => {
  try {
    const path = store.kind === 'sqlite' ? store.path : '';
    return await world.openJournal({ path, keepDays, keepRows, onError: (message) => log.error({}, message) });
  } catch (error) {
    terminal.err(`serve: ${error instanceof Error ? error.message : 'the store cannot be opened'}\n`);
    return null;
  }
};
