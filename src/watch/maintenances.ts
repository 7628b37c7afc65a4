/** Lets announced maintenances begin and end on time, and calls one that does not end an outage. */
import type { Clock } from '../domain/ports.ts';
import { overrunsOf } from '../policy/incident/overrun.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Maintenances } from '../state/maintenances.ts';

const tickMs = 1_000;

export interface MaintenanceWatchParts {
  readonly clock: Clock;
  readonly maintenances: Pick<Maintenances, 'look' | 'list'>;
  readonly incidents: Pick<Incidents, 'find' | 'declare'>;
}

export const lookAtMaintenances = ({ clock, maintenances, incidents }: MaintenanceWatchParts): void => {
  maintenances.look();
  for (const { upstream, ...overrun } of overrunsOf(maintenances.list(), clock.now())) {
    if (incidents.find(overrun.id) !== null) continue;
    incidents.declare({ ...overrun, where: { level: 'upstream', name: upstream }, components: new Map(), by: null });
  }
};

export const watchMaintenances = async (parts: MaintenanceWatchParts, signal: AbortSignal): Promise<void> => {
  for await (const _ of parts.clock.every(tickMs, signal)) lookAtMaintenances(parts);
};
