/** What each place says of itself: its counts, what is usual there, and the alarm they give. */
import type { AlarmKind, Incident, Where } from '../../domain/incident.ts';
import { isOpen } from '../../domain/incident.ts';
import type { Signal, Usual } from './signals.ts';
import { signalOf, unknownUsual } from './signals.ts';
import type { Cell, History, Slice } from './tally.ts';
import { addedUp, isIn, longSlices, sliceMs } from './tally.ts';

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
  /** Incidents that go on: what is left of them is no new trouble somewhere wider. */
  readonly open: readonly { readonly where: Where; readonly kind: AlarmKind }[];
}

export interface Candidate extends Alarm {
  readonly history: History;
  readonly usual: Usual;
}

/** What is usual there, or in the widest place around it that has learned it. */
export const usualAt = (where: Where, inside: readonly Cell[], usual: Looking['usual']): Usual => {
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

/** The longest that is looked back. */
const slowestMs = 21_600_000;

/** What failed in these was told of; a slow one would take away what it is made of while it goes on. */
export const toldIn = (incidents: readonly Incident[], now: number): Looking['known'] =>
  incidents
    .filter((one) => one.kind === 'failures' || one.kind === 'network' || (one.kind === 'burn' && !isOpen(one)))
    .map(({ where, startedAt, resolvedAt }) => ({ where, from: startedAt, until: resolvedAt ?? now }))
    .filter(({ until }) => now - until < slowestMs);

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

export const candidateAt = (where: Where, cells: readonly Cell[], looking: Looking): Candidate | null => {
  const inside = cells.filter((cell) => isIn(cell, where));
  const history = unexplained(addedUp(inside), where, looking);
  const usual = usualAt(where, inside, looking.usual);
  const signal = signalOf(history, usual, looking.now);
  return signal === null ? null : { where, signal, history, usual };
};
