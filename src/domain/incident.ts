/** A trouble that is more than one call's: what was hit, since when, what was said of it, and how it ended. */
import type { CauseCode, Family } from './cause.ts';

/** Where a trouble is, from the widest to the narrowest. `call`s come from `caller`s for a `model` at an `upstream` in a `zone`. */
export const levels = ['everything', 'zone', 'upstream', 'model', 'caller', 'model at upstream'] as const;
export type Level = (typeof levels)[number];

export interface Where {
  readonly level: Level;
  /** `null` for everything; `MODEL at UPSTREAM` for the narrowest. */
  readonly name: string | null;
}

export type IncidentStatus = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'postmortem';
/** As the Statuspage API has them. */
export type Impact = 'none' | 'minor' | 'major' | 'critical';
export type ComponentStatus = 'operational' | 'degraded_performance' | 'partial_outage' | 'major_outage';

/**
 * What gave the alarm. `failures`: callers see them. `network`: they fail because the gateway reaches nobody. `burn`: few, for long.
 * `hidden`: attempts fail and callers see nothing of it. `queue`: calls wait longer and longer. `silence`: nobody calls any longer.
 * `budget`: more fail over days than was promised.
 */
export type AlarmKind = 'failures' | 'network' | 'burn' | 'hidden' | 'queue' | 'silence' | 'budget';

export interface IncidentUpdate {
  readonly id: string;
  /** In ms since the Unix epoch. */
  readonly at: number;
  readonly status: IncidentStatus;
  readonly body: string;
  /** Who wrote it; `null`: the gateway itself. */
  readonly by: string | null;
}

/** How a component fared: one entry until it fares otherwise. `until: null` while it goes on. */
export interface AffectedComponent {
  readonly name: string;
  readonly status: ComponentStatus;
  readonly from: number;
  readonly until: number | null;
}

/**
 * The calls that met a place, each counted once: those that failed, those that were rescued (an attempt failed there, the caller
 * was answered all the same), and the rest, which went well. Attempts are counted apart, for a call may make several.
 */
export interface Fared {
  readonly calls: number;
  readonly failed: number;
  readonly rescued: number;
}

/** What it cost, counted over its time. */
export interface Measured extends Fared {
  /** Names of keys, the first fifty. */
  readonly callers: readonly string[];
  /** What attempts failed of, and calls for which nobody could be asked; the most frequent first. */
  readonly codes: readonly { readonly code: CauseCode; readonly count: number }[];
  /** Attempts, those of them that failed, and calls that failed before anybody was asked. Absent in older ones. */
  readonly attempts?: number;
  readonly badAttempts?: number;
  readonly unasked?: number;
  /** Attempts whose answer broke after it had begun, and those of them that others went on with. Absent in older ones. */
  readonly cut?: number;
  readonly resumed?: number;
}

export interface CoursePoint extends Fared {
  /** Begin of its step, in ms since the Unix epoch. */
  readonly at: number;
}

/** How calls fared from a while before until the end; steps in which nobody called are left out. */
export interface Course {
  readonly everyMs: number;
  readonly points: readonly CoursePoint[];
}

export const reportSections = [
  'summary',
  'impact',
  'timeline',
  'detection',
  'rootCause',
  'held',
  'didNot',
  'durations',
  'actions',
] as const;
export type ReportSection = (typeof reportSections)[number];

/** What people set by hand. */
export type SetField = 'title' | 'status' | 'impact' | 'isPublished' | `notes.${ReportSection}`;

/** What a person adds to a section of the report; what the data say stays beside it. */
export interface ReportNote {
  readonly text: string;
  readonly by: string;
  readonly at: number;
}

export interface Incident {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly title: string;
  /** A draft is for operators alone. */
  readonly isPublished: boolean;
  readonly status: IncidentStatus;
  readonly impact: Impact;
  readonly where: Where;
  readonly cause: { readonly code: CauseCode; readonly family: Family } | null;
  /** When it began, as far as can be told from counts; it was noticed at `noticedAt`. */
  readonly startedAt: number;
  readonly noticedAt: number;
  readonly resolvedAt: number | null;
  /** Oldest first; never changed once written. */
  readonly updates: readonly IncidentUpdate[];
  readonly components: readonly AffectedComponent[];
  readonly measured: Measured;
  /** What speaks for it beside our own traffic: own checks, a provider's page, an operator. */
  readonly corroboratedBy: readonly string[];
  /** How often it came back after it had seemed over. */
  readonly returns: number;
  /** The longest that it rested before it came back, in ms; absent where it never did. */
  readonly restedMs?: number;
  /** The wider one that it turned out to be part of. */
  readonly mergedInto: string | null;
  /** An operator said so. */
  readonly isMergedByHand?: true;
  /** Absent where nothing was counted. */
  readonly course?: Course;
  /** When it was over, as far as the counts tell; `resolvedAt` is when that was sure. Absent while it goes on. */
  readonly endedAt?: number;
  /** When a provider's status page was first seen to tell of it; absent where none was. */
  readonly toldAt?: number;
  /** Absent where nobody has added anything. */
  readonly notes?: Readonly<Partial<Record<ReportSection, ReportNote>>>;
  /** When a person last set it; absent where nobody did. In ms since the Unix epoch. */
  readonly setAt?: Readonly<Partial<Record<SetField, number>>>;
}

export const isOpen = (incident: Incident): boolean => incident.resolvedAt === null && incident.mergedInto === null;

/** An operator said so first: the gateway's counts do not end it. */
export const isDeclared = ({ updates }: Incident): boolean => typeof updates[0]?.by === 'string';

export const isSeenByCallers = (kind: AlarmKind): boolean =>
  kind === 'failures' || kind === 'network' || kind === 'burn';

/** Few that fail may become many, and why nobody is reached is seen a moment later: it is one trouble. */
export const isAkin = (one: AlarmKind, other: AlarmKind): boolean =>
  one === other || (isSeenByCallers(one) && isSeenByCallers(other));
