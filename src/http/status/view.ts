/** What everybody may know of how things stand: components, their days, published incidents, planned work. */
import { hash } from 'node:crypto';
import type { ComponentStatus, Incident } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import type { ProviderReading } from '../../domain/provider.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Lately } from '../../policy/record.ts';
import { latelyOf } from '../../policy/record.ts';
import type { Day } from '../../policy/incident/uptime.ts';
import { daysOf, uptimeOf } from '../../policy/incident/uptime.ts';
import type { Incidents } from '../../state/incidents.ts';
import type { Providers } from '../../state/providers.ts';
import type { Records } from '../../state/records.ts';
import type { MaintenanceState, Maintenances } from '../../state/maintenances.ts';
import { listModels } from '../models.ts';

export type Condition = ComponentStatus | 'under_maintenance';

export interface Component {
  /** Twelve characters that stay the same for a name. */
  readonly id: string;
  readonly name: string;
  readonly status: Condition;
  readonly days: readonly Day[];
  readonly uptime: number | null;
  /** What its callers had lately; `null`: too few called to tell. */
  readonly lately: Lately | null;
  /** When its condition last changed. */
  readonly changedAt: number;
}

export interface StatusView {
  readonly now: number;
  /** When the records begin. */
  readonly since: number;
  readonly name: string;
  /** How readers reach the page, without a slash at its end. */
  readonly url: string;
  readonly components: readonly Component[];
  /** Published ones, the newest first. */
  readonly incidents: readonly Incident[];
  readonly maintenances: readonly MaintenanceState[];
  /** What providers say of themselves. */
  readonly providers: readonly ProviderReading[];
  readonly updatedAt: number;
  /** What a minute that fails for some counts of one that is down. */
  readonly partialWeight: number;
  /** Share of calls that is promised an answer; `null`: none. */
  readonly objective: number | null;
}

export interface StatusParts {
  readonly gateway: Gateway;
  readonly incidents: Pick<Incidents, 'list'>;
  readonly maintenances: Pick<Maintenances, 'list'>;
  readonly providers: Pick<Providers, 'readings'>;
  readonly records: Pick<Records, 'days'>;
  /** When the first gateway on this store was started. */
  readonly since: number;
}

const mostComponents = 50;
export const shownDays = 90;
const latelyDays = 7;

export const idOf = (name: string): string =>
  BigInt(`0x${hash('sha256', name).slice(0, 16)}`)
    .toString(36)
    .slice(-12)
    .padStart(12, '0');

/** The graver first. */
const graveness: readonly Condition[] = [
  'major_outage',
  'partial_outage',
  'degraded_performance',
  'under_maintenance',
  'operational',
];

const gravest = (conditions: readonly Condition[]): Condition =>
  graveness.find((one) => conditions.includes(one)) ?? 'operational';

const isActive = ({ phase }: MaintenanceState): boolean => phase === 'active' || phase === 'draining';

export const viewOf = (
  { gateway, incidents, maintenances, providers, records, since }: StatusParts,
  url: string,
): StatusView => {
  const now = gateway.clock.now();
  const published = incidents.list().filter(({ isPublished, mergedInto }) => isPublished && mergedInto === null);
  const planned = maintenances.list();
  const { partialWeight, objective } = gateway.settings().incidents;
  const models = listModels(gateway);
  const hit = published.flatMap(({ components }) => components.map(({ name }) => name));
  const names = [...new Set([...models.map(({ name }) => name), ...hit])].slice(0, mostComponents);
  const isClosed = (name: string): boolean => {
    const upstreams = models.find((model) => model.name === name)?.upstreams ?? [];
    const closed = planned.filter((one) => one.kind === 'work' && isActive(one));
    return (
      closed.some((one) => one.upstreams === null) ||
      (upstreams.length > 0 && upstreams.every((one) => closed.some((work) => work.upstreams?.includes(one) === true)))
    );
  };
  const counted = records.days(now);
  const components = names.map((name): Component => {
    const affected = published.flatMap((one) => one.components.filter((component) => component.name === name));
    const open = affected.filter(({ until }) => until === null).map(({ status }) => status);
    const days = daysOf(affected, { now, since, days: shownDays, partialWeight });
    const status = gravest([...open, ...(isClosed(name) ? ['under_maintenance' as const] : [])]);
    const changedAt = Math.max(since, ...affected.map(({ from, until }) => until ?? from));
    const lately = latelyOf(name, latelyDays, { records: counted, now });
    return { id: idOf(name), name, status, days, uptime: uptimeOf(days), lately, changedAt };
  });
  const lastWords = published.flatMap(({ updates }) => updates.at(-1)?.at ?? []);
  return {
    now,
    since,
    name: new URL(url).hostname,
    url,
    components,
    incidents: published,
    maintenances: planned,
    providers: providers.readings(),
    partialWeight,
    objective,
    updatedAt: Math.max(since, ...lastWords, ...planned.map(({ announcedAt }) => announcedAt)),
  };
};

export const openIncidents = ({ incidents }: StatusView): readonly Incident[] => incidents.filter(isOpen);

/** `none` where all is well; the words are those of Statuspage, which its readers know. */
export const overall = (view: StatusView): { readonly indicator: string; readonly description: string } => {
  const conditions = view.components.map(({ status }) => status);
  const all = (condition: Condition): boolean => conditions.length > 0 && conditions.every((one) => one === condition);
  switch (gravest(conditions)) {
    case 'major_outage':
      return all('major_outage')
        ? { indicator: 'critical', description: 'Major System Outage' }
        : { indicator: 'major', description: 'Partial System Outage' };
    case 'partial_outage':
      return { indicator: 'major', description: 'Partial System Outage' };
    case 'degraded_performance':
      return { indicator: 'minor', description: 'Partially Degraded Service' };
    case 'under_maintenance':
      return { indicator: 'maintenance', description: 'Service Under Maintenance' };
    case 'operational':
      return openIncidents(view).length === 0
        ? { indicator: 'none', description: 'All Systems Operational' }
        : { indicator: 'minor', description: 'Minor Service Outage' };
    default:
      throw new Error('a condition without words');
  }
};
