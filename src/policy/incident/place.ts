/** Where a trouble is: raised once, at the widest place that is hit as a whole. */
import type { Where } from '../../domain/incident.ts';
import { levels } from '../../domain/incident.ts';
import { isCutOff } from './cut-off.ts';
import type { Signal, Usual } from './signals.ts';
import { signalOf, unknownUsual, usualShare } from './signals.ts';
import type { Cell, History, Slice } from './tally.ts';
import { addedUp, byUpstreamAndModel, isIn, longSlices, placesOf, sliceMs, sum } from './tally.ts';
import { poissonTail } from './tail.ts';

export interface Alarm {
  readonly where: Where;
  readonly signal: Signal;
}

const everywhere: Where = { level: 'everything', name: null };

export const keyOf = ({ level, name }: Where): string => `${level}\n${name ?? ''}`;

export interface Looking {
  readonly cells: readonly Cell[];
  /** By `keyOf`. */
  readonly usual: ReadonlyMap<string, Usual>;
  /** Number of the slice that runs. */
  readonly now: number;
  /** What tells upstreams of different owners apart. */
  readonly siteOf: (upstream: string) => string;
  /** Troubles that are incidents already: what failed in them is no news in the slower counts. Times in ms since the epoch. */
  readonly known: readonly { readonly where: Where; readonly from: number; readonly until: number }[];
}

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

interface Candidate extends Alarm {
  readonly troubled: number;
  readonly all: number;
  /** The share of all that is troubled on a good day; `null` where that is no share. */
  readonly base: number | null;
}

/** What is usual there, or in the widest place around it that has learned it. */
const usualAt = (where: Where, inside: readonly Cell[], usual: Looking['usual']): Usual => {
  const own = usual.get(keyOf(where));
  const [first] = inside;
  if (own !== undefined || first === undefined) return own ?? unknownUsual;
  const around: readonly Where[] =
    where.level === 'caller'
      ? []
      : [
          { level: 'upstream', name: first.upstream },
          { level: 'model', name: first.model },
        ];
  const known = [...around, everywhere].flatMap((one) => usual.get(keyOf(one)) ?? []);
  return known[0] ?? unknownUsual;
};

/** Without the long slices in which a known trouble was, wholly or in part, in the same place. */
export const unexplained = (
  history: History,
  place: Where,
  { cells, known }: Pick<Looking, 'cells' | 'known'>,
): History => {
  const here = known.filter(({ where }) => cells.some((cell) => isIn(cell, place) && isIn(cell, where)));
  if (here.length === 0) return history;
  const isNews = ({ slice }: Slice): boolean => {
    const from = slice * longSlices * sliceMs;
    return here.every((one) => one.until < from || one.from >= from + longSlices * sliceMs);
  };
  return { short: history.short, long: history.long.filter(isNews) };
};

const candidateAt = (where: Where, cells: readonly Cell[], looking: Looking): Candidate | null => {
  const { usual, now } = looking;
  const inside = cells.filter((cell) => isIn(cell, where));
  const history = unexplained(addedUp(inside), where, looking);
  const here = usualAt(where, inside, usual);
  const signal = signalOf(history, here, now);
  if (signal === null) return null;
  const alarm = { where, signal };
  const { failed, bad, attempts, calls, waitedMs, arrived } = sum(history.short, now - windows[signal.kind]);
  switch (signal.kind) {
    case 'hidden':
      return { ...alarm, troubled: bad, all: attempts, base: usualShare(here.bad, here.attempts) };
    case 'queue':
      return { ...alarm, troubled: waitedMs, all: arrived, base: null };
    default:
      return { ...alarm, troubled: failed, all: calls, base: usualShare(here.failed, here.calls) };
  }
};

/** It holds nearly all of the trouble, or what is beside it is as on any other day. */
const holds = (one: Candidate, most: Candidate): boolean => {
  if (one.troubled >= holdsIt * most.troubled) return true;
  if (most.base === null || one.troubled < most.troubled / 2) return false;
  return poissonTail(most.troubled - one.troubled, Math.max(0, most.all - one.all) * most.base) > ordinary;
};

const widthOf = ({ where }: Candidate): number => levels.indexOf(where.level);

/**
 * Of the places that hold nearly all of the trouble the one with the least beside it: if only one model of an upstream fails, that
 * model; if all that fails is at one upstream, that upstream. Where two hold the same calls, the wider one.
 */
const best = (candidates: readonly Candidate[], kind: Signal['kind']): Candidate | null => {
  const alike = candidates.filter(({ signal }) => signal.kind === kind);
  const [most] = alike.toSorted((one, other) => other.troubled - one.troubled || widthOf(one) - widthOf(other));
  const holding = most === undefined ? [] : alike.filter((one) => holds(one, most));
  return holding.toSorted((one, other) => one.all - other.all || widthOf(one) - widthOf(other))[0] ?? null;
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
  const kind = gravestFirst.find((one) => candidates.some(({ signal }) => signal.kind === one));
  const found = kind === undefined ? null : best(candidates, kind);
  return found === null ? null : named(found, looking);
};

/** What is wrong now, the gravest first: each trouble once, and what it holds is not looked at again. */
export const alarmsOf = (looking: Looking): readonly Alarm[] => {
  const alarms: Alarm[] = [];
  let left = looking.cells;
  while (alarms.length < mostAlarms) {
    const alarm = alarmIn(left, looking);
    if (alarm === null) return alarms;
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
