/** Counts of calls in short slices of time, for one model, caller and upstream, and how they add up to anything wider. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Fared, Measured, Where } from '../../domain/incident.ts';

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
  /** Of those, what was answered although an attempt had failed, here or elsewhere. */
  readonly rescued: number;
  /** The same for this upstream alone: all calls whose answer was asked for here last, or of which an attempt failed here. */
  readonly hereCalls: number;
  readonly hereFailed: number;
  readonly hereRescued: number;
  /** The same for its zone: each call once in each zone. */
  readonly zoneCalls: number;
  readonly zoneFailed: number;
  readonly zoneRescued: number;
  /** Calls that failed before anybody was asked. */
  readonly unasked: number;
  /** Attempts, and those of them that failed. */
  readonly attempts: number;
  readonly bad: number;
  /** Of the bad ones, those that got no sign of life: no name, no way, no answer to a first packet. */
  readonly silent: number;
  /** What calls waited for a free place, all together. */
  readonly waitedMs: number;
  /** Attempts whose answer broke after it had begun, and those of them whose call was answered whole all the same. */
  readonly cut: number;
  readonly resumed: number;
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
  /** What was seen to fail, by short slice. */
  readonly codes: ReadonlyMap<number, ReadonlyMap<CauseCode, number>>;
}

export const nothing: Counts = {
  arrived: 0,
  calls: 0,
  failed: 0,
  rescued: 0,
  hereCalls: 0,
  hereFailed: 0,
  hereRescued: 0,
  zoneCalls: 0,
  zoneFailed: 0,
  zoneRescued: 0,
  unasked: 0,
  attempts: 0,
  bad: 0,
  silent: 0,
  waitedMs: 0,
  cut: 0,
  resumed: 0,
};

type Counting = { -readonly [Name in keyof Counts]: Counts[Name] };

/** Every look adds up thousands of slices: no object is made for each. */
export const addTo = (total: Counting, more: Counts): void => {
  total.arrived += more.arrived;
  total.calls += more.calls;
  total.failed += more.failed;
  total.rescued += more.rescued;
  total.hereCalls += more.hereCalls;
  total.hereFailed += more.hereFailed;
  total.hereRescued += more.hereRescued;
  total.zoneCalls += more.zoneCalls;
  total.zoneFailed += more.zoneFailed;
  total.zoneRescued += more.zoneRescued;
  total.unasked += more.unasked;
  total.attempts += more.attempts;
  total.bad += more.bad;
  total.silent += more.silent;
  total.waitedMs += more.waitedMs;
  total.cut += more.cut;
  total.resumed += more.resumed;
};

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
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const first = all.reduce((least, slices) => Math.min(least, slices[0]?.slice ?? Infinity), Infinity);
  const sums: ((Counting & { readonly slice: number }) | undefined)[] = [];
  for (const slices of all)
    for (const one of slices) {
      const known = sums[one.slice - first];
      if (known === undefined) sums[one.slice - first] = { ...one };
      else addTo(known, one);
    }
  return sums.filter((one) => one !== undefined);
};

/** Added up slice by slice; the long ones once somebody asks for them. */
export const addedUp = (cells: readonly Cell[]): History => {
  let long: readonly Slice[] | null = null;
  return {
    short: addedSlices(cells.map(({ history }) => history.short)),
    get long() {
      long ??= addedSlices(cells.map(({ history }) => history.long));
      return long;
    },
  };
};

/** The same without who called. */
export const byUpstreamAndModel = (cells: readonly Cell[]): readonly Cell[] => {
  const groups = Map.groupBy(cells, ({ upstream, model }) => `${upstream}\n${model}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, caller: '', history: addedUp(group) }];
  });
};

export const sum = (slices: readonly Slice[], from = 0): Counts => {
  const total = { ...nothing };
  for (let at = slices.length - 1; at >= 0; at--) {
    const one = slices[at];
    if (one === undefined || one.slice < from) return total;
    addTo(total, one);
  }
  return total;
};

/** What was seen to fail from that time on, but for the slice that runs; the most frequent first. Times in ms since the epoch. */
export const codesIn = (
  cells: readonly Cell[],
  { from: fromMs, until: nowMs }: { readonly from: number; readonly until: number },
): Measured['codes'] => {
  const counts = new Map<CauseCode, number>();
  for (const { codes } of cells)
    for (const [slice, seen] of codes) {
      if ((slice + 1) * sliceMs <= fromMs || (slice + 1) * sliceMs > nowMs) continue;
      for (const [code, count] of seen) counts.set(code, (counts.get(code) ?? 0) + count);
    }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([code, count]) => ({ code, count }));
};

/** What was counted in one slice alone. */
export const sumAt = (cells: readonly Cell[], slice: number): Slice => {
  const total = { slice, ...nothing };
  for (const { history } of cells) {
    const found = history.short.findLast((one) => one.slice <= slice);
    if (found?.slice === slice) addTo(total, found);
  }
  return total;
};

/** How the calls that met a place fared: each once, however many attempts it made and wherever it went. */
export const faredOf = (counts: Counts, level: Where['level']): Fared => {
  switch (level) {
    case 'everything':
    case 'model':
    case 'caller':
      return { calls: counts.calls, failed: counts.failed, rescued: counts.rescued };
    case 'zone':
      return { calls: counts.zoneCalls, failed: counts.zoneFailed, rescued: counts.zoneRescued };
    case 'upstream':
    case 'model at upstream':
      return { calls: counts.hereCalls, failed: counts.hereFailed, rescued: counts.hereRescued };
    default:
      return level satisfies never;
  }
};
