/** One incident of which two gateways on the same store know something: nothing that was told or set is lost. */
import type { AffectedComponent, Incident, ReportSection, SetField } from '../../domain/incident.ts';
import { reportSections } from '../../domain/incident.ts';
import { ended } from './impact.ts';

const setOf = ({ setAt }: Incident, field: SetField): number => setAt?.[field] ?? 0;

/** When it was last said how it stands. */
const stoodAt = (incident: Incident): number =>
  Math.max(setOf(incident, 'status'), ...incident.updates.map(({ at }) => at));

/** In ms since the Unix epoch. */
export const changedAt = (incident: Incident): number =>
  Math.max(incident.resolvedAt ?? 0, stoodAt(incident), ...Object.values(incident.setAt ?? {}));

const nameOf = ({ name, status, from }: AffectedComponent): string => `${from} ${status} ${name}`;

/** What one of them knows to be over is over. */
const unitedComponents = (known: Incident, more: Incident): Incident['components'] => {
  const others = new Map(more.components.map((one) => [nameOf(one), one]));
  const both = known.components.map((one) => ({ ...one, until: one.until ?? others.get(nameOf(one))?.until ?? null }));
  const names = new Set(known.components.map(nameOf));
  const fresh = more.components.filter((one) => !names.has(nameOf(one)));
  const over = known.endedAt ?? known.resolvedAt;
  return [...both, ...(over === null ? fresh : ended(fresh, over))];
};

const saidAt = (one: Incident, name: ReportSection): number =>
  Math.max(setOf(one, `notes.${name}`), one.notes?.[name]?.at ?? 0);

const notesOf = (mine: Incident, theirs: Incident): NonNullable<Incident['notes']> => {
  const entries = reportSections.flatMap((name) => {
    const note = (saidAt(mine, name) > saidAt(theirs, name) ? mine : theirs).notes?.[name];
    return note === undefined ? [] : [[name, note] as const];
  });
  return Object.fromEntries(entries);
};

const latest = (mine: Incident, theirs: Incident): NonNullable<Incident['setAt']> => {
  const both = Object.entries(mine.setAt ?? {}).map(([name, at]) => {
    const field = name as SetField;
    return [field, Math.max(at, setOf(theirs, field))] as const;
  });
  return { ...theirs.setAt, ...Object.fromEntries(both) };
};

/** `theirs` stands in the store and has all counts; of what was said and set, each has what came last. */
export const united = (mine: Incident, theirs: Incident): Incident => {
  const lastOf = (field: SetField): Incident => (setOf(mine, field) > setOf(theirs, field) ? mine : theirs);
  const isSet = setOf(mine, 'isPublished') + setOf(theirs, 'isPublished') > 0;
  const [stands, other] = stoodAt(mine) > stoodAt(theirs) ? [mine, theirs] : [theirs, mine];
  const known = new Set(theirs.updates.map(({ id }) => id));
  const fresh = mine.updates.filter(({ id }) => !known.has(id));
  const { endedAt: _, isMergedByHand: __, ...rest } = theirs;
  const { status, resolvedAt, mergedInto, endedAt, isMergedByHand } = stands;
  return {
    ...rest,
    title: lastOf('title').title,
    impact: lastOf('impact').impact,
    isPublished: isSet ? lastOf('isPublished').isPublished : mine.isPublished || theirs.isPublished,
    updates: [...theirs.updates, ...fresh].toSorted((one, another) => one.at - another.at),
    status,
    resolvedAt,
    mergedInto,
    components: unitedComponents(stands, other),
    notes: notesOf(mine, theirs),
    setAt: latest(mine, theirs),
    ...(isMergedByHand === undefined ? {} : { isMergedByHand }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
};
