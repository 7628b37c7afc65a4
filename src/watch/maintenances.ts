/** Lets announced maintenances begin and end on time, and calls one that does not end an outage. */
import type { Announcement } from '../domain/maintenance.ts';
import type { Clock } from '../domain/ports.ts';
import { overrunsOf } from '../policy/incident/overrun.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Maintenances } from '../state/maintenances.ts';

const tickMs = 1_000;
/** What another gateway on the same store announces is known so soon. */
const hearEveryMs = 5_000;

export interface MaintenanceWatchParts {
  readonly clock: Clock;
  readonly maintenances: Pick<Maintenances, 'look' | 'list' | 'hear'>;
  readonly incidents: Pick<Incidents, 'find' | 'declare'>;
  /** As they stand in the store. */
  readonly read: () => Promise<readonly Announcement[]>;
}

export const lookAtMaintenances = ({
  clock,
  maintenances,
  incidents,
}: Omit<MaintenanceWatchParts, 'read' | 'maintenances'> & {
  readonly maintenances: Pick<Maintenances, 'look' | 'list'>;
}): void => {
  maintenances.look();
  for (const { upstream, ...overrun } of overrunsOf(maintenances.list(), clock.now())) {
    if (incidents.find(overrun.id) !== null) continue;
    incidents.declare({ ...overrun, where: { level: 'upstream', name: upstream }, components: new Map(), by: null });
  }
};

/** A store that cannot be read stops nobody: what is known stays known. */
const hear = async ({ maintenances, read }: MaintenanceWatchParts): Promise<void> => {
  const announced = await read().catch(() => null);
  if (announced !== null) maintenances.hear(announced);
};

export const watchMaintenances = async (parts: MaintenanceWatchParts, signal: AbortSignal): Promise<void> => {
  const hearing = async (): Promise<void> => {
    for await (const _ of parts.clock.every(hearEveryMs, signal)) await hear(parts);
  };
  const looking = async (): Promise<void> => {
    for await (const _ of parts.clock.every(tickMs, signal)) lookAtMaintenances(parts);
  };
  await Promise.all([hearing(), looking()]);
};
