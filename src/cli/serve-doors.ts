/** The two doors of a running gateway: the callers' with its pages, and the operators'. */
import type { DemoServers } from '../domain/demo.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Downstream, Incoming } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { adminDoor } from '../http/admin.ts';
import { DemoDoor } from '../http/demo.ts';
import { Front } from '../http/front.ts';
import { pages } from '../http/pages.ts';
import { SessionDoor } from '../http/session.ts';
import type { Courier } from '../domain/alert.ts';
import type { Alerts } from '../state/alerts.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Providers } from '../state/providers.ts';
import type { Maintenances } from '../state/maintenances.ts';
import { Sessions } from '../state/sessions.ts';
import type { Tallies } from '../state/tallies.ts';
import type { RecordKeeping } from './serve-records.ts';
import type { JournalReading, Numbers, World } from './world.ts';

export interface Rooms {
  readonly gateway: Gateway;
  readonly numbers: Numbers;
  readonly journal: JournalReading;
  readonly maintenances: Maintenances;
  readonly incidents: Incidents;
  readonly providers: Providers;
  readonly tallies: Tallies;
  readonly keeping: RecordKeeping;
  readonly alerts: Alerts;
  readonly courier: Courier;
  /** When the first gateway on this store was started. */
  readonly since: number;
}

type Handle = (incoming: Incoming, downstream: Downstream) => Promise<void>;

interface Plate {
  readonly world: World;
  readonly demo: DemoServers | null;
  /** What operators show. */
  readonly token: string;
  /** Tells whoever started the gateway. */
  readonly say: (line: string) => void;
}

export const doors = async (
  rooms: Rooms,
  { world, demo, token, say }: Plate,
): Promise<{ callers: Handle; operators: Handle }> => {
  const { gateway, numbers, journal, maintenances, incidents, alerts, courier, providers, since } = rooms;
  const { records } = rooms.keeping;
  const findEnded = (id: string): Promise<CallEnded | null> => journal.find(id);
  const styleSheet = world.styleSheet();
  const web = world.openWeb(say);
  const { documents } = journal;
  const { door, clock, random, log } = gateway;
  const sessions = new Sessions({ clock, random, door, documents, log });
  await sessions.recall();
  const front = new Front(gateway, {
    pages: pages({
      gateway,
      version: world.version,
      isDemo: demo !== null,
      styleSheet,
      findEnded,
      maintenances,
      web,
      judged: (code, helped) => numbers.judged(code, helped),
      incidents,
      providers,
      records,
      since,
      doctorScript: (name) => world.pageScript(name),
      statusScript: () => world.pageScript('status.js') ?? '',
    }),
    sessions: new SessionDoor({ sessions, door, clock, publicUrl: () => gateway.settings().publicUrl }),
    demo: new DemoDoor(gateway, demo),
  });
  return {
    callers: (...visit) => front.handle(...visit),
    operators: adminDoor({
      gateway,
      metrics: numbers,
      token,
      findEnded,
      maintenances,
      incidents,
      documents,
      alerts,
      courier,
      providers,
      records,
    }),
  };
};
