/** Incidents of a running gateway: those in the store, what is counted, and the loop that looks. */
import type { Incident } from '../domain/incident.ts';
import type { Documents } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { overrunsOf } from '../policy/incident/overrun.ts';
import { Incidents } from '../state/incidents.ts';
import type { MaintenanceState, Maintenances } from '../state/maintenances.ts';
import type { Providers } from '../state/providers.ts';
import type { Tallies } from '../state/tallies.ts';
import { watchAlerts } from '../watch/alerts.ts';
import type { IncidentWatchParts } from '../watch/incidents.ts';
import { IncidentTurn } from '../watch/incident-turn.ts';
import { watchIncidents } from '../watch/incidents.ts';
import { watchProviders } from '../watch/providers.ts';
import { alertWatchParts } from './serve-alerts.ts';
import type { Rooms } from './serve-doors.ts';
import type { RecordKeeping } from './serve-records.ts';
import { watchRecords } from './serve-records.ts';
import type { World } from './world.ts';

const shelf = 'incident';
/** A check that ran longer ago says nothing of now: none may have run since. */
const checkSaysMs = 180_000;

/** Those from before the last restart; every change is kept. A store that cannot be read or written stops nobody. */
export const openIncidents = async (gateway: Gateway, documents: Documents): Promise<Incidents> => {
  const { clock, random, log, settings } = gateway;
  const texts = await documents.all(shelf).catch(() => {
    log.warn({}, 'incidents of the past cannot be read');
    return [];
  });
  // Safe: only the listener below puts something on this shelf.
  const known = texts.flatMap((text) => objectOf(text) ?? []) as unknown as readonly Incident[];
  const incidents = new Incidents({ clock, random, publish: () => settings().incidents.publish }, known);
  incidents.onChange(({ kind, incident }) => {
    if (kind === 'heard') return;
    log.warn({ incident: incident.id, status: incident.status, impact: incident.impact }, `incident ${kind}`);
    documents
      .keep(shelf, incident.id, JSON.stringify(incident))
      .catch(() => log.error({ incident: incident.id }, 'an incident cannot be kept'));
  });
  return incidents;
};

/** When the first gateway on this store was started: before that nothing is known. */
export const recordsSince = async ({ clock }: Gateway, documents: Documents): Promise<number> => {
  const now = clock.now();
  try {
    const [known] = await documents.all('records');
    const at = objectOf(known ?? '')?.['since'];
    if (typeof at === 'number' && at <= now) return at;
    await documents.keep('records', 'since', JSON.stringify({ since: now }));
  } catch {
    // A store that cannot be read or written stops nobody: what is not known is shown as such.
  }
  return now;
};

export interface Seen {
  readonly gateway: Gateway;
  readonly tallies: Tallies;
  readonly incidents: Incidents;
  readonly maintenances: Maintenances;
  readonly providers: Pick<Providers, 'troubled' | 'troubledSince'>;
  readonly keeping: Pick<RecordKeeping, 'records'>;
}

/** Until it is called late it is away by plan, so that one that is late is one incident and not two. */
const isAwayByPlan = (one: MaintenanceState, upstream: string, now: number): boolean => {
  if (one.kind !== 'work') return false;
  if (!one.overdue.includes(upstream)) return one.phase === 'active' || one.phase === 'draining';
  return overrunsOf([one], now).every((late) => late.upstream !== upstream);
};

export const incidentWatchParts = (
  { gateway, tallies, incidents, maintenances, providers, keeping }: Seen,
  turn: IncidentTurn,
): IncidentWatchParts => ({
  isAlarmedElsewhere: (id) => turn.isAlarmedElsewhere(id),
  clock: gateway.clock,
  tallies,
  incidents,
  checks: () => {
    const { probes } = gateway.recent.past(1);
    const from = gateway.clock.now() - checkSaysMs;
    // One that calls have proved wrong says nothing.
    const lately = [...probes].filter(([name, { at }]) => at >= from && !gateway.checks.of(name).standing.isRefuted);
    return new Map(lately.map(([name, { cause }]) => [name, cause === null ? 'well' : 'failing']));
  },
  isOverdue: (upstream) => maintenances.list().some(({ overdue }) => overdue.includes(upstream)),
  isPeak: () => maintenances.isPeak,
  siteOf: (upstream) => gateway.recent.past(1).places.get(upstream)?.provider ?? upstream,
  troubledProviders: () => providers.troubled(),
  toldSince: (upstream) => providers.troubledSince(upstream),
  promise: () => {
    const { objective } = gateway.settings().incidents;
    return objective === null ? null : { objective, records: keeping.records.days(gateway.clock.now()) };
  },
  isPlanned: (upstream) =>
    maintenances
      .list()
      .some(
        (one) =>
          isAwayByPlan(one, upstream, gateway.clock.now()) &&
          (one.upstreams === null || one.upstreams.includes(upstream)),
      ),
});

/** Notices what is wrong, asks providers what they say of themselves, tells operators, and keeps the record. */
export const watchTroubles = async (
  rooms: Seen & Pick<Rooms, 'journal' | 'alerts' | 'courier' | 'providers' | 'keeping'>,
  world: Pick<World, 'readPage' | 'version'>,
  signal: AbortSignal,
): Promise<void> => {
  const { gateway, providers, keeping } = rooms;
  const userAgent = `good-gateway/${world.version}`;
  const { clock, random } = gateway;
  const { incidents, journal } = rooms;
  const turn = new IncidentTurn({ clock, incidents, documents: journal.documents, id: random.hex(8) });
  incidents.onChange(({ kind }) => void (kind === 'heard' || turn.tell()));
  await Promise.all([
    watchIncidents(incidentWatchParts(rooms, turn), { clock, turn }, signal),
    watchRecords(gateway, keeping, signal),
    watchAlerts(alertWatchParts(gateway, { ...rooms, documents: journal.documents }), signal),
    watchProviders(
      { clock: gateway.clock, providers, readPage: (wish) => world.readPage({ ...wish, userAgent }) },
      signal,
    ),
  ]);
};
