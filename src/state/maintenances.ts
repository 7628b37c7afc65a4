/** Announced maintenances: who is told of them, and when. */
import { isDeepStrictEqual } from 'node:util';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Announcement, Maintenance, MaintenancePhase } from '../domain/maintenance.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Closing } from '../policy/planned.ts';
import { closingOf, concerns, phaseOf } from '../policy/planned.ts';
import { occurrencesOf } from '../policy/recurrence.ts';
import type { Fleet } from './fleet.ts';
import type { Recent } from './recent.ts';

export interface MaintenanceState extends Maintenance {
  readonly phase: MaintenancePhase;
  /** Names of upstreams that are not back although it is over. */
  readonly overdue: readonly string[];
}

export interface MaintenanceParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly fleet: Pick<Fleet, 'plan' | 'states'>;
  readonly recent: Pick<Recent, 'mark'>;
  readonly log: Log;
  readonly settings: () => Settings;
}

/** An upstream that is still away so long after the end has other reasons. */
const overdueMs = 6 * 3600 * 1000;
const mostExcept = 100;

const causeOfClosing = (upstream: string, { maintenance }: Closing): Cause =>
  causeOf('maintenance', {
    upstream,
    who: maintenance.upstreams === null ? 'operator' : 'provider',
    clues: [
      { says: 'a maintenance is announced', value: maintenance.title },
      { says: 'it is announced until', value: new Date(maintenance.endsAt).toISOString() },
    ],
  });

const inOrder = (announced: readonly Announcement[]): readonly Announcement[] =>
  announced.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** Times that come again are worked out anew this often. */
const expandEveryMs = 60_000;

/** What calling off came to: nothing was of that name, it is gone, or it comes without this one time. */
export type Cancelled =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'without'; readonly announcement: Announcement };

export class Maintenances {
  readonly #parts: MaintenanceParts;
  #announced: readonly Announcement[];
  #all: readonly Maintenance[] = [];
  #expandedAt = -Infinity;
  readonly #phases = new Map<string, MaintenancePhase>();

  constructor(parts: MaintenanceParts, known: readonly Announcement[]) {
    this.#parts = parts;
    this.#announced = known;
    this.look();
  }

  announce(announcement: Announcement): void {
    this.#replace([...this.#announced.filter(({ id }) => id !== announcement.id), announcement]);
  }

  /** As they stand in the store, where other gateways announce and call off as well. */
  hear(announced: readonly Announcement[]): void {
    if (!isDeepStrictEqual(inOrder(announced), inOrder(this.#announced))) this.#replace(announced);
  }

  /** What calling that off comes to: all of it, or one time of what comes again. */
  seek(id: string): Cancelled {
    if (this.#announced.some((each) => each.id === id)) return { kind: 'gone', id };
    const time = this.#all.find((each) => each.id === id);
    const series = this.#announced.find((each) => each.id === time?.series);
    if (time === undefined || series === undefined || series.repeats === null) return { kind: 'unknown' };
    const except = [...series.repeats.except, time.startsAt].slice(-mostExcept);
    return { kind: 'without', announcement: { ...series, repeats: { ...series.repeats, except } } };
  }

  /** Also in the middle of it: then its upstreams are back at once. */
  cancel(id: string): Cancelled {
    const found = this.seek(id);
    if (found.kind === 'gone') this.#replace(this.#announced.filter((each) => each.id !== id));
    if (found.kind === 'without') {
      const { announcement } = found;
      this.#replace(this.#announced.map((each) => (each.id === announcement.id ? announcement : each)));
    }
    return found;
  }

  /** Those that come again, as they were announced. */
  get series(): readonly Announcement[] {
    return this.#announced.filter(({ repeats }) => repeats !== null);
  }

  /** Every time of everything that is near; the first to begin comes first. */
  list(): readonly MaintenanceState[] {
    const now = this.#parts.clock.now();
    return this.#times(now)
      .toSorted((a, b) => a.startsAt - b.startsAt)
      .map((one) => ({ ...one, phase: this.#phaseOf(one, now), overdue: this.#overdue(one, now) }));
  }

  /** Whether many people are expected now. */
  get isPeak(): boolean {
    const now = this.#parts.clock.now();
    return this.#times(now).some((one) => one.kind === 'peak' && this.#phaseOf(one, now) === 'active');
  }

  #replace(announced: readonly Announcement[]): void {
    this.#announced = announced;
    this.#expandedAt = -Infinity;
    this.look();
    const known = new Set(this.#all.map(({ id }) => id));
    for (const id of this.#phases.keys()) if (!known.has(id)) this.#phases.delete(id);
  }

  /** A clock that jumps is followed, whichever way. */
  #times(now: number): readonly Maintenance[] {
    if (Math.abs(now - this.#expandedAt) < expandEveryMs) return this.#all;
    this.#expandedAt = now;
    this.#all = this.#announced.flatMap((one) => occurrencesOf(one, { from: now - overdueMs, now }));
    return this.#all;
  }

  /** Looks at the clock: whoever has to know of a beginning or an end is told. */
  look(): void {
    const { clock, fleet, settings } = this.#parts;
    const now = clock.now();
    const moment = { now, leadMs: settings().drainMs };
    const all = this.#times(now);
    const works = all.filter(({ kind }) => kind === 'work');
    const plans = settings().upstreams.flatMap(({ name }) => {
      const closing = closingOf(works, name, moment);
      return closing === null
        ? []
        : [[name, { from: closing.from, until: closing.until, cause: causeOfClosing(name, closing) }] as const];
    });
    fleet.plan(new Map(plans));
    for (const one of all) this.#enter(one, now);
  }

  #enter(one: Maintenance, now: number): void {
    const phase = this.#phaseOf(one, now);
    const before = this.#phases.get(one.id);
    if (phase === before) return;
    this.#phases.set(one.id, phase);
    const wasOpen = before === undefined || before === 'ahead';
    if (wasOpen && (phase === 'draining' || phase === 'active')) this.#begin(one);
    if (before !== undefined && phase === 'over') this.#end(one, now);
  }

  /** From now on failures there have it for a reason. */
  #begin(one: Maintenance): void {
    const { recent, log } = this.#parts;
    if (one.kind === 'peak') return log.info({ maintenance: one.id }, 'an announced peak begins');
    const about = one.upstreams ?? [null];
    for (const upstream of about)
      recent.mark({ kind: 'maintenance', from: one.startsAt, until: one.endsAt, upstream, what: one.title });
    log.info({ maintenance: one.id, upstreams: one.upstreams ?? 'all' }, 'a maintenance begins');
  }

  #end(one: Maintenance, now: number): void {
    const { log } = this.#parts;
    if (one.kind === 'peak') return log.info({ maintenance: one.id }, 'an announced peak is over');
    const overdue = this.#overdue(one, now);
    if (overdue.length === 0) log.info({ maintenance: one.id }, 'a maintenance is over');
    else log.warn({ maintenance: one.id, upstreams: overdue }, 'a maintenance is over, but not all are back');
  }

  #phaseOf(one: Maintenance, now: number): MaintenancePhase {
    return phaseOf(one, { now, leadMs: one.kind === 'peak' ? 0 : this.#parts.settings().drainMs });
  }

  #overdue(one: Maintenance, now: number): readonly string[] {
    if (one.kind === 'peak' || now < one.endsAt || now > one.endsAt + overdueMs) return [];
    const missing = this.#parts.fleet
      .states()
      .filter(({ cause }) => cause !== null && cause.family !== 'throttling' && cause.family !== 'maintenance');
    return missing.map(({ upstream }) => upstream.name).filter((name) => concerns(one, name));
  }
}
