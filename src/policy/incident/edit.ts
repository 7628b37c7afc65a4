/** What an operator changes of an incident. What was told stays; what the data say of it stays too. */
import type {
  ComponentStatus,
  Incident,
  IncidentStatus,
  ReportNote,
  ReportSection,
  SetField,
  Where,
} from '../../domain/incident.ts';
import { reportSections } from '../../domain/incident.ts';
import { ended } from './impact.ts';

/** Whatever is left out stays as it is. */
export interface Edit {
  readonly title?: string;
  readonly status?: IncidentStatus;
  readonly body?: string;
  readonly isPublished?: boolean;
  readonly impact?: Incident['impact'];
  /** Words of a person beside a section of the report; `''` takes them away. */
  readonly notes?: Readonly<Partial<Record<ReportSection, string>>>;
  readonly by: string;
}

/** What somebody says of an incident that no alarm raised. */
export interface Declared {
  readonly title: string;
  readonly body: string;
  readonly components: ReadonlyMap<string, ComponentStatus>;
  /** `null`: the gateway itself. */
  readonly by: string | null;
  /** Given where the same must not be told twice. */
  readonly id?: string;
  readonly where?: Where;
  readonly startedAt?: number;
}

type Notes = NonNullable<Incident['notes']>;

const noted = (before: Notes, { notes = {}, by }: Edit, at: number): Notes => {
  const entries = reportSections.flatMap((section): readonly (readonly [ReportSection, ReportNote])[] => {
    const text = notes[section];
    const known = before[section];
    if (text === undefined) return known === undefined ? [] : [[section, known]];
    return text === '' ? [] : [[section, { text, by, at }]];
  });
  return Object.fromEntries(entries);
};

/** Of two gateways that were told different things, each field keeps what was said last. */
const setAt = (before: Incident['setAt'], edit: Edit, at: number): NonNullable<Incident['setAt']> => {
  const fields = (['title', 'status', 'impact', 'isPublished'] as const).filter((name) => edit[name] !== undefined);
  const notes = reportSections.filter((name) => edit.notes?.[name] !== undefined);
  const set: readonly SetField[] = [...fields, ...notes.map((name) => `notes.${name}` as const)];
  return { ...before, ...Object.fromEntries(set.map((name) => [name, at])) };
};

export const edited = (incident: Incident, edit: Edit, now: number): Incident => {
  const { status = incident.status, title = incident.title, impact = incident.impact } = edit;
  const { isPublished = incident.isPublished } = edit;
  const { endedAt, ...open } = incident;
  const said = { notes: noted(incident.notes ?? {}, edit, now), setAt: setAt(incident.setAt, edit, now) };
  const changed = { ...open, title, impact, isPublished, status, ...said };
  if (status !== 'resolved' && status !== 'postmortem') return { ...changed, resolvedAt: null };
  const over = endedAt ?? incident.resolvedAt ?? now;
  return {
    ...changed,
    resolvedAt: incident.resolvedAt ?? now,
    endedAt: over,
    components: ended(incident.components, over),
  };
};
