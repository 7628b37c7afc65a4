/** Where a trouble is: raised once, at the widest place that is hit as a whole. */
import type { Where } from '../../domain/incident.ts';
import { isAkin, levels } from '../../domain/incident.ts';
import type { Alarm, Candidate, Looking } from './candidate.ts';
import { candidateAt, usualAt } from './candidate.ts';
import { isCutOff } from './cut-off.ts';
import type { Signal } from './signals.ts';
import { usualShare } from './signals.ts';
import type { Cell } from './tally.ts';
import { addedUp, byUpstreamAndModel, isIn, placesOf, sliceMs, sum } from './tally.ts';
import { poissonTail } from './tail.ts';
import { followsKey, widened } from './widen.ts';

/** A place that holds so much of the trouble holds the trouble. */
const holdsIt = 0.9;
/** More separate troubles at once than these are one. */
const mostAlarms = 5;
/** What happens by chance one time in twenty is nothing out of the ordinary. */
const ordinary = 0.05;
/** In slices: as far back as each kind is looked for. */
const windows = {
  failures: 29,
  network: 29,
  burn: 29,
  hidden: 17,
  queue: 5,
  silence: 5,
  budget: 29,
} as const satisfies Record<Signal['kind'], number>;

interface Weight {
  readonly troubled: number;
  readonly all: number;
  /** The share of all that is troubled on a good day; `null` where that is no share. */
  readonly base: number | null;
}

const weightOf = ({ signal, history, usual }: Candidate, from: number): Weight => {
  const { failed, bad, attempts, calls, waitedMs, arrived } = sum(history.short, from);
  switch (signal.kind) {
    case 'hidden':
      return { troubled: bad, all: attempts, base: usualShare(usual.bad, usual.attempts) };
    case 'queue':
      return { troubled: waitedMs, all: arrived, base: null };
    default:
      return { troubled: failed, all: calls, base: usualShare(usual.failed, usual.calls) };
  }
};

/**
 * It holds nearly all of the trouble, or what is beside it is as on any other day: chance explains it, or the usual share explains it better than
 * half of the share that is seen here (a ratio of Poisson likelihoods, as in the drift).
 */
const holds = (one: Weight, most: Weight): boolean => {
  if (one.troubled >= holdsIt * most.troubled) return true;
  if (most.base === null || one.troubled < most.troubled / 2) return false;
  const [seen, of] = [most.troubled - one.troubled, Math.max(0, most.all - one.all)];
  if (seen <= 1 || poissonTail(seen, of * most.base) > ordinary) return true;
  const part = one.troubled / one.all / 2;
  return part > most.base && seen * Math.log(part / most.base) < of * (part - most.base);
};

const widest = ({ where: one }: Alarm, { where: other }: Alarm): number =>
  levels.indexOf(one.level) - levels.indexOf(other.level);

/** The places of incidents that go on, as if they had given this alarm themselves. */
const openIn = ({ signal }: Candidate, cells: readonly Cell[], looking: Looking): readonly Candidate[] =>
  looking.open
    .filter(({ kind }) => isAkin(kind, signal.kind))
    .flatMap(({ where }) => {
      const inside = cells.filter((cell) => isIn(cell, where));
      const [history, usual] = [addedUp(inside), usualAt(where, inside, looking.usual)];
      const from = looking.now - windows[signal.kind];
      const { troubled: seen, all: of } = weightOf({ where, signal, history, usual }, from);
      return seen === 0 ? [] : { where, signal: { ...signal, seen, of, share: seen / of }, history, usual };
    });

/** Part of it was found to be a trouble of its own already. */
const isRest = ({ where }: Alarm, left: readonly Cell[], all: readonly Cell[]): boolean =>
  left.length < all.length && all.some((cell) => isIn(cell, where) && !left.includes(cell));

/**
 * Of the places that hold nearly all of the trouble, since it began, the one with the least beside it: if only one model of an upstream fails, that
 * model; if all that fails is at one upstream, that upstream. Where two hold the same calls, the wider one that is there as a whole.
 */
const best = (alike: readonly Candidate[], left: readonly Cell[], looking: Looking): Candidate | null => {
  const [first] = alike;
  if (first === undefined) return null;
  const window = looking.now - windows[first.signal.kind];
  const troubledAt = (one: Candidate): number => weightOf(one, window).troubled;
  const [worst = first] = alike.toSorted((one, other) => troubledAt(other) - troubledAt(one) || widest(one, other));
  const from = Math.max(window, Math.floor(worst.signal.startedAt / sliceMs));
  const most = weightOf(worst, from);
  const holding = [...alike, ...openIn(worst, left, looking)].filter((one) => holds(weightOf(one, from), most));
  // Who answered until a moment ago counts as well, though nobody asks there now.
  const allAt = (one: Candidate): number => weightOf(one, window).all;
  const restOf = (one: Alarm): number => Number(isRest(one, left, looking.cells));
  const [found = null] = holding.toSorted(
    (one, other) => allAt(one) - allAt(other) || restOf(one) - restOf(other) || widest(one, other),
  );
  return found;
};

const isTroubled = ({ history }: Cell): boolean => {
  const { failed, bad, waitedMs } = sum(history.short);
  return failed + bad + waitedMs > 0;
};

const gravestFirst = ['failures', 'burn', 'hidden', 'queue'] as const;

/** Who reaches nobody is not told by nobody's failures. */
const named = ({ where, signal }: Alarm, { cells, siteOf }: Looking): Alarm => {
  const isOurs =
    where.level === 'everything' && signal.kind === 'failures' && isCutOff(cells, signal.startedAt, siteOf);
  return isOurs ? { where, signal: { ...signal, kind: 'network' } } : { where, signal };
};

const alarmIn = (cells: readonly Cell[], looking: Looking): Alarm | null => {
  const troubled = cells.filter(isTroubled);
  // Callers are many: for all other places they are added up once.
  const together = byUpstreamAndModel(cells);
  const candidates = levels.flatMap((level) =>
    placesOf(troubled, level).flatMap(
      (where) => candidateAt(where, level === 'caller' ? cells : together, looking) ?? [],
    ),
  );
  const isOfKey = ({ where, signal: { kind } }: Candidate): boolean =>
    followsKey(where, looking.cells, looking.now - windows[kind]);
  const fitting = candidates.filter((one) => one.where.level !== 'caller' || isOfKey(one));
  const gravest = gravestFirst.find((one) => fitting.some(({ signal }) => signal.kind === one));
  const found = best(
    fitting.filter(({ signal }) => signal.kind === gravest),
    cells,
    looking,
  );
  return found === null ? null : named(found, looking);
};

/** What is wrong now, the gravest first: each trouble once, and what it holds is not looked at again. */
export const alarmsOf = (looking: Looking): readonly Alarm[] => {
  const alarms: Alarm[] = [];
  let left = looking.cells;
  while (alarms.length < mostAlarms) {
    const found = alarmIn(left, looking);
    if (found === null) return alarms;
    const alarm = { ...found, where: widened(found.where, looking.cells, looking.now) };
    alarms.push(alarm);
    left = left.filter((cell) => !isIn(cell, alarm.where));
  }
  return alarms;
};

/** Whether all of one place is in the other, as far as the cells tell. */
export const isInside = (inner: Where, outer: Where, cells: readonly Cell[]): boolean => {
  const mine = cells.filter((cell) => isIn(cell, inner));
  return mine.length > 0 && mine.every((cell) => isIn(cell, outer));
};
