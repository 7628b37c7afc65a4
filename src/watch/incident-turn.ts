/** Several gateways on one store notice the same trouble: they look one after another, each with what the others have said. */
import type { Incident } from '../domain/incident.ts';
import { isOpen } from '../domain/incident.ts';
import type { Clock, Documents, Leases } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import { changedAt, united } from '../policy/incident/united.ts';
import type { Incidents } from '../state/incidents.ts';

/** Those that are open, or changed lately. */
const open = 'incident-open';
const ended = 'incident';
const turns = 'incident-turn';
/** A gateway that dies in its turn holds up the others for so long. */
const leaseMs = 10_000;
/** Whoever saw it lately is asked before it is called over. */
const alarmSaysMs = 20_000;
const forgottenMs = 3_600_000;
/** A gateway that was not there for longer reads it when it starts. */
const movingMs = 600_000;

export interface TurnParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly documents: Documents & Leases;
  readonly incidents: Pick<Incidents, 'list' | 'find' | 'adopt'>;
  /** Name of this gateway among those on the store. */
  readonly id: string;
}

/** Safe: only gateways put something on these shelves. */
const incidentsIn = (texts: readonly string[]): readonly Incident[] =>
  texts.flatMap((text) => objectOf(text) ?? []) as unknown as readonly Incident[];

interface Note {
  readonly by: string;
  readonly at: number;
  readonly alarmed: readonly string[];
}

/** Safe: what has a time on this shelf is a note of a gateway; the lease has none. */
const notesIn = (texts: readonly string[]): readonly Note[] =>
  texts.map((text) => objectOf(text)).filter((note) => typeof note?.['at'] === 'number') as unknown as readonly Note[];

export class IncidentTurn {
  readonly #parts: TurnParts;
  /** What stands in the store of each that moves, as far as this gateway knows. */
  readonly #stored = new Map<string, string>();
  #elsewhere: ReadonlySet<string> = new Set();
  #alarmed: readonly string[] = [];
  /** One after another within this gateway too. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /** Whether another gateway sees it go on. */
  isAlarmedElsewhere(id: string): boolean {
    return this.#elsewhere.has(id);
  }

  /** `look` tells which incidents go on. A store that cannot be used stops nobody; when it is another's turn, the next look will do. */
  take(look: () => readonly string[]): Promise<void> {
    this.#last = this.#last.catch(() => {}).then(() => this.#take(look));
    return this.#last;
  }

  /** What an operator said does not wait for the next look. */
  tell(): Promise<void> {
    return this.take(() => this.#alarmed);
  }

  async #take(look: () => readonly string[]): Promise<void> {
    const { documents, clock, id } = this.#parts;
    const now = clock.now();
    const isMine = await documents.lease(turns, 'lease', { by: id, now, until: now + leaseMs }).catch(() => true);
    if (!isMine) return;
    await this.#hear().catch(() => {});
    this.#alarmed = look();
    await this.#tell().catch(() => {});
    await documents.lease(turns, 'lease', { by: id, now, until: 0 }).catch(() => false);
  }

  async #hear(): Promise<void> {
    const { documents, incidents, clock, id } = this.#parts;
    const now = clock.now();
    const notes = notesIn(await documents.all(turns));
    const fresh = notes.filter(({ by, at }) => by !== id && now - at < alarmSaysMs);
    this.#elsewhere = new Set(fresh.flatMap(({ alarmed }) => alarmed));
    for (const { by, at } of notes) if (now - at > forgottenMs) await documents.drop(turns, by);
    const texts = await documents.all(open);
    const there = new Set<string>();
    for (const text of texts) {
      const [theirs] = incidentsIn([text]);
      if (theirs === undefined) continue;
      there.add(theirs.id);
      if (this.#stored.get(theirs.id) === text) continue;
      this.#stored.set(theirs.id, text);
      const mine = incidents.find(theirs.id);
      incidents.adopt(mine === null ? theirs : united(mine, theirs));
    }
    await this.#hearOfEnds(there);
  }

  /** What stood there and stands there no longer was ended by another. */
  async #hearOfEnds(there: ReadonlySet<string>): Promise<void> {
    const { documents, incidents } = this.#parts;
    const gone = [...this.#stored.keys()].filter((id) => !there.has(id));
    const isKnown = (id: string): boolean => incidents.find(id)?.resolvedAt !== null;
    for (const id of gone) if (isKnown(id)) this.#stored.delete(id);
    if (gone.every(isKnown)) return;
    const all = incidentsIn(await documents.all(ended));
    for (const id of gone) {
      this.#stored.delete(id);
      const [theirs, mine] = [all.find((one) => one.id === id), incidents.find(id)];
      if (theirs !== undefined) incidents.adopt(mine === null ? theirs : united(mine, theirs));
    }
  }

  async #tell(): Promise<void> {
    const { documents, incidents, clock, id } = this.#parts;
    const isMoving = (incident: Incident): boolean => isOpen(incident) || clock.now() - changedAt(incident) < movingMs;
    for (const incident of incidents.list().filter(isMoving)) {
      const text = JSON.stringify(incident);
      if (this.#stored.get(incident.id) === text) continue;
      this.#stored.set(incident.id, text);
      await documents.keep(open, incident.id, text);
    }
    for (const known of this.#stored.keys()) {
      const incident = incidents.find(known);
      if (incident !== null && isMoving(incident)) continue;
      this.#stored.delete(known);
      if (incident !== null) await documents.keep(ended, known, JSON.stringify(incident));
      await documents.drop(open, known);
    }
    await documents.keep(turns, id, JSON.stringify({ by: id, at: clock.now(), alarmed: this.#alarmed }));
  }
}
