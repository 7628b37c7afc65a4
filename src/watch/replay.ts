/** Looks at calls that were recorded, as the running gateway looks at those that end: what would have been noticed, and when. */
import type { CallEnded } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import { Incidents } from '../state/incidents.ts';
import { Tallies } from '../state/tallies.ts';
import { IncidentWatch, lookEveryMs } from './incidents.ts';

/** A record with a hole longer than this is looked at again behind it. */
const longestGapMs = 86_400_000;

export interface Replayed {
  /** The newest first. */
  readonly incidents: readonly Incident[];
  readonly calls: number;
  /** When the first and the last call ended, in ms since the Unix epoch; 0 where there was none. */
  readonly from: number;
  readonly until: number;
}

export interface Places {
  readonly zoneOf: (upstream: string) => string | null;
  readonly siteOf: (upstream: string) => string;
  /** Goes on looking for so long after the last call. */
  readonly afterMs: number;
}

/** In the order in which they ended. Nothing speaks for what is found but the calls, so all of it stays a draft. */
export class Replay {
  readonly #incidents: Incidents;
  readonly #tallies: Tallies;
  readonly #watch: IncidentWatch;
  readonly #afterMs: number;
  #now = 0;
  #nextLook = 0;
  #calls = 0;
  #from = 0;
  #until = 0;

  constructor({ zoneOf, siteOf, afterMs }: Places) {
    let ids = 0;
    const clock = { now: () => this.#now };
    this.#afterMs = afterMs;
    this.#incidents = new Incidents({ clock, random: { hex: () => `replayed-${++ids}` }, publish: () => 'draft' }, []);
    this.#tallies = new Tallies(zoneOf);
    const [tallies, incidents] = [this.#tallies, this.#incidents];
    const speaking = { checks: () => new Map(), troubledProviders: () => [] };
    const planned = {
      isPlanned: () => false,
      isOverdue: () => false,
      isAlarmedElsewhere: () => false,
      isPeak: () => false,
    };
    const parts = { clock, tallies, incidents, ...speaking, ...planned, siteOf };
    this.#watch = new IncidentWatch(parts);
  }

  take(event: CallEnded): void {
    const endedAt = event.at + event.ms;
    if (this.#calls === 0) this.#from = this.#nextLook = endedAt;
    this.#calls += 1;
    this.#until = Math.max(this.#until, endedAt);
    this.#lookUntil(endedAt);
    this.#now = Math.max(this.#now, endedAt);
    this.#tallies.learn(event);
  }

  end(): Replayed {
    if (this.#calls > 0) this.#lookUntil(this.#until + this.#afterMs);
    return { incidents: this.#incidents.list(), calls: this.#calls, from: this.#from, until: this.#until };
  }

  #lookUntil(at: number): void {
    if (at - this.#nextLook > longestGapMs) this.#nextLook = at;
    for (; this.#nextLook <= at; this.#nextLook += lookEveryMs) {
      this.#now = Math.max(this.#now, this.#nextLook);
      this.#watch.look();
    }
  }
}
