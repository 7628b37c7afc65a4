/** Lets announced maintenances begin and end on time. */
import type { Clock } from '../domain/ports.ts';
import type { Maintenances } from '../state/maintenances.ts';

const tickMs = 1_000;

export const watchMaintenances = async (
  { clock, maintenances }: { readonly clock: Clock; readonly maintenances: Maintenances },
  signal: AbortSignal,
): Promise<void> => {
  for await (const _ of clock.every(tickMs, signal)) maintenances.look();
};
