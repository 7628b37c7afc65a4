/** Asks every upstream at its own pace whether it is well, which models it has, and what it says of its own load. */
import type { Clock, Log, Random, Wire } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Upstream } from '../domain/upstream.ts';
import type { Standing } from '../policy/check.ts';
import { mayCheck, paceMs } from '../policy/check.ts';
import type { Checks } from '../state/checks.ts';
import type { Durations } from '../state/durations.ts';
import type { Fleet, Rest } from '../state/fleet.ts';
import type { Lines } from '../state/lines.ts';
import type { Recent } from '../state/recent.ts';
import { Due } from './probe/due.ts';
import { FigureReader } from './probe/figures.ts';
import { checkUpstream, listModels, readFigures, readVersion } from './probe/learn.ts';

export interface ProbeParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly wire: Wire;
  readonly fleet: Fleet;
  readonly lines: Pick<Lines, 'waitingFor'>;
  readonly checks: Checks;
  readonly recent: Recent;
  readonly durations: Durations;
  readonly log: Log;
  readonly settings: () => Settings;
  /** Told what a check cost. */
  readonly spent: (tokens: number) => void;
}

const tickMs = 250;
/** How often names are learned where health is asked otherwise. */
const modelsEveryMs = 60_000;
/** Figures are believed for three times as long. */
const figuresEveryMs = 5_000;
/** Calls wait for it. */
const loadingEveryMs = 1_000;
const versionEveryMs = 60_000;

/** What is due at one tick; each upstream has clocks of its own. */
export class Rounds {
  readonly #parts: ProbeParts;
  readonly #due: Due;
  readonly #figures: FigureReader;

  constructor(parts: ProbeParts) {
    this.#parts = parts;
    this.#due = new Due(parts);
    this.#figures = new FigureReader(parts);
  }

  tick(): void {
    for (const upstream of this.#parts.settings().upstreams) {
      this.#health(upstream);
      this.#models(upstream);
      this.#load(upstream);
    }
  }

  #health(upstream: Upstream): void {
    const { name, health } = upstream;
    if (health === null) return;
    const { fleet, clock, checks } = this.#parts;
    const rest = fleet.signs(name)?.rest ?? null;
    const { standing } = checks.of(name);
    const around = { now: clock.now(), isMissed: rest !== null && this.#isMissed(name, rest, standing) };
    if (!mayCheck(rest?.until ?? null, health.everyMs, around)) return;
    this.#due.start({
      name: `health ${name}`,
      everyMs: (draw) => paceMs(standing, health, { ...around, draw }),
      act: () => checkUpstream(this.#parts, upstream, health),
    });
  }

  /** Whether a check could bring back somebody whom calls wait for. */
  #isMissed(name: string, { endsByCheck }: Rest, { redSince }: Standing): boolean {
    const { fleet, lines } = this.#parts;
    return (endsByCheck || redSince !== null) && (lines.waitingFor(name) > 0 || fleet.isMissed(name));
  }

  #models(upstream: Upstream): void {
    const { name, health, models } = upstream;
    const isSeenByHealth = health !== null && health.path === null && health.complete === null;
    if (models !== null || isSeenByHealth) return;
    this.#due.start({
      name: `models ${name}`,
      everyMs: () => modelsEveryMs,
      act: () => listModels(this.#parts, upstream),
    });
  }

  /** Only of a server that is recognised and was well when it was last asked. */
  #load(upstream: Upstream): void {
    const { name, health } = upstream;
    const { fleet, checks } = this.#parts;
    const { server, standing } = checks.of(name);
    if (health === null || server === null || standing.redSince !== null) return;
    const reading = { reader: this.#figures, server };
    this.#due.start({
      name: `figures ${name}`,
      everyMs: () => (fleet.signs(name)?.figures?.loading === true ? loadingEveryMs : figuresEveryMs),
      act: () => readFigures(this.#parts, upstream, reading),
    });
    this.#due.start({
      name: `version ${name}`,
      everyMs: () => versionEveryMs,
      act: () => readVersion(this.#parts, upstream, reading),
    });
  }
}

export const probeUpstreams = async (parts: ProbeParts, signal: AbortSignal): Promise<void> => {
  const rounds = new Rounds(parts);
  rounds.tick();
  for await (const _ of parts.clock.every(tickMs, signal)) rounds.tick();
};
