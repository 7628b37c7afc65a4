/** The incidents there are and were: alarms and operators move them on, and whoever wants to know is told of every change. */
import type {
  AffectedComponent,
  ComponentStatus,
  Incident,
  IncidentStatus,
  IncidentUpdate,
  Measured,
  Where,
} from '../domain/incident.ts';
import { isOpen, isSeenByCallers } from '../domain/incident.ts';
import type { Clock, Random } from '../domain/ports.ts';
import { faring, impactOf } from '../policy/incident/impact.ts';
import type { Followed, Step } from '../policy/incident/lifecycle.ts';
import type { Alarm } from '../policy/incident/place.ts';
import {
  agreedCause,
  calmText,
  identifiedText,
  mergedText,
  openedText,
  ownNetworkText,
  resolvedText,
  returnedText,
  titleOf,
} from '../policy/incident/wording.ts';

export interface IncidentParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'hex'>;
  /** Whether what the gateway opens is shown to everybody at once. */
  readonly publish: () => 'corroborated' | 'draft' | 'always';
}

/** What was counted for an incident since it began, and how each component fares now. */
export interface Reading {
  readonly measured: Measured;
  readonly components: ReadonlyMap<string, ComponentStatus>;
  readonly corroboratedBy: readonly string[];
}

export interface Change {
  readonly kind: 'opened' | 'updated' | 'resolved';
  readonly incident: Incident;
}

/** By an operator. Whatever is left out stays as it is. */
export interface Edit {
  readonly title?: string;
  readonly status?: IncidentStatus;
  readonly body?: string;
  readonly isPublished?: boolean;
  readonly impact?: Incident['impact'];
  readonly by: string;
}

/** What somebody says of an incident that no alarm raised. */
export interface Declared {
  readonly title: string;
  readonly body: string;
  readonly components: ReadonlyMap<string, ComponentStatus>;
  /** `null`: the gateway itself. */
  readonly by: string | null;
  /** Given where the same must not be told twice. */
  readonly id?: string;
  readonly where?: Where;
  readonly startedAt?: number;
}

const keepAll = 500;
const nothingMeasured: Measured = { calls: 0, failed: 0, rescued: 0, callers: [], codes: [] };

export class Incidents {
  readonly #parts: IncidentParts;
  readonly #all = new Map<string, Incident>();
  readonly #quietSince = new Map<string, number>();
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(parts: IncidentParts, known: readonly Incident[]) {
    this.#parts = parts;
    for (const one of known) this.#all.set(one.id, one);
  }

  /** The newest first. */
  list(): readonly Incident[] {
    return [...this.#all.values()].toSorted((one, other) => other.startedAt - one.startedAt);
  }

  find(id: string): Incident | null {
    return this.#all.get(id) ?? null;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** `isQuiet`: whether the counts of its place are quiet now. */
  followed(isQuiet: (incident: Incident) => boolean): readonly Followed[] {
    const now = this.#parts.clock.now();
    return this.list().map((incident) => {
      if (!isOpen(incident)) return { incident, quietMs: 0 };
      if (!isQuiet(incident)) this.#quietSince.delete(incident.id);
      else if (!this.#quietSince.has(incident.id)) this.#quietSince.set(incident.id, now);
      return { incident, quietMs: now - (this.#quietSince.get(incident.id) ?? now) };
    });
  }

  /** What was quiet while nobody looked was not seen to be. */
  forgetQuiet(): void {
    this.#quietSince.clear();
  }

  take(step: Step, readingOf: (where: Where, since: number) => Reading): void {
    const now = this.#parts.clock.now();
    switch (step.kind) {
      case 'open':
        return this.#open(step.alarm, readingOf);
      case 'return':
        return this.#return(step.incident, step.alarm, readingOf);
      case 'go on':
        return this.#goOn(step.incident, readingOf);
      case 'merge': {
        const into = this.list().find((one) => isOpen(one) && one.where.level === step.into.where.level);
        if (into === undefined) return;
        const body = mergedText(into.title);
        return this.#put(
          this.#said({ ...step.incident, mergedInto: into.id, resolvedAt: now }, { status: 'resolved', body }),
          'resolved',
        );
      }
      case 'calm':
        return this.#put(this.#said(step.incident, { status: 'monitoring', body: calmText }), 'updated');
      case 'resolve':
        return this.#resolve(step.incident);
      default:
        return step satisfies never;
    }
  }

  edit(id: string, edit: Edit): Incident | null {
    const incident = this.find(id);
    if (incident === null) return null;
    const now = this.#parts.clock.now();
    const { by, body, status = incident.status, title = incident.title, impact = incident.impact } = edit;
    const isOver = status === 'resolved' || status === 'postmortem';
    const resolvedAt = isOver ? (incident.resolvedAt ?? now) : null;
    const components = isOver ? ended(incident.components, now) : incident.components;
    const { isPublished = incident.isPublished } = edit;
    const changed: Incident = { ...incident, title, impact, isPublished, status, resolvedAt, components };
    const next = body === undefined ? changed : this.#said(changed, { status, body, by });
    this.#put(next, resolvedAt !== null && incident.resolvedAt === null ? 'resolved' : 'updated');
    return next;
  }

  /** By an operator, who saw what the counts do not show; or by what is known of plans. */
  declare(wish: Declared): Incident {
    const now = this.#parts.clock.now();
    const { title, body, by, where = { level: 'everything', name: null }, startedAt = now } = wish;
    const components = faring([], wish.components, now);
    const fresh: Incident = {
      ...this.#fresh(where, title, startedAt),
      ...(wish.id === undefined ? {} : { id: wish.id }),
      isPublished: by !== null || this.#parts.publish() !== 'draft',
      components,
      impact: impactOf(components),
      corroboratedBy: [by ?? 'the announced end'],
    };
    const said = { status: 'investigating', body } as const;
    const incident = this.#said(fresh, by === null ? said : { ...said, by });
    this.#put(incident, 'opened');
    return incident;
  }

  #fresh(where: Where, title: string, startedAt: number): Incident {
    return {
      id: this.#parts.random.hex(6),
      kind: 'failures',
      title,
      isPublished: false,
      status: 'investigating',
      impact: 'none',
      where,
      cause: null,
      startedAt,
      noticedAt: this.#parts.clock.now(),
      resolvedAt: null,
      updates: [],
      components: [],
      measured: nothingMeasured,
      corroboratedBy: [],
      returns: 0,
      mergedInto: null,
    };
  }

  #open(alarm: Alarm, readingOf: (where: Where, since: number) => Reading): void {
    const { where, signal } = alarm;
    const reading = readingOf(where, signal.startedAt);
    const fresh: Incident = { ...this.#fresh(where, titleOf(alarm), signal.startedAt), kind: signal.kind };
    const said = this.#said(this.#read(fresh, reading), { status: 'investigating', body: openedText(alarm) });
    this.#put(this.#identified({ ...said, isPublished: this.#mayBeSeen(said) }), 'opened');
  }

  #return(incident: Incident, alarm: Alarm, readingOf: (where: Where, since: number) => Reading): void {
    this.#quietSince.delete(incident.id);
    const read = this.#read({ ...incident, resolvedAt: null }, readingOf(incident.where, incident.startedAt));
    const back: Incident = { ...read, returns: incident.returns + 1 };
    this.#put(this.#said(back, { status: 'investigating', body: returnedText(alarm, back.returns) }), 'updated');
  }

  #goOn(incident: Incident, readingOf: (where: Where, since: number) => Reading): void {
    this.#quietSince.delete(incident.id);
    const read = this.#read(incident, readingOf(incident.where, incident.startedAt));
    const seen = { ...read, isPublished: incident.isPublished || this.#mayBeSeen(read) };
    const next = this.#identified(seen);
    const isNews = next.updates !== incident.updates || next.isPublished !== incident.isPublished;
    if (isNews || next.impact !== incident.impact) this.#put(next, 'updated');
    else this.#all.set(next.id, next);
  }

  #resolve(incident: Incident): void {
    const now = this.#parts.clock.now();
    this.#quietSince.delete(incident.id);
    const over: Incident = { ...incident, resolvedAt: now, components: ended(incident.components, now) };
    this.#put(this.#said(over, { status: 'resolved', body: resolvedText(incident, now) }), 'resolved');
  }

  #read(incident: Incident, { measured, components, corroboratedBy }: Reading): Incident {
    const now = this.#parts.clock.now();
    const affected = isSeenByCallers(incident.kind) ? faring(incident.components, components, now) : [];
    return {
      ...incident,
      measured: larger(incident.measured, measured),
      components: affected,
      impact: impactOf(affected),
      corroboratedBy: [...new Set([...incident.corroboratedBy, ...corroboratedBy])],
    };
  }

  /** Says the cause once most failures agree on it. */
  #identified(incident: Incident): Incident {
    if (incident.cause !== null || incident.status !== 'investigating') return incident;
    if (incident.kind === 'network') {
      const cause = { code: 'destination_ip_unroutable', family: 'network' } as const;
      return this.#said({ ...incident, cause }, { status: 'identified', body: ownNetworkText });
    }
    const cause = agreedCause(incident.measured.codes);
    if (cause === null) return incident;
    return this.#said({ ...incident, cause }, { status: 'identified', body: identifiedText(cause.code) });
  }

  #mayBeSeen({ kind, corroboratedBy }: Incident): boolean {
    if (!isSeenByCallers(kind)) return false;
    const how = this.#parts.publish();
    return how === 'always' || (how === 'corroborated' && corroboratedBy.length > 0);
  }

  #said(incident: Incident, words: { status: IncidentStatus; body: string; by?: string }): Incident {
    const { status, body, by = null } = words;
    const update: IncidentUpdate = { id: this.#parts.random.hex(6), at: this.#parts.clock.now(), status, body, by };
    return { ...incident, status, updates: [...incident.updates, update] };
  }

  #put(incident: Incident, kind: Change['kind']): void {
    this.#all.set(incident.id, incident);
    const old = this.list().filter((one) => !isOpen(one));
    for (const { id } of old.slice(keepAll)) this.#all.delete(id);
    for (const listener of this.#listeners) listener({ kind, incident });
  }
}

const ended = (components: readonly AffectedComponent[], now: number): readonly AffectedComponent[] =>
  components.map((one) => (one.until === null ? { ...one, until: now } : one));

/** Counts fade from memory while an incident goes on: what was counted once stays. */
const larger = (before: Measured, now: Measured): Measured => ({
  calls: Math.max(before.calls, now.calls),
  failed: Math.max(before.failed, now.failed),
  rescued: Math.max(before.rescued, now.rescued),
  callers: [...new Set([...before.callers, ...now.callers])].slice(0, 50),
  codes: now.codes.length === 0 ? before.codes : now.codes,
});
