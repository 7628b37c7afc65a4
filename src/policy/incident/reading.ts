/** What is asked of the counts for an incident, and what they say. */
import type { Fared, Where } from '../../domain/incident.ts';
import type { Counted } from './course.ts';

/** What was counted for an incident, and how each component fares now. */
export interface Reading extends Counted {
  /** How calls fared since it began and in the last minute, up to now. */
  readonly soFar: Fared;
  readonly lately: Fared;
  /** How the calls of each model that is hit fare now. */
  readonly components: ReadonlyMap<string, Fared>;
  readonly corroboratedBy: readonly string[];
  /** Since when a provider's page tells of it. */
  readonly toldAt?: number | null;
}

export interface Asked {
  readonly where: Where;
  readonly startedAt: number;
  /** What is older was counted; in ms since the Unix epoch. */
  readonly from: number;
}
