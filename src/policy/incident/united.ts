/** One incident of which two gateways on the same store know something: nothing that was told is lost. */
import type { Incident } from '../../domain/incident.ts';

/** `theirs` was written last and has all counts; what was told here since then is added to it. */
export const united = (mine: Incident, theirs: Incident): Incident => {
  const known = new Set(theirs.updates.map(({ id }) => id));
  const fresh = mine.updates.filter(({ id }) => !known.has(id));
  const notes = { ...theirs.notes, ...mine.notes };
  if (fresh.length === 0) return { ...theirs, notes };
  const { status, title, isPublished, resolvedAt, mergedInto, isMergedByHand, components, endedAt } = mine;
  const { endedAt: _, ...rest } = theirs;
  return {
    ...rest,
    notes,
    updates: [...theirs.updates, ...fresh].toSorted((one, other) => one.at - other.at),
    status,
    title,
    isPublished,
    resolvedAt,
    mergedInto,
    components,
    ...(isMergedByHand === undefined ? {} : { isMergedByHand }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
};
