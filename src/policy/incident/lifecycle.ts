/** What an alarm, or its absence, means for the incidents there are: opened, widened, calmed, ended or come back. */
import type { AlarmKind, Incident, Where } from '../../domain/incident.ts';
import { isAkin, isOpen, isSeenByCallers, levels } from '../../domain/incident.ts';
import type { Alarm } from './candidate.ts';
import { keyOf } from './candidate.ts';

export type Step =
  | { readonly kind: 'open'; readonly alarm: Alarm }
  /** It had seemed over. */
  | { readonly kind: 'return'; readonly incident: Incident; readonly alarm: Alarm }
  /** The alarm goes on. */
  | { readonly kind: 'go on'; readonly incident: Incident; readonly alarm: Alarm }
  /** Something wider was opened, and this is part of it. */
  | { readonly kind: 'merge'; readonly incident: Incident; readonly into: Alarm }
  | { readonly kind: 'calm'; readonly incident: Incident }
  | { readonly kind: 'resolve'; readonly incident: Incident };

export interface Followed {
  readonly incident: Incident;
  /** For how long its counts have been quiet; 0 while they are not. */
  readonly quietMs: number;
  /** Enough calls went well to say that it is over. */
  readonly isSure: boolean;
}

export interface LifecycleLook {
  /** Those that held for two of three looks. */
  readonly alarms: readonly Alarm[];
  /** Open ones, and those that ended lately. */
  readonly followed: readonly Followed[];
  readonly isInside: (inner: Where, outer: Where) => boolean;
  readonly now: number;
}

/** Quiet for so long, it is being watched; a moment of rest is no news. */
const calmMs = 60_000;
/** Gatus, Prometheus' `keep_firing_for` and others rest between two and ten minutes before they call it over. */
const resolveMs = 300_000;
/** One that comes back before that is the same one. */
const returnMs = 1_800_000;
/** The window that each kind is seen in, where what was an incident already is still in it. */
const aftermathMs = {
  failures: 0,
  network: 0,
  burn: 0,
  hidden: 600_000,
  queue: 600_000,
  silence: 0,
  budget: 0,
} as const satisfies Record<AlarmKind, number>;
/** Where nobody calls nothing is ever sure. */
const longestResolveMs = 3_600_000;

/** One that comes and goes is over once it has been quiet for twice as long as it ever rested. */
const resolvesAfterMs = ({ restedMs = 0 }: Incident): number =>
  Math.min(Math.max(resolveMs, 2 * restedMs), longestResolveMs);

/** It goes on, and how long it rested is remembered. */
export const cameBack = ({ endedAt, restedMs = 0, ...incident }: Incident, now: number): Incident => ({
  ...incident,
  resolvedAt: null,
  returns: incident.returns + 1,
  restedMs: Math.max(restedMs, now - (endedAt ?? now)),
});

/** Nobody is told each time that it rests for a moment. */
const calmsAfterMs = (incident: Incident): number =>
  Math.min(calmMs * 2 ** incident.returns, resolvesAfterMs(incident) / 2);

const widthOf = ({ level }: Where): number => levels.indexOf(level);

const isSame = (incident: Incident, { where, signal }: Alarm): boolean =>
  isAkin(incident.kind, signal.kind) && keyOf(incident.where) === keyOf(where);

/** What happened to an incident that no alarm speaks of. */
const rested = ({ incident, quietMs, isSure }: Followed): readonly Step[] => {
  if (quietMs >= (isSure ? resolvesAfterMs(incident) : longestResolveMs)) return [{ kind: 'resolve', incident }];
  const isWatched = incident.status === 'monitoring';
  return isSure && quietMs >= calmsAfterMs(incident) && !isWatched ? [{ kind: 'calm', incident }] : [];
};

/** The open one that an operator made this part of. */
const heirOf = (alarm: Alarm, followed: readonly Followed[]): Incident | undefined => {
  const all = followed.map(({ incident }) => incident);
  const into = new Set(all.flatMap((one) => (one.isMergedByHand === true && isSame(one, alarm) ? one.mergedInto : [])));
  return all.find((one) => isOpen(one) && into.has(one.id));
};

/** The incident that an alarm belongs to: the same place, or one that this place is part of. */
const ownerOf = (alarm: Alarm, { followed, isInside, now }: LifecycleLook): Incident | null => {
  const alive = followed
    .map(({ incident }) => incident)
    .filter(
      ({ mergedInto, resolvedAt }) => mergedInto === null && (resolvedAt === null || now - resolvedAt < returnMs),
    );
  const same = alive.findLast((one) => isSame(one, alarm)) ?? heirOf(alarm, followed);
  if (same !== undefined) return same;
  const wider = alive.filter((one) => isOpen(one) && widthOf(one.where) < widthOf(alarm.where));
  return wider.find((one) => isAkin(one.kind, alarm.signal.kind) && isInside(alarm.where, one.where)) ?? null;
};

/** What nobody saw in the same place, before callers did. */
const isHerald = (one: Incident, { where, signal }: Alarm): boolean =>
  keyOf(one.where) === keyOf(where) && isSeenByCallers(signal.kind) && (one.kind === 'hidden' || one.kind === 'queue');

const partsOf = (alarm: Alarm, { followed, isInside }: LifecycleLook): readonly Incident[] =>
  followed
    .map(({ incident }) => incident)
    .filter((one) => isOpen(one) && !isSame(one, alarm))
    .filter((one) => widthOf(one.where) > widthOf(alarm.where) || isHerald(one, alarm))
    .filter((one) => one.kind !== 'silence' && alarm.signal.kind !== 'budget' && isInside(one.where, alarm.where));

/** What failed in an outage shows in slower counts long after: that is no second incident. */
const isAftermath = ({ where, signal }: Alarm, { followed, isInside, now }: LifecycleLook): boolean => {
  const lastsMs = aftermathMs[signal.kind];
  return followed.some(
    ({ incident: { kind, resolvedAt, where: there } }) =>
      isSeenByCallers(kind) &&
      now - (resolvedAt ?? now) < lastsMs &&
      (isInside(where, there) || isInside(there, where)),
  );
};

const stepFor = (alarm: Alarm, look: LifecycleLook): readonly Step[] => {
  if (isAftermath(alarm, look)) return [];
  const owner = ownerOf(alarm, look);
  if (owner === null)
    return [
      { kind: 'open', alarm },
      ...partsOf(alarm, look).map((incident) => ({ kind: 'merge', incident, into: alarm }) as const),
    ];
  return [{ kind: isOpen(owner) && owner.status !== 'monitoring' ? 'go on' : 'return', incident: owner, alarm }];
};

export const stepsFor = (look: LifecycleLook): readonly Step[] => {
  const steps = look.alarms.flatMap((alarm) => stepFor(alarm, look));
  const spokenOf = new Set(steps.flatMap((step) => ('incident' in step ? [step.incident.id] : [])));
  const silent = look.followed.filter(({ incident }) => isOpen(incident) && !spokenOf.has(incident.id));
  return [...steps, ...silent.flatMap(rested)];
};
