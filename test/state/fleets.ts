/** A fleet on a clock that a test moves by hand, and streamed calls played on it with the real decisions. */
import type { CauseCode } from '../../src/domain/cause.ts';
import { causeOf } from '../../src/domain/cause.ts';
import type { Clock, Random } from '../../src/domain/ports.ts';
import type { Settings } from '../../src/domain/settings.ts';
import type { Target } from '../../src/domain/upstream.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { Tried } from '../../src/policy/next-move.ts';
import { nextMove } from '../../src/policy/next-move.ts';
import { Fleet } from '../../src/state/fleet.ts';
import { position } from '../policy/positions.ts';

const mustNotBeUsed = (): never => {
  throw new Error('only the time is read here');
};

export const settingsOf = (config: Readonly<Record<string, unknown>>): Settings => {
  const text = JSON.stringify(config);
  const loaded = loadSettings({ text, file: 'test', env: {}, baseFolder: '/' });
  if (loaded.kind === 'bad') throw new Error(loaded.errors.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return loaded.settings;
};

/** A fixed row of numbers in [0, 1) (mulberry32). */
const drawsFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** How an upstream answers a call that reaches it: `ms` to its first token, or to its failure. */
export type Answer = { readonly ms: number; readonly code?: CauseCode; readonly retryAfterMs?: number };

export interface Asked {
  readonly upstream: string;
  readonly at: number;
  readonly isGood: boolean;
}

type Event = { readonly at: number; readonly act: () => void };

export class Stage {
  now = 1_000_000;
  readonly fleet: Fleet;
  readonly draw: () => number;
  /** Every attempt that reached an upstream. */
  readonly asked: Asked[] = [];
  /** How long good calls took to their first token, in order of their end. */
  readonly took: number[] = [];
  failed = 0;
  #events: Event[] = [];
  #answer: (upstream: string, at: number) => Answer;

  constructor(config: Readonly<Record<string, unknown>>, answer: (upstream: string, at: number) => Answer, seed = 7) {
    this.draw = drawsFrom(seed);
    this.#answer = answer;
    const clock: Clock = {
      now: () => this.now,
      monotonic: () => this.now,
      sleep: mustNotBeUsed,
      after: mustNotBeUsed,
      patience: mustNotBeUsed,
      every: mustNotBeUsed,
    };
    const random: Random = { draw: this.draw, hex: mustNotBeUsed };
    this.fleet = new Fleet({ clock, random, settings: settingsOf(config) });
  }

  at(at: number, act: () => void): void {
    this.#events.push({ at, act });
  }

  /** Plays until nothing is left to happen. */
  run(): void {
    for (;;) {
      const next = this.#events.reduce<Event | null>(
        (first, one) => (first === null || one.at < first.at ? one : first),
        null,
      );
      if (next === null) return;
      this.#events = this.#events.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.act();
    }
  }

  /** One call now; its attempts happen as time goes on. */
  call(): void {
    this.#decide(this.now, []);
  }

  #decide(acceptedAt: number, tried: readonly Tried[]): void {
    const route = this.fleet.route('m');
    if (route === null) throw new Error('no route');
    const candidates = this.fleet.view(route, { model: 'm', operation: 'chat' });
    const deadlineAt = acceptedAt + 60_000;
    const move = nextMove(position({ candidates, tried, now: this.now, deadlineAt, draw: this.draw() }));
    if (move.kind === 'give-up') this.failed++;
    else if (move.kind === 'wait') this.at(move.until, () => this.#decide(acceptedAt, tried));
    else this.#try(move.target, acceptedAt, tried);
  }

  #try(target: Target, acceptedAt: number, tried: readonly Tried[]): void {
    const place = this.fleet.enter(target, 'm', tried.length > 0);
    const { ms, code, retryAfterMs = null } = this.#answer(target.upstream.name, this.now);
    this.asked.push({ upstream: target.upstream.name, at: this.now, isGood: code === undefined });
    this.at(this.now + ms, () => {
      if (code === undefined) {
        place.opened(ms);
        place.good();
        this.took.push(this.now - acceptedAt);
      } else place.bad(causeOf(code, { upstream: target.upstream.name, retryAfterMs }));
      place[Symbol.dispose]();
      if (code === undefined) return;
      const cause = causeOf(code, { upstream: target.upstream.name, retryAfterMs });
      this.#decide(acceptedAt, [...tried, { target, cause, sent: true, endedAt: this.now, draw: this.draw() }]);
    });
  }

  /** Part of the attempts since a time that went to an upstream. */
  share(upstream: string, since = 0): number {
    const late = this.asked.filter(({ at }) => at >= since);
    return late.filter((one) => one.upstream === upstream).length / late.length;
  }
}

/** Upstreams by name, all of tier 1 unless said otherwise. */
export const fleetOf = (
  names: readonly string[],
  targets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Record<string, unknown> => ({
  upstreams: Object.fromEntries(names.map((name) => [name, { url: `http://${name}.test/v1`, health: 'off' }])),
  models: { m: { targets: names.map((upstream) => ({ upstream, ...targets[upstream] })) } },
});
