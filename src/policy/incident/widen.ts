/** One event, one place: what fails at one upstream for whoever asks there is the upstream's, and a key is named only where the trouble follows it. */
import type { Where } from '../../domain/incident.ts';
import type { Cell, Slice } from './tally.ts';
import { isIn } from './tally.ts';

/** The last minute, in slices. */
const lately = 6;
/** So many others' failures, were they hit alike, are no chance that they are missing. */
const leastMissed = 8;
const timesWell = 4;
/** As for the alarms: as many attempts, and such a share of them. */
const leastBad = 5;
const leastBadShare = 0.1;

interface Struck {
  /** Attempts, and calls for which none could be made; those of them that failed. */
  readonly all: number;
  readonly bad: number;
  readonly share: number;
}

const struckIn = (cells: readonly Cell[], isWanted: (slice: Slice) => boolean): Struck => {
  const sums = cells.flatMap(({ history }) => history.short.filter(isWanted));
  const all = sums.reduce((total, { attempts, unasked }) => total + attempts + unasked, 0);
  const bad = sums.reduce((total, one) => total + one.bad + one.unasked, 0);
  return { all, bad, share: all === 0 ? 0 : bad / all };
};

interface Split {
  readonly upstreams: ReadonlySet<string>;
  readonly own: Struck;
  /** What the others had at the same upstreams. */
  readonly others: Struck;
}

const isStruck = ({ bad, unasked }: Slice): boolean => bad + unasked > 0;

/** Compared over the same slices: others who are well before and after say nothing. */
const splitAt = (where: Where, cells: readonly Cell[], from: number): Split => {
  const isLate = ({ slice }: Slice): boolean => slice >= from;
  const inside = cells.filter((cell) => isIn(cell, where));
  const mine = inside.filter(({ history }) => history.short.some((one) => isLate(one) && isStruck(one)));
  const times = new Set(mine.flatMap(({ history }) => history.short.filter(isStruck).map(({ slice }) => slice)));
  const isThen = (one: Slice): boolean => isLate(one) && times.has(one.slice);
  const upstreams = new Set(mine.map(({ upstream }) => upstream));
  const beside = cells.filter((cell) => upstreams.has(cell.upstream) && !isIn(cell, where));
  return { upstreams, own: struckIn(mine, isThen), others: struckIn(beside, isThen) };
};

/** Whether others, who ask the same upstreams, are well: else it is no matter of the key. `from`: number of a slice. */
export const followsKey = (where: Where, cells: readonly Cell[], from: number): boolean => {
  const { own, others } = splitAt(where, cells, from);
  const missed = own.share * others.all;
  return missed >= leastMissed && others.bad * timesWell <= missed;
};

/** The upstream, where all of the trouble is at one and the rest of what is asked there fails as well, though others make up for it. */
export const widened = (where: Where, cells: readonly Cell[], now: number): Where => {
  if (where.level !== 'model' && where.level !== 'caller' && where.level !== 'model at upstream') return where;
  const { upstreams, own, others } = splitAt(where, cells, now - lately + 1);
  const [name, ...more] = upstreams;
  if (name === undefined || more.length > 0) return where;
  const isHitAsWell = others.bad >= leastBad && others.share >= Math.max(leastBadShare, own.share / 2);
  return isHitAsWell ? { level: 'upstream', name } : where;
};
