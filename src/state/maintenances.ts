/** Announced maintenances: who is told of them, and when. */
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Maintenance, MaintenancePhase } from '../domain/maintenance.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Closing } from '../policy/planned.ts';
import { closingOf, concerns, phaseOf } from '../policy/planned.ts';
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

const causeOfClosing = (upstream: string, { maintenance }: Closing): Cause =>
  causeOf('maintenance', {
    upstream,
    who: maintenance.upstreams === null ? 'operator' : 'provider',
    clues: [
      { says: 'a maintenance is announced', value: maintenance.title },
      { says: 'it is announced until', value: new Date(maintenance.endsAt).toISOString() },
    ],
  });

export class Maintenances {
  readonly #parts: MaintenanceParts;
  #all: readonly Maintenance[];
  readonly #phases = new Map<string, MaintenancePhase>();

  constructor(parts: MaintenanceParts, known: readonly Maintenance[]) {
    this.#parts = parts;
    this.#all = known;
    this.look();
  }

  announce(maintenance: Maintenance): void {
    this.#all = [...this.#all, maintenance];
    this.look();
  }

  /** Also in the middle of it: then its upstreams are back at once. False when there is none of that id. */
  cancel(id: string): boolean {
    const left = this.#all.filter((one) => one.id !== id);
    if (left.length === this.#all.length) return false;
    this.#all = left;
    this.#phases.delete(id);
    this.look();
    return true;
  }

  /** The first to begin comes first. */
  list(): readonly MaintenanceState[] {
    const now = this.#parts.clock.now();
    return this.#all
      .toSorted((a, b) => a.startsAt - b.startsAt)
      .map((one) => ({ ...one, phase: this.#phaseOf(one, now), overdue: this.#overdue(one, now) }));
  }

  /** Looks at the clock: whoever has to know of a beginning or an end is told. */
  look(): void {
    const { clock, fleet, settings } = this.#parts;
    const now = clock.now();
    const moment = { now, leadMs: settings().drainMs };
    const plans = settings().upstreams.flatMap(({ name }) => {
      const closing = closingOf(this.#all, name, moment);
      return closing === null
        ? []
        : [[name, { from: closing.from, until: closing.until, cause: causeOfClosing(name, closing) }] as const];
    });
    fleet.plan(new Map(plans));
    for (const one of this.#all) this.#enter(one, now);
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
    const about = one.upstreams ?? [null];
    for (const upstream of about)
      recent.mark({ kind: 'maintenance', from: one.startsAt, until: one.endsAt, upstream, what: one.title });
    log.info({ maintenance: one.id, upstreams: one.upstreams ?? 'all' }, 'a maintenance begins');
  }

  #end(one: Maintenance, now: number): void {
    const { log } = this.#parts;
    const overdue = this.#overdue(one, now);
    if (overdue.length === 0) log.info({ maintenance: one.id }, 'a maintenance is over');
    else log.warn({ maintenance: one.id, upstreams: overdue }, 'a maintenance is over, but not all are back');
  }

  #phaseOf(one: Maintenance, now: number): MaintenancePhase {
    return phaseOf(one, { now, leadMs: this.#parts.settings().drainMs });
  }

  #overdue(one: Maintenance, now: number): readonly string[] {
    if (now < one.endsAt || now > one.endsAt + overdueMs) return [];
    const missing = this.#parts.fleet
      .states()
      .filter(({ cause }) => cause !== null && cause.family !== 'throttling' && cause.family !== 'maintenance');
    return missing.map(({ upstream }) => upstream.name).filter((name) => concerns(one, name));
  }
}
