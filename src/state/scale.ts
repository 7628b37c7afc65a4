/** Looks every few seconds at how much each upstream has to do, and remembers how many replicas of it that makes. */
import type { Clock } from '../domain/ports.ts';
import type { Scaling } from '../policy/replicas.ts';
import { freshScaling, learnDemand, wantedReplicas } from '../policy/replicas.ts';
import type { Fleet } from './fleet.ts';
import type { Lines } from './lines.ts';

export interface Wanted {
  readonly upstream: string;
  readonly wanted: number;
  readonly min: number;
  readonly max: number;
  readonly inFlight: number;
  readonly queued: number;
}

interface Parts {
  readonly clock: Pick<Clock, 'now'>;
  readonly fleet: Pick<Fleet, 'loads'>;
  readonly lines: Pick<Lines, 'waitingFor'>;
}

export class Scale {
  readonly #parts: Parts;
  readonly #scalings = new Map<string, Scaling>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  look(): void {
    const { clock, fleet, lines } = this.#parts;
    const now = clock.now();
    const loads = fleet.loads();
    for (const { upstream, inFlight, slowness } of loads) {
      if (upstream.replicas === null) continue;
      const { name } = upstream;
      const before = this.#scalings.get(name) ?? freshScaling(now);
      const demand = { inFlight, queued: lines.waitingFor(name), slowness, now };
      this.#scalings.set(name, learnDemand(before, demand, upstream.replicas));
    }
    const names = new Set(loads.map(({ upstream }) => upstream.name));
    for (const name of this.#scalings.keys()) if (!names.has(name)) this.#scalings.delete(name);
  }

  /** Of each upstream that says what a replica of it takes. */
  wanted(): readonly Wanted[] {
    const { clock, fleet, lines } = this.#parts;
    return fleet.loads().flatMap(({ upstream, inFlight }): readonly Wanted[] => {
      const { name, replicas } = upstream;
      if (replicas === null) return [];
      const wanted = wantedReplicas(this.#scalings.get(name) ?? freshScaling(clock.now()), replicas);
      const { min, max } = replicas;
      return [{ upstream: name, wanted, min, max, inFlight, queued: lines.waitingFor(name) }];
    });
  }
}
