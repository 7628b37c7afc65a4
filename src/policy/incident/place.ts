/** Where a trouble is: raised once, at the widest place that is hit as a whole. */
import type { Where } from '../../domain/incident.ts';
import { levels } from '../../domain/incident.ts';
import type { Signal, Usual } from './signals.ts';
import { signalOf, unknownUsual } from './signals.ts';
import type { Cell } from './tally.ts';
import { addedUp, isIn, placesOf, sum } from './tally.ts';

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
}

/** A place that holds so much of the trouble holds the trouble. */
const holdsIt = 0.9;
/** More separate troubles at once than these are one. */
const mostAlarms = 5;
const windowSlices = 30;

interface Candidate extends Alarm {
  readonly troubled: number;
  readonly all: number;
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

const candidateAt = (where: Where, cells: readonly Cell[], { usual, now }: Looking): Candidate | null => {
  const inside = cells.filter((cell) => isIn(cell, where));
  const history = addedUp(inside);
  const signal = signalOf(history, usualAt(where, inside, usual), now);
  if (signal === null) return null;
  const { failed, bad, attempts, calls } = sum(history.short, now - windowSlices);
  return signal.kind === 'hidden'
    ? { where, signal, troubled: bad, all: attempts }
    : { where, signal, troubled: failed, all: calls };
};

/**
 * Of the places that hold nearly all of the trouble the one with the least beside it: if only one model of an upstream fails, that
 * model; if all that fails is at one upstream, that upstream. Where two hold the same calls, the wider one.
 */
const best = (candidates: readonly Candidate[], kind: Signal['kind']): Candidate | null => {
  const alike = candidates.filter(({ signal }) => signal.kind === kind);
  const most = Math.max(...alike.map(({ troubled }) => troubled));
  const holding = alike.filter(({ troubled }) => troubled >= holdsIt * most);
  const widthOf = ({ where }: Candidate): number => levels.indexOf(where.level);
  return holding.toSorted((one, other) => one.all - other.all || widthOf(one) - widthOf(other))[0] ?? null;
};

const isTroubled = ({ history }: Cell): boolean => {
  const { failed, bad } = sum(history.short);
  return failed + bad > 0;
};

const alarmIn = (cells: readonly Cell[], looking: Looking): Alarm | null => {
  const troubled = cells.filter(isTroubled);
  const candidates = levels.flatMap((level) =>
    placesOf(troubled, level).flatMap((where) => candidateAt(where, cells, looking) ?? []),
  );
  const found = best(candidates, 'failures') ?? best(candidates, 'burn') ?? best(candidates, 'hidden');
  return found === null ? null : { where: found.where, signal: found.signal };
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
