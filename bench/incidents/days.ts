/** Synthetic days of calls, made by chance from a seed, each with the truth about it: what was wrong, where, from when to when. */
import { callOf, type Fate } from '../../test/fakes/ended-call.ts';
import type { CallEnded } from '../../src/domain/event.ts';
import type { AlarmKind } from '../../src/domain/incident.ts';

/** `at` in ms of the day. What is left out went well. */
export type Wrong = (at: number, call: { upstream: string; model: string; caller: string }) => Partial<Fate> | null;

export interface Truth {
  readonly kinds: readonly AlarmKind[];
  /** `LEVEL NAME`, the ways in which it may rightly be named. */
  readonly wheres: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface SyntheticDay {
  readonly name: string;
  readonly hours: number;
  /** Calls a second at the busiest time. */
  readonly pace: number;
  /** Share of the pace at that time. */
  readonly bustle: (at: number) => number;
  readonly wrong: Wrong;
  readonly truths: readonly Truth[];
}

export const hourMs = 3_600_000;
export const minuteMs = 60_000;
export const dayStart = Date.UTC(2026, 0, 5);

/** Mulberry32: small, fast, and good enough for weather. */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Nights are quiet: a twentieth of the pace at four, all of it at sixteen o'clock. */
export const daily = (at: number): number => 0.525 - 0.475 * Math.cos(((at / hourMs - 4) / 24) * 2 * Math.PI);
/**
 * The noise of a day without trouble: one call in 500 fails, one attempt in 50 is made up for; three hiccups of some seconds in which an upstream drops
 * a few; a caller who sends nonsense for an hour; a pace that wobbles.
 */
const noiseOf = (chance: () => number, hours: number): { wrong: Wrong; wobble: (at: number) => number } => {
  const hiccups = Array.from({ length: 3 }, () => ({
    at: chance() * hours * hourMs,
    left: 1 + Math.floor(chance() * 4),
  }));
  const nonsenseFrom = chance() * hours * hourMs;
  const waves = Array.from({ length: 3 }, () => ({ ms: (5 + chance() * 60) * minuteMs, turn: chance() * 6 }));
  return {
    wobble: (at) => 1 + waves.reduce((sum, { ms, turn }) => sum + 0.15 * Math.sin(at / ms + turn), 0),
    wrong: (at, { upstream, caller }) => {
      const hiccup = hiccups.find((one) => one.left > 0 && at >= one.at);
      if (hiccup !== undefined && upstream === 'a') {
        hiccup.left -= 1;
        return { code: 'connection_reset' };
      }
      if (caller === 'team-2' && at >= nonsenseFrom && at < nonsenseFrom + hourMs) return { code: 'invalid_request' };
      const draw = chance();
      if (draw < 0.002) return { code: 'upstream_error' };
      return draw < 0.022 ? { code: 'overloaded', rescuedBy: upstream === 'a' ? 'b' : 'a' } : null;
    },
  };
};

/** 30 of these shall bring nothing. */
export const quietDay = (index: number): SyntheticDay => ({
  name: `quiet day ${index}`,
  hours: 24,
  pace: [2, 5, 10][index % 3] ?? 2,
  bustle: daily,
  wrong: () => null,
  truths: [],
});

const pick = <T>(all: readonly [T, ...T[]], draw: number): T => all[Math.floor(draw * all.length)] ?? all[0];

/** Its calls in the order in which they ended. */
export function* callsOf(day: SyntheticDay, chance: () => number): Generator<CallEnded> {
  const noise = noiseOf(chance, day.hours);
  const untilMs = day.hours * hourMs;
  for (let second = 0; second < untilMs; second += 1_000) {
    const expected = Math.max(0, day.pace * day.bustle(second) * noise.wobble(second));
    // So many come in this second: a Poisson draw, by the time to the next one.
    for (let at = -Math.log(1 - chance()) / expected; at < 1; at += -Math.log(1 - chance()) / expected) {
      const call = {
        upstream: pick(['a', 'b', 'c'], chance()),
        model: pick(['m', 'm', 'n'], chance()),
        caller: pick(['team-1', 'team-2', 'team-3', 'team-4', 'team-5'], chance()),
      };
      const ms = second + at * 1_000;
      const fate = day.wrong(ms, call) ?? noise.wrong(ms, call) ?? {};
      yield callOf({ ...call, ...fate, at: dayStart + ms });
    }
  }
}
