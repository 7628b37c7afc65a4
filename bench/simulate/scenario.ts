/** What a scenario is: servers, questions, what goes wrong when, and what must hold all the same. */
import type { Figures } from './figures.ts';
import type { Manner } from './person.ts';
import type { Shape, SimServer } from './server.ts';

/** Who is on stage. */
export interface Cast {
  readonly all: readonly SimServer[];
  /** Those with the fault, where not all have it. */
  readonly faulty: readonly SimServer[];
}

export interface Act {
  readonly atMs: number;
  readonly act: () => void;
}

/** A figure that has to stay within a bound. */
export interface Target {
  readonly says: string;
  readonly of: (figures: Figures) => number;
  readonly most?: number;
  readonly least?: number;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** How many there are when nobody says otherwise. */
  readonly upstreams: number;
  readonly shape: Shape;
  readonly manner: Manner;
  /** From when to when something is wrong. */
  readonly fault: { readonly fromMs: number; readonly untilMs: number };
  readonly lastsMs: number;
  /** More questions than usual, as a multiple of the capacity. */
  readonly surge: { readonly fromMs: number; readonly untilMs: number; readonly load: number } | null;
  readonly script: (cast: Cast) => readonly Act[];
  /** Of the gateway's config, what differs from the defaults. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly targets: readonly Target[];
}

/** What every scenario begins with: a time without faults to compare with. */
const calmMs = 20_000;

export interface Wish {
  readonly name: string;
  readonly title: string;
  readonly faultMs: number;
  readonly targets: readonly Target[];
  readonly afterMs?: number;
  readonly slots?: number;
  readonly manner?: Partial<Manner>;
  readonly load?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly upstreams?: number;
  /** `at`: a time after the fault begins. */
  readonly script?: (cast: Cast, at: (ms: number, act: () => void) => Act) => readonly Act[];
}

export const scenario = (wish: Wish): Scenario => {
  const { name, title, faultMs, targets, afterMs = 20_000, slots = 64, load, script } = wish;
  const fault = { fromMs: calmMs, untilMs: calmMs + faultMs };
  return {
    name,
    title,
    upstreams: wish.upstreams ?? 3,
    shape: { slots, most: slots * 8, prefillMs: 300, decodeMs: 900 },
    manner: { patienceMs: 15_000, retries: 0, headers: {}, ...wish.manner },
    fault,
    lastsMs: fault.untilMs + afterMs,
    surge: load === undefined ? null : { ...fault, load },
    script: (cast) => script?.(cast, (ms, act) => ({ atMs: calmMs + ms, act })) ?? [],
    config: wish.config ?? {},
    targets,
  };
};
