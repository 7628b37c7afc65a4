/** The incidents there are and were: alarms and operators move them on, and whoever wants to know is told of every change. */
import type { Incident, IncidentUpdate, Where } from '../domain/incident.ts';
import { isOpen, isSeenByCallers } from '../domain/incident.ts';
import type { Clock, Random } from '../domain/ports.ts';
import type { Counted } from '../policy/incident/course.ts';
import { beforeMs, grown, overAt } from '../policy/incident/course.ts';
import type { Declared, Edit } from '../policy/incident/edit.ts';
import { edited } from '../policy/incident/edit.ts';
import { mayMerge, mergedByHand } from '../policy/incident/merge.ts';
import { freshIncident } from '../policy/incident/fresh.ts';
import { ended, faring, faringBy, impactOf } from '../policy/incident/impact.ts';
import type { Asked, Reading } from '../policy/incident/reading.ts';
import type { Followed, Step } from '../policy/incident/lifecycle.ts';
import { cameBack } from '../policy/incident/lifecycle.ts';
import type { Rest } from '../policy/incident/over.ts';
import type { Alarm } from '../policy/incident/candidate.ts';
import { announcedEnd } from '../policy/incident/overrun.ts';
import { sliceMs } from '../policy/incident/tally.ts';
import {
  agreedCause,
  calmTexts,
  identifiedText,
  lookedBackText,
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

type ReadingOf = (asked: Asked) => Reading;

export interface Change {
  /** `heard`: another gateway on the same store said so, and keeps it. */
  readonly kind: 'opened' | 'updated' | 'resolved' | 'heard';
  readonly incident: Incident;
}

type Words = Pick<IncidentUpdate, 'status' | 'body'> & { readonly id?: string; readonly by?: string };

const keepAll = 500;

const isOpenedBy = ({ where, kind }: Incident, alarm: Alarm): boolean =>
  where.level === alarm.where.level && kind === alarm.signal.kind;

export class Incidents {
  readonly #parts: IncidentParts;
  readonly #all = new Map<string, Incident>();
  readonly #quietSince = new Map<string, number>();
  /** Begin of the slice from which on nothing was counted yet; also of what is over, for it may come back. */
  readonly #countedTo = new Map<string, number>();
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

  /** `restOf`: what the counts of its place say now. */
  followed(restOf: (incident: Incident) => Rest): readonly Followed[] {
    const now = this.#parts.clock.now();
    return this.list().map((incident) => {
      if (!isOpen(incident)) return { incident, quietMs: 0, isSure: false };
      const { isQuiet, isSure } = restOf(incident);
      if (!isQuiet) this.#quietSince.delete(incident.id);
      else if (!this.#quietSince.has(incident.id)) this.#quietSince.set(incident.id, now);
      return { incident, quietMs: now - (this.#quietSince.get(incident.id) ?? now), isSure };
    });
  }

  /** As another gateway on the same store wrote it. */
  adopt(incident: Incident): void {
    this.#put(incident, 'heard');
  }

  /** What was quiet while nobody looked was not seen to be. */
  forgetQuiet(): void {
    this.#quietSince.clear();
  }

  /** What happened since is added to all that are open. */
  count(countedFor: (asked: Asked) => Counted): void {
    for (const incident of this.#all.values())
      if (isOpen(incident)) this.#all.set(incident.id, this.#counted(incident, countedFor(this.#asked(incident))));
  }

  take(step: Step, readingOf: ReadingOf): void {
    const now = this.#parts.clock.now();
    switch (step.kind) {
      case 'open':
        return this.#open(step.alarm, readingOf);
      case 'return':
        return this.#return(step.incident, step.alarm, readingOf);
      case 'go on':
        return this.#goOn(step.incident, readingOf);
      case 'merge': {
        const into = this.list().find((one) => isOpen(one) && isOpenedBy(one, step.into));
        if (into === undefined) return;
        const body = mergedText(into.title);
        return this.#put(
          this.#said({ ...step.incident, mergedInto: into.id, resolvedAt: now }, { status: 'resolved', body }),
          'resolved',
        );
      }
      case 'calm':
        return this.#calm(step.incident);
      case 'resolve':
        return this.#resolve(step.incident);
      default:
        return step satisfies never;
    }
  }

  edit(id: string, edit: Edit): Incident | null {
    const incident = this.find(id);
    if (incident === null) return null;
    const isLookedBack = edit.status === 'postmortem' && incident.status !== 'postmortem';
    const { body = isLookedBack ? lookedBackText : undefined, by } = edit;
    const changed = edited(incident, edit, this.#parts.clock.now());
    const next = body === undefined ? changed : this.#said(changed, { status: changed.status, body, by });
    this.#put(next, next.resolvedAt !== null && incident.resolvedAt === null ? 'resolved' : 'updated');
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
      corroboratedBy: [by ?? announcedEnd],
    };
    // Of the same name in every gateway that works it out: then both say it once.
    const name = { ...(by === null ? {} : { by }), ...(wish.id === undefined ? {} : { id: `${wish.id}-0` }) };
    const incident = this.#said(fresh, { status: 'investigating', body, ...name });
    this.#put(incident, 'opened');
    return incident;
  }

  /** By an operator: both are the same trouble. `null`: one of them is not there, or is part of another already. */
  merge(id: string, intoId: string, by: string): Incident | null {
    const [from, into] = [this.find(id), this.find(intoId)];
    if (from === null || into === null || !mayMerge(from, into)) return null;
    const { wider, part, toldWider, toldPart } = mergedByHand(from, into, this.#parts.clock.now());
    this.#put(toldWider === null ? wider : this.#said(wider, { ...toldWider, by }), 'updated');
    const next = this.#said(part, { ...toldPart, by });
    this.#put(next, from.resolvedAt === null ? 'resolved' : 'updated');
    return next;
  }

  #fresh(where: Where, title: string, startedAt: number): Incident {
    const { clock, random } = this.#parts;
    return freshIncident({ id: random.hex(6), title, where, startedAt, noticedAt: clock.now() });
  }

  #open(alarm: Alarm, readingOf: ReadingOf): void {
    const { where, signal } = alarm;
    const reading = readingOf({ where, startedAt: signal.startedAt, from: signal.startedAt - beforeMs });
    const { soFar } = reading;
    const fresh: Incident = { ...this.#fresh(where, titleOf(alarm, soFar), signal.startedAt), kind: signal.kind };
    const said = this.#said(this.#read(fresh, reading), { status: 'investigating', body: openedText(alarm, soFar) });
    this.#put(this.#identified({ ...said, isPublished: this.#mayBeSeen(said) }), 'opened');
  }

  #return(incident: Incident, alarm: Alarm, readingOf: ReadingOf): void {
    this.#quietSince.delete(incident.id);
    const reading = readingOf(this.#asked(incident));
    const back = this.#read(cameBack(incident, this.#parts.clock.now()), reading);
    const body = returnedText(alarm, back.returns, reading.lately);
    this.#put(this.#said(back, { status: 'investigating', body }), 'updated');
  }

  #goOn(incident: Incident, readingOf: ReadingOf): void {
    this.#quietSince.delete(incident.id);
    const read = this.#read(incident, readingOf(this.#asked(incident)));
    const seen = { ...read, isPublished: incident.isPublished || this.#mayBeSeen(read) };
    const next = this.#identified(seen);
    const isNews = next.updates !== incident.updates || next.isPublished !== incident.isPublished;
    if (isNews || next.impact !== incident.impact) this.#put(next, 'updated');
    else this.#all.set(next.id, next);
  }

  #calm(incident: Incident): void {
    const over = this.#over(incident);
    this.#put(this.#said(over, { status: 'monitoring', body: calmTexts[incident.kind] }), 'updated');
  }

  #resolve(incident: Incident): void {
    const over = { ...this.#over(incident), resolvedAt: this.#parts.clock.now() };
    this.#quietSince.delete(incident.id);
    const body = resolvedText(over, over.endedAt);
    this.#put(this.#said(over, { status: 'resolved', body }), 'resolved');
  }

  /** As far as the counts tell, its models work since then. */
  #over(incident: Incident): Incident & { readonly endedAt: number } {
    const endedAt = overAt(incident, this.#quietSince.get(incident.id) ?? this.#parts.clock.now());
    return { ...incident, endedAt, components: ended(incident.components, endedAt) };
  }

  #asked({ id, where, startedAt }: Incident): Asked {
    return { where, startedAt, from: this.#countedTo.get(id) ?? startedAt };
  }

  #slice(): number {
    return Math.floor(this.#parts.clock.now() / sliceMs) * sliceMs;
  }

  #counted(incident: Incident, counted: Counted): Incident {
    this.#countedTo.set(incident.id, this.#slice());
    return grown(incident, counted);
  }

  #read(incident: Incident, reading: Reading): Incident {
    const { components, corroboratedBy, toldAt = null } = reading;
    const now = this.#parts.clock.now();
    const affected = isSeenByCallers(incident.kind) ? faringBy(incident.components, components, now) : [];
    return {
      ...this.#counted(incident, reading),
      components: affected,
      impact: impactOf(affected),
      ...(toldAt === null || incident.toldAt !== undefined ? {} : { toldAt }),
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

  /** What one key has is its owner's matter. */
  #mayBeSeen({ kind, where, corroboratedBy }: Incident): boolean {
    if (!isSeenByCallers(kind) || where.level === 'caller') return false;
    const how = this.#parts.publish();
    return how === 'always' || (how === 'corroborated' && corroboratedBy.length > 0);
  }

  #said(incident: Incident, words: Words): Incident {
    const { status, body, by = null, id = this.#parts.random.hex(6) } = words;
    const update: IncidentUpdate = { id, at: this.#parts.clock.now(), status, body, by };
    return { ...incident, status, updates: [...incident.updates, update] };
  }

  #put(incident: Incident, kind: Change['kind']): void {
    this.#all.set(incident.id, incident);
    const old = this.list().filter((one) => !isOpen(one));
    for (const { id } of old.slice(keepAll)) {
      this.#all.delete(id);
      this.#countedTo.delete(id);
    }
    for (const listener of this.#listeners) listener({ kind, incident });
  }
}
