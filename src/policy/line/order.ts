/** Who goes next of those that wait: interactive calls before batch, callers in turn, and under standing load the newest of a caller first. */
import type { Priority } from '../../domain/settings.ts';

export interface Waiter {
  readonly caller: string;
  readonly priority: Priority;
  readonly since: number;
}

/** What one caller has waiting, oldest first; never empty. */
export interface Queue<W extends Waiter = Waiter> {
  readonly caller: string;
  readonly waiters: readonly W[];
  /** Since when it was never empty. */
  readonly busySince: number;
  /** How many went on out of it. */
  readonly turns: number;
}

/** The queue whose turn it is stands first. */
export type Lanes<W extends Waiter = Waiter> = Readonly<Record<Priority, readonly Queue<W>[]>>;

/** One place in so many goes to batch calls even while interactive ones wait: they get late, they do not starve. */
const batchTurn = 16;
/** Under standing load one in so many is the oldest, for the same reason. */
const oldestTurn = 4;
/** CoDel for request queues (Maurer 2015: 100 ms and 5 ms), scaled to answers that take seconds. */
const standingMs = 5_000;
const acceptableMs = 500;

/** A line this short is worth waiting in as it is. */
const shortLine = 8;

/**
 * It moves, new ones keep coming, and it was not empty for long: those that came first have perhaps been given up by their people, or
 * will be before their turn. A burst that is worked off is no standing load.
 */
const isStanding = ({ busySince, waiters, turns }: Queue, now: number): boolean => {
  const [oldest] = waiters;
  const newest = waiters.at(-1);
  if (oldest === undefined || newest === undefined || waiters.length < shortLine || turns < shortLine) return false;
  return now - busySince >= standingMs && now - oldest.since >= acceptableMs && now - newest.since < standingMs;
};

/** `turns`: how many went on out of the whole line. */
export const chooseNext = <W extends Waiter>(lanes: Lanes<W>, turns: number, now: number): W | null => {
  const isBatchTurn = turns % batchTurn === batchTurn - 1;
  const [interactive] = lanes.interactive;
  const [batch] = lanes.batch;
  const queue = isBatchTurn ? (batch ?? interactive) : (interactive ?? batch);
  if (queue === undefined) return null;
  const isNewest = isStanding(queue, now) && queue.turns % oldestTurn !== oldestTurn - 1;
  return queue.waiters.at(isNewest ? -1 : 0) ?? null;
};

/** How many go on before this one, if nobody new came. */
export const aheadOf = <W extends Waiter>(lanes: Lanes<W>, waiter: W, now: number): number => {
  const lane = lanes[waiter.priority];
  const place = lane.findIndex(({ caller }) => caller === waiter.caller);
  const own = lane[place];
  if (own === undefined) return 0;
  const inOwn = aheadInOwn(own, waiter, now);
  let ahead = inOwn;
  for (const [index, queue] of lane.entries()) {
    if (queue !== own) ahead += Math.min(queue.waiters.length, inOwn + (index < place ? 1 : 0));
  }
  return waiter.priority === 'batch' ? Math.min(sizeOf(lanes.interactive) + ahead, (ahead + 1) * batchTurn - 1) : ahead;
};

const aheadInOwn = <W extends Waiter>(queue: Queue<W>, waiter: W, now: number): number => {
  const older = queue.waiters.indexOf(waiter);
  if (!isStanding(queue, now)) return older;
  const newer = queue.waiters.length - 1 - older;
  // Three newest, then one oldest: whichever end it is nearer to.
  const fromNewest = newer + Math.floor(newer / (oldestTurn - 1));
  return Math.min(fromNewest, older * oldestTurn + oldestTurn - 1, queue.waiters.length - 1);
};

const sizeOf = (lane: readonly Queue[]): number => lane.reduce((sum, { waiters }) => sum + waiters.length, 0);

/**
 * Who leaves a full line for a newcomer, who stands in it already: the newest of the caller that has most waiting, batch calls first.
 * `null`: the newcomer itself is the one to refuse.
 */
export const chooseShed = <W extends Waiter>(lanes: Lanes<W>, newcomer: Waiter): W | null => {
  const priority = lanes.batch.length > 0 ? 'batch' : 'interactive';
  if (priority === 'interactive' && newcomer.priority === 'batch') return null;
  const longest = lanes[priority].reduce<Queue<W> | null>(
    (most, queue) => (queue.waiters.length > (most?.waiters.length ?? 0) ? queue : most),
    null,
  );
  if (longest === null) return null;
  const own = lanes[priority].find(({ caller }) => caller === newcomer.caller)?.waiters.length ?? 0;
  const isLower = priority !== newcomer.priority;
  return isLower || own < longest.waiters.length ? (longest.waiters.at(-1) ?? null) : null;
};
