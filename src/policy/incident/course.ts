/** How calls fared around an incident, in steps of time that grow with it, and what that says of its cost and its end. */
import type { Course, CoursePoint, Fared, Incident, Measured, Where } from '../../domain/incident.ts';
import type { Cell, Slice } from './tally.ts';
import { addedUp, faredOf, longSlices, sliceMs } from './tally.ts';

const mostPoints = 180;
const longMs = longSlices * sliceMs;
/** Shown before its begin, to see what it was like. */
export const beforeMs = 300_000;
/** As for the alarm: below it nobody notices. */
const noticedShare = 0.02;

/** What was counted in one stretch of time that is over. */
export interface Piece extends CoursePoint {
  readonly ms: number;
  readonly attempts: number;
  readonly badAttempts: number;
  readonly unasked: number;
  readonly cut: number;
  readonly resumed: number;
}

const pieceOf = (slice: Slice, ms: number, level: Where['level']): Piece => {
  const { attempts, bad, unasked, cut, resumed } = slice;
  const counts = { attempts, badAttempts: bad, unasked, cut, resumed };
  return { at: slice.slice * ms, ms, ...faredOf(slice, level), ...counts };
};

export interface Stretch {
  /** In ms since the Unix epoch. */
  readonly from: number;
  readonly until: number;
}

/** What is over by then of the cells of a place: long slices as far back as there are no short ones. */
export const piecesOf = (
  cells: readonly Cell[],
  level: Where['level'],
  { from: fromMs, until }: Stretch,
): readonly Piece[] => {
  const { short, long } = addedUp(cells);
  const shortFrom = Math.ceil(((short[0]?.slice ?? 0) * sliceMs) / longMs) * longMs;
  const isWanted = ({ at, ms }: Piece): boolean => at + ms <= until && at + ms > fromMs;
  const older =
    fromMs >= shortFrom
      ? []
      : long.map((one) => pieceOf(one, longMs, level)).filter((one) => isWanted(one) && one.at < shortFrom);
  const last = older.at(-1);
  const counted = last === undefined ? 0 : last.at + longMs;
  const newer = short.map((one) => pieceOf(one, sliceMs, level)).filter((one) => isWanted(one) && one.at >= counted);
  return [...older, ...newer];
};

/** Calls of several stretches together. */
export const faredIn = (all: readonly Fared[]): Fared => ({
  calls: all.reduce((sum, { calls }) => sum + calls, 0),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  rescued: all.reduce((sum, { rescued }) => sum + rescued, 0),
});

const bucketed = (points: readonly CoursePoint[], everyMs: number): readonly CoursePoint[] => {
  const groups = Map.groupBy(points, ({ at }) => Math.floor(at / everyMs) * everyMs);
  return [...groups].map(([at, group]) => ({ at, ...faredIn(group) }));
};

const extended = (course: Course | undefined, pieces: readonly Piece[]): Course => {
  const all = [...(course?.points ?? []), ...pieces].toSorted((one, other) => one.at - other.at);
  let everyMs = pieces.reduce((most, { ms }) => Math.max(most, ms), course?.everyMs ?? sliceMs);
  let points = bucketed(all, everyMs);
  while (points.length > mostPoints) {
    everyMs *= 2;
    points = bucketed(all, everyMs);
  }
  return { everyMs, points };
};

const mostCallers = 50;

const added = (one: Measured['codes'], other: Measured['codes']): Measured['codes'] => {
  const counts = new Map<Measured['codes'][number]['code'], number>();
  for (const { code, count } of [...one, ...other]) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts].map(([code, count]) => ({ code, count })).toSorted((first, second) => second.count - first.count);
};

/** What has happened since it was counted last. */
export interface Counted extends Pick<Measured, 'callers' | 'codes'> {
  readonly pieces: readonly Piece[];
}

export const grown = (incident: Incident, { pieces, callers, codes }: Counted): Incident => {
  if (pieces.length === 0) return incident;
  const { measured, startedAt } = incident;
  const own = pieces.filter(({ at, ms }) => at + ms > startedAt);
  return {
    ...incident,
    course: extended(incident.course, pieces),
    measured: {
      ...measured,
      ...faredIn([measured, ...own]),
      callers: [...new Set([...measured.callers, ...callers])].slice(0, mostCallers).toSorted(),
      codes: added(measured.codes, codes),
      attempts: own.reduce((sum, { attempts }) => sum + attempts, measured.attempts ?? 0),
      badAttempts: own.reduce((sum, { badAttempts }) => sum + badAttempts, measured.badAttempts ?? 0),
      unasked: own.reduce((sum, { unasked }) => sum + unasked, measured.unasked ?? 0),
      cut: own.reduce((sum, { cut }) => sum + cut, measured.cut ?? 0),
      resumed: own.reduce((sum, { resumed }) => sum + resumed, measured.resumed ?? 0),
    },
  };
};

/** When it was over, as far as the counts tell: they are quiet a while before that is sure. */
export const overAt = ({ startedAt, course, kind, measured }: Incident, quietSince: number): number => {
  const shareOf = ({ calls, failed, rescued }: Fared): number =>
    (kind === 'hidden' ? rescued : failed) / Math.max(1, calls);
  // A failure now and then is what every day has.
  const least = Math.max(noticedShare, shareOf(measured) / 4);
  const last = course?.points.findLast((point) => point.at < quietSince && shareOf(point) > least);
  const counted = last === undefined || course === undefined ? quietSince : last.at + course.everyMs;
  return Math.max(startedAt, Math.min(quietSince, counted));
};
