/** What a sink is told of an incident. */
import type { AlertSeverity, Notice, WorkEvent } from '../../domain/alert.ts';
import { alertSeverities } from '../../domain/alert.ts';
import type { Impact, Incident } from '../../domain/incident.ts';

const mostModels = 20;

const severities = {
  none: 'warning',
  minor: 'warning',
  major: 'error',
  critical: 'critical',
} as const satisfies Record<Impact, AlertSeverity>;

/** That nobody calls any longer may be the greatest outage of all, and nobody is there to be hit by it. */
export const severityOf = ({ kind, impact }: Pick<Incident, 'kind' | 'impact'>): AlertSeverity =>
  kind === 'silence' ? 'error' : severities[impact];

export const isGraver = (one: AlertSeverity, other: AlertSeverity): boolean =>
  alertSeverities.indexOf(one) > alertSeverities.indexOf(other);

export const gravest = (one: AlertSeverity, other: AlertSeverity): AlertSeverity =>
  isGraver(one, other) ? one : other;

export const hitModels = ({ components }: Pick<Incident, 'components'>): readonly string[] => [
  ...new Set(components.map(({ name }) => name)),
];

export interface Telling {
  readonly event: Exclude<Notice['event'], 'test' | WorkEvent>;
  readonly severity: AlertSeverity;
  /** How often there was something to tell of it. */
  readonly revision: number;
}

export const noticeOf = (incident: Incident, { event, severity, revision }: Telling): Notice => {
  const { id, title, impact, startedAt, noticedAt, resolvedAt, cause, measured, isPublished, updates } = incident;
  return {
    id: `${id}-${revision}-${event}`,
    about: id,
    event,
    severity,
    title,
    text: updates.at(-1)?.body ?? '',
    impact,
    startedAt,
    noticedAt,
    resolvedAt,
    cause,
    calls: measured.calls,
    failed: measured.failed,
    rescued: measured.rescued,
    models: hitModels(incident).slice(0, mostModels),
    isPublished,
    link: null,
  };
};
