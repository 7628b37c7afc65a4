/** Everything that goes on beside calls while the gateway runs; resolves when all of it has come to its end. */
import type { Rooms } from './serve-doors.ts';
import type { Telemetry } from '../watch/telemetry.ts';
import { keptMaintenances } from '../http/maintenances.ts';
import { guardItself } from '../watch/guard.ts';
import { watchLeftovers } from '../watch/leftovers.ts';
import { watchMaintenances } from '../watch/maintenances.ts';
import { probeUpstreams } from '../watch/probe.ts';
import { watchStates } from '../watch/states.ts';
import { watchTroubles } from './serve-incidents.ts';
import type { World } from './world.ts';

export interface Running extends Rooms {
  readonly telemetry: Telemetry;
}

export const runLoops = async (rooms: Running, world: World, signal: AbortSignal): Promise<void> => {
  const { gateway, numbers, journal, maintenances, incidents, telemetry } = rooms;
  const spent = (tokens: number): void => numbers.extraTokens('probe', tokens);
  const announcements = () => keptMaintenances(journal.documents, gateway.clock.now());
  await Promise.all([
    probeUpstreams({ ...gateway, spent }, signal),
    watchMaintenances({ clock: gateway.clock, maintenances, incidents, read: announcements }, signal),
    watchStates(gateway, signal),
    watchTroubles(rooms, world, signal),
    guardItself({ ...gateway, vitals: world.vitals }, signal),
    watchLeftovers(gateway, journal, signal),
    telemetry.run(signal),
  ]);
};
