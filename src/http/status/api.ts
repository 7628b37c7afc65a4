/** The status as readers of Statuspage's API v2 know it: the same paths, members and words. */
import type { Incident } from '../../domain/incident.ts';
import type { MaintenanceState } from '../../state/maintenances.ts';
import type { Component, StatusView } from './view.ts';
import { idOf, openIncidents, overall } from './view.ts';

const newest = 50;

const time = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms));

const pageId = (view: StatusView): string => idOf(view.url);

const page = (view: StatusView): object => ({
  id: pageId(view),
  name: view.name,
  url: view.url,
  time_zone: 'Etc/UTC',
  updated_at: time(view.updatedAt),
});

const componentBody = (view: StatusView, { id, name, status, changedAt }: Component, index: number): object => ({
  id,
  name,
  status,
  created_at: time(view.since),
  updated_at: time(changedAt),
  position: index + 1,
  description: null,
  showcase: true,
  start_date: time(view.since).slice(0, 10),
  group_id: null,
  page_id: pageId(view),
  group: false,
  only_show_if_degraded: false,
});

const components = (view: StatusView): readonly object[] =>
  view.components.map((component, index) => componentBody(view, component, index));

const componentsNamed = (view: StatusView, names: readonly string[]): readonly object[] =>
  view.components.flatMap((one, index) => (names.includes(one.name) ? [componentBody(view, one, index)] : []));

const latest = (times: readonly number[]): number => Math.max(...times);

const updatesBody = (incident: Incident): readonly object[] =>
  incident.updates
    .map(({ id, at, status, body }, index) => ({
      id,
      status,
      body,
      incident_id: incident.id,
      created_at: time(at),
      updated_at: time(at),
      display_at: time(at),
      affected_components:
        index > 0
          ? null
          : incident.components.map(({ name, status: now }) => ({
              code: idOf(name),
              name,
              old_status: 'operational',
              new_status: now,
            })),
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    }))
    .toReversed();

const incidentBody = (view: StatusView, incident: Incident): object => {
  const { id, title, status, impact, startedAt, noticedAt, resolvedAt, updates } = incident;
  const names = [...new Set(incident.components.map(({ name }) => name))];
  return {
    id,
    name: title,
    status,
    created_at: time(noticedAt),
    updated_at: time(latest([noticedAt, ...updates.map(({ at }) => at)])),
    monitoring_at: timeOrNull(updates.findLast((one) => one.status === 'monitoring')?.at ?? null),
    resolved_at: timeOrNull(resolvedAt),
    impact,
    shortlink: `${view.url}/status/incidents/${id}`,
    started_at: time(startedAt),
    page_id: pageId(view),
    reminder_intervals: null,
    incident_updates: updatesBody(incident),
    components: componentsNamed(view, names),
  };
};

const stages = { ahead: 'scheduled', draining: 'in_progress', active: 'in_progress', over: 'completed' } as const;

const stageOf = ({ phase, overdue }: MaintenanceState): string =>
  phase === 'over' && overdue.length > 0 ? 'verifying' : stages[phase];

const maintenanceBody = (view: StatusView, work: MaintenanceState): object => {
  const { id, title, message, startsAt, endsAt, announcedAt } = work;
  const status = stageOf(work);
  const at = time(announcedAt);
  return {
    id,
    name: title,
    status,
    created_at: at,
    updated_at: at,
    monitoring_at: null,
    resolved_at: status === 'completed' ? time(endsAt) : null,
    impact: 'maintenance',
    shortlink: `${view.url}/status#${id}`,
    started_at: time(startsAt),
    page_id: pageId(view),
    reminder_intervals: null,
    incident_updates: [
      {
        id: `${id}-1`,
        status: 'scheduled',
        body: message ?? title,
        incident_id: id,
        created_at: at,
        updated_at: at,
        display_at: at,
        affected_components: null,
        deliver_notifications: true,
        custom_tweet: null,
        tweet_id: null,
      },
    ],
    components: work.upstreams === null ? components(view) : [],
    scheduled_for: time(startsAt),
    scheduled_until: time(endsAt),
  };
};

const works = (view: StatusView, wanted: readonly string[]): readonly object[] =>
  view.maintenances
    .filter((one) => one.kind === 'work' && wanted.includes(stageOf(one)))
    .toSorted((one, other) => other.startsAt - one.startsAt)
    .slice(0, newest)
    .map((one) => maintenanceBody(view, one));

const ahead = ['scheduled'];
const going = ['in_progress', 'verifying'];

const incidentsBody = (view: StatusView, incidents: readonly Incident[]): readonly object[] =>
  incidents.slice(0, newest).map((one) => incidentBody(view, one));

/** By path under `/api/v2`. */
export const statusBodies: Readonly<Record<string, (view: StatusView) => object>> = {
  '/summary.json': (view) => ({
    page: page(view),
    components: components(view),
    incidents: incidentsBody(view, openIncidents(view)),
    scheduled_maintenances: works(view, [...ahead, ...going]),
    status: overall(view),
  }),
  '/status.json': (view) => ({ page: page(view), status: overall(view) }),
  '/components.json': (view) => ({ page: page(view), components: components(view) }),
  '/incidents.json': (view) => ({ page: page(view), incidents: incidentsBody(view, view.incidents) }),
  '/incidents/unresolved.json': (view) => ({ page: page(view), incidents: incidentsBody(view, openIncidents(view)) }),
  '/scheduled-maintenances.json': (view) => ({
    page: page(view),
    scheduled_maintenances: works(view, [...ahead, ...going, 'completed']),
  }),
  '/scheduled-maintenances/upcoming.json': (view) => ({
    page: page(view),
    scheduled_maintenances: works(view, ahead),
  }),
  '/scheduled-maintenances/active.json': (view) => ({ page: page(view), scheduled_maintenances: works(view, going) }),
  '/uptime.json': (view) => ({
    page: page(view),
    partial_weight: view.partialWeight,
    components: view.components.map(({ id, name, uptime, lately, days }) => ({
      id,
      name,
      uptime,
      lately,
      days: days.map(({ from, partialMs, majorMs, degradedMs, knownMs }) => ({
        date: time(from).slice(0, 10),
        partial_minutes: Math.round(partialMs / 60_000),
        major_minutes: Math.round(majorMs / 60_000),
        degraded_minutes: Math.round(degradedMs / 60_000),
        known_minutes: Math.round(knownMs / 60_000),
      })),
    })),
  }),
};
