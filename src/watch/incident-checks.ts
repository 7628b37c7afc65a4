/** What the gateway's own checks say of an incident that they saw begin: that it goes on, or that it is over though nobody calls. */
import type { Incident, Where } from '../domain/incident.ts';

/** As the counts are quiet before it is over; at a check every five seconds that is sixty of them. */
const wellMs = 300_000;

export const ownChecks = 'own checks';

/** Whether an upstream is part of a place, as far as its name tells. */
export const isAbout =
  ({ level, name }: Where) =>
  (upstream: string): boolean => {
    if (level === 'upstream') return upstream === name;
    return level === 'model at upstream' ? name?.endsWith(` at ${upstream}`) === true : true;
  };

/** Upstreams whose checks ran lately, and whether they were well. */
export type Checks = ReadonlyMap<string, 'well' | 'failing'>;

/** Checks that failed with the calls speak of the same trouble; what one key has, or a small share, they never see. */
const areWitnesses = ({ kind, where, corroboratedBy }: Incident): boolean =>
  (kind === 'failures' || kind === 'network') && where.level !== 'caller' && corroboratedBy.includes(ownChecks);

export class CheckWitness {
  /** By incident: since when all checks there have been well. */
  readonly #wellSince = new Map<string, number>();

  /** Where calls are few: what the checks show of it. `null`: nothing. */
  says(incident: Incident, checks: Checks, now: number): 'over' | 'going on' | null {
    const about = areWitnesses(incident) ? [...checks].filter(([name]) => isAbout(incident.where)(name)) : [];
    if (about.length === 0 || about.some(([, state]) => state === 'failing')) {
      this.#wellSince.delete(incident.id);
      return about.length === 0 ? null : 'going on';
    }
    const since = this.#wellSince.get(incident.id) ?? now;
    this.#wellSince.set(incident.id, since);
    return now - since >= wellMs ? 'over' : null;
  }

  keepOnly(isWanted: (id: string) => boolean): void {
    for (const id of this.#wellSince.keys()) if (!isWanted(id)) this.#wellSince.delete(id);
  }
}
