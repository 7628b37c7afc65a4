/** Two incidents that an operator knows to be one: the first ends, and the other takes over what it hit. */
import type { Incident, IncidentStatus } from '../../domain/incident.ts';
import { ended, graver } from './impact.ts';
import { mergedByHandText, mergedText } from './wording.ts';

interface Told {
  readonly status: IncidentStatus;
  readonly body: string;
}

interface Merged {
  readonly wider: Incident;
  readonly part: Incident;
  /** `null`: what nobody was told of stays untold. */
  readonly toldWider: Told | null;
  readonly toldPart: Told;
}

export const mayMerge = (from: Incident, into: Incident): boolean =>
  from.id !== into.id && from.mergedInto === null && into.mergedInto === null;

export const mergedByHand = (from: Incident, into: Incident, now: number): Merged => {
  const hit = ended(from.components, from.endedAt ?? now);
  return {
    wider: {
      ...into,
      components: [...into.components, ...hit],
      isPublished: into.isPublished || from.isPublished,
      impact: graver(into.impact, from.impact),
      setAt: { ...into.setAt, isPublished: now, impact: now },
    },
    part: { ...from, components: hit, mergedInto: into.id, isMergedByHand: true, resolvedAt: from.resolvedAt ?? now },
    toldWider: from.isPublished ? { status: into.status, body: mergedByHandText(from.title) } : null,
    toldPart: { status: from.status === 'postmortem' ? from.status : 'resolved', body: mergedText(into.title) },
  };
};
