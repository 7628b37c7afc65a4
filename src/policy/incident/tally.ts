/** Counts of calls in short slices of time, for one model, caller and upstream, and how they add up to anything wider. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Where } from '../../domain/incident.ts';

export const sliceMs = 10_000;
/** Short slices in a long one, of five minutes. */
export const longSlices = 30;

export interface Counts {
  /** Calls of any outcome. */
  readonly arrived: number;
  /** Calls whose answer was asked for here last. */
  readonly calls: number;
  /** Of those, what callers saw fail for no fault of their own. */
  readonly failed: number;
  /** Calls that failed here and were answered all the same. */
  readonly rescued: number;
  /** Attempts, and those of them that failed. */
  readonly attempts: number;
  readonly bad: number;
}

export interface Slice extends Counts {
  /** Number of the slice since the epoch. */
  readonly slice: number;
}

/** Oldest first; slices in which nothing happened are left out. */
export interface History {
  /** The last ten minutes. */
  readonly short: readonly Slice[];
  /** The last six hours, in slices of five minutes with numbers of their own. */
  readonly long: readonly Slice[];
}

/** What was counted in one place. */
export interface Cell {
  readonly upstream: string;
  readonly model: string;
  readonly caller: string;
  readonly zone: string | null;
  readonly history: History;
  readonly codes: ReadonlyMap<CauseCode, number>;
}

export const nothing: Counts = { arrived: 0, calls: 0, failed: 0, rescued: 0, attempts: 0, bad: 0 };

const plus = (one: Counts, other: Counts): Counts => ({
  arrived: one.arrived + other.arrived,
  calls: one.calls + other.calls,
  failed: one.failed + other.failed,
  rescued: one.rescued + other.rescued,
  attempts: one.attempts + other.attempts,
  bad: one.bad + other.bad,
});

const nameAt = ({ upstream, model, caller, zone }: Cell, level: Where['level']): string | null => {
  switch (level) {
    case 'everything':
      return '';
    case 'zone':
      return zone;
    case 'upstream':
      return upstream;
    case 'model':
      return model;
    case 'caller':
      return caller;
    case 'model at upstream':
      return `${model} at ${upstream}`;
    default:
      return level satisfies never;
  }
};

export const isIn = (cell: Cell, { level, name }: Where): boolean => nameAt(cell, level) === (name ?? '');

/** Every place of a level that has cells. */
export const placesOf = (cells: readonly Cell[], level: Where['level']): readonly Where[] => {
  const names = new Set(cells.flatMap((cell) => nameAt(cell, level) ?? []));
  return [...names].map((name) => ({ level, name: name === '' ? null : name }));
};

const addedSlices = (all: readonly (readonly Slice[])[]): readonly Slice[] => {
  const sums = new Map<number, Counts>();
  for (const slices of all)
    for (const { slice, ...counts } of slices) sums.set(slice, plus(sums.get(slice) ?? nothing, counts));
  return [...sums].toSorted(([one], [other]) => one - other).map(([slice, counts]) => ({ slice, ...counts }));
};

/** Added up slice by slice. */
export const addedUp = (cells: readonly Cell[]): History => ({
  short: addedSlices(cells.map(({ history }) => history.short)),
  long: addedSlices(cells.map(({ history }) => history.long)),
});

export const sum = (slices: readonly Slice[], from = 0): Counts =>
  slices.reduce<Counts>((total, one) => (one.slice < from ? total : plus(total, one)), nothing);
