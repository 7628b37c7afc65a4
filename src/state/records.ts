/** Counts what became of calls and attempts by day, for the record over weeks. Bounded, whatever callers ask for. */
import type { CallEnded } from '../domain/event.ts';
import type { DayRecord, ModelCounts, UpstreamCounts } from '../policy/record.ts';
import { bucketOf, buckets } from '../policy/record.ts';
import { isTrouble } from './tallies.ts';

export const keptDays = 90;
const dayMs = 86_400_000;
const mostNames = 200;
/** Stands for all that have no place of their own. */
const others = '(others)';

type Counted<C> = { -readonly [Name in keyof C]: C[Name] extends readonly number[] ? number[] : C[Name] };

interface Day {
  readonly day: number;
  readonly upstreams: Map<string, Counted<UpstreamCounts>>;
  readonly models: Map<string, Counted<ModelCounts>>;
  isChanged: boolean;
}

const histogram = (): number[] => Array.from({ length: buckets }, () => 0);

const placeIn = <C>(all: Map<string, C>, name: string, make: () => C): C => {
  const known = all.get(name) ?? (all.size < mostNames ? undefined : all.get(others));
  if (known !== undefined) return known;
  const fresh = make();
  all.set(all.size < mostNames - 1 ? name : others, fresh);
  return fresh;
};

const count = (counts: number[], ms: number): void => {
  const bucket = bucketOf(ms);
  counts[bucket] = (counts[bucket] ?? 0) + 1;
};

export class Records {
  /** What other runs counted: earlier ones, and those beside this one when it began. */
  #known: readonly DayRecord[];
  readonly #own = new Map<number, Day>();

  constructor(known: readonly DayRecord[]) {
    this.#known = known;
  }

  learn(event: CallEnded): void {
    if (event.operation === 'pass') return;
    const day = this.#dayOf(event.at + event.ms);
    day.isChanged = true;
    let isStruck = false;
    for (const { upstream, cause, dropped, phases } of event.attempts) {
      const isBad = cause !== null && isTrouble(cause.code);
      if (dropped || (cause !== null && !isBad)) continue;
      isStruck ||= isBad;
      const counts = placeIn(day.upstreams, upstream, () => ({ asked: 0, bad: 0, cut: 0, firstToken: histogram() }));
      counts.asked++;
      if (isBad) counts.bad++;
      if (isBad && phases.firstToken !== null) counts.cut++;
      if (!isBad && phases.firstToken !== null) count(counts.firstToken, phases.firstToken);
    }
    this.#learnModel(day, event, isStruck);
  }

  /** Every day of the last ninety that anything was counted on; several of a day add up. */
  days(now: number): readonly DayRecord[] {
    const oldest = (Math.floor(now / dayMs) - keptDays + 1) * dayMs;
    for (const day of this.#own.keys()) if (day < oldest) this.#own.delete(day);
    return [...this.#known.filter(({ day }) => day >= oldest), ...[...this.#own.values()].map(written)];
  }

  /** As other runs have counted since: all days from that one on. */
  hear(fromDay: number, days: readonly DayRecord[]): void {
    this.#known = [...this.#known.filter(({ day }) => day < fromDay), ...days];
  }

  /** Own days that changed since the last time. */
  takeChanged(): readonly DayRecord[] {
    const changed = [...this.#own.values()].filter(({ isChanged }) => isChanged);
    for (const one of changed) one.isChanged = false;
    return changed.map(written);
  }

  /** What was taken could not be kept: it is taken again. */
  giveBack({ day }: DayRecord): void {
    const own = this.#own.get(day);
    if (own !== undefined) own.isChanged = true;
  }

  #learnModel(day: Day, { outcome, cause, model, firstTokenMs }: CallEnded, isStruck: boolean): void {
    const isFailed = (outcome === 'failed' || outcome === 'incomplete') && cause !== null && isTrouble(cause.code);
    if (outcome !== 'ok' && !isFailed) return;
    const counts = placeIn(day.models, model, () => ({ calls: 0, failed: 0, rescued: 0, firstToken: histogram() }));
    counts.calls++;
    if (isFailed) counts.failed++;
    else if (isStruck) counts.rescued++;
    if (firstTokenMs !== null) count(counts.firstToken, firstTokenMs);
  }

  #dayOf(at: number): Day {
    const day = Math.floor(at / dayMs) * dayMs;
    const known = this.#own.get(day);
    if (known !== undefined) return known;
    const fresh: Day = { day, upstreams: new Map(), models: new Map(), isChanged: false };
    this.#own.set(day, fresh);
    return fresh;
  }
}

const written = ({ day, upstreams, models }: Day): DayRecord => ({
  day,
  upstreams: Object.fromEntries(upstreams),
  models: Object.fromEntries(models),
});
