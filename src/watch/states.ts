/** Looks once a second at what upstreams have to do; notices when an upstream's state changed, or its health check turned out to be wrong: since when, and a line in the log. */
import type { Clock, Log } from '../domain/ports.ts';
import type { Upstream } from '../domain/upstream.ts';
import { noteWords } from '../domain/words/en/checks.ts';
import { noteOf } from '../policy/check-note.ts';
import type { Checks } from '../state/checks.ts';
import type { Fleet } from '../state/fleet.ts';
import type { Scale } from '../state/scale.ts';
import type { UpstreamState } from '../state/upstream-state.ts';
import { isAble, isByChoice } from '../state/upstream-state.ts';

export interface StateParts {
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly checks: Checks;
  readonly scale: Pick<Scale, 'look'>;
  readonly log: Log;
}

const everyMs = 1_000;

class StateWatch {
  readonly #parts: StateParts;
  /** The kind of note that was logged last, by upstream. */
  readonly #noted = new Map<string, string>();

  constructor(parts: StateParts) {
    this.#parts = parts;
  }

  look(): void {
    this.#parts.scale.look();
    for (const state of this.#parts.fleet.states()) {
      this.#state(state);
      this.#note(state.upstream);
    }
  }

  #state(seen: UpstreamState): void {
    const { upstream, state, cause } = seen;
    const { clock, checks, log } = this.#parts;
    if (!isByChoice(seen)) checks.count(upstream.name, isAble(seen));
    const before = checks.saw(upstream.name, state, clock.now());
    if (before === null || before === state) return;
    const fields = { upstream: upstream.name, from: before, to: state, code: cause?.code ?? null };
    if (before === 'unknown' && state === 'healthy') log.debug(fields, 'an upstream answers');
    else if (state === 'healthy') log.info(fields, 'an upstream is well again');
    else log.warn(fields, 'an upstream changed its state');
  }

  #note({ name, health }: Upstream): void {
    const { fleet, checks, log } = this.#parts;
    const note = health === null ? null : noteOf(checks.of(name).standing, health, fleet.signs(name)?.rest ?? null);
    const kind = note === null ? null : `${note.kind} ${note.cause.receivedStatus ?? note.cause.code}`;
    if (note === null || kind === null || this.#noted.get(name) === kind) return;
    this.#noted.set(name, kind);
    const { says, todo } = noteWords(name, note);
    log.warn({ upstream: name, todo }, says);
  }
}

export const watchStates = async (parts: StateParts, signal: AbortSignal): Promise<void> => {
  const watch = new StateWatch(parts);
  watch.look();
  for await (const _ of parts.clock.every(everyMs, signal)) watch.look();
};
