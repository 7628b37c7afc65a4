/** Envoy's clocks: where they stand, and what holds when they do not. */
import type { Setting } from '../hop.ts';
import type { Place } from '../place.ts';
import { entryAt, numberAt, type Steps, textAt, type Tree, treeAt } from '../yaml/tree.ts';
import type { Cluster, EnvoyRoute } from './config.ts';

/** `0.25s`, or a mapping of seconds and nanos; `null` for what is neither. */
export const durationAt = (tree: Tree | undefined, steps: Steps): number | null => {
  const text = textAt(tree, ...steps);
  const [, seconds] = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(text ?? '') ?? [];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  const whole = numberAt(tree, ...steps, 'seconds');
  return whole === null ? null : whole * 1_000 + (numberAt(tree, ...steps, 'nanos') ?? 0) / 1e6;
};

interface Wanted {
  readonly tree: Tree | undefined;
  readonly steps: Steps;
  readonly defaultMs: number;
  /** Where it would stand. */
  readonly place: Place;
}

/** Envoy takes 0 for none. */
const clock = ({ tree, steps, defaultMs, place }: Wanted): Setting<number> | null => {
  const name = String(steps.at(-1));
  if (treeAt(tree, ...steps) === undefined) return { value: defaultMs, name, place, isDefault: true };
  const ms = durationAt(tree, steps);
  if (ms === null) return null;
  return { value: ms === 0 ? Infinity : ms, name, place: entryAt(tree, ...steps)?.place ?? place, isDefault: false };
};

const idle = ['common_http_protocol_options', 'idle_timeout'] as const;
const hourMs = 3_600_000;

/** From the end of the request to the end of the answer: 15 s. */
export const wholeOf = ({ action, place }: EnvoyRoute): Setting<number> | null =>
  clock({ tree: action, steps: ['timeout'], defaultMs: 15_000, place });

/** Silence on a stream, in both directions: 5 min. */
export const silenceOf = ({ action, manager, place }: EnvoyRoute): Setting<number> | null =>
  treeAt(action, 'idle_timeout') === undefined
    ? clock({ tree: manager.tree, steps: ['stream_idle_timeout'], defaultMs: 300_000, place })
    : clock({ tree: action, steps: ['idle_timeout'], defaultMs: 300_000, place });

export const keptForCallers = ({ manager }: EnvoyRoute): Setting<number> | null =>
  clock({ tree: manager.tree, steps: idle, defaultMs: hourMs, place: manager.place });

export const keptToNext = ({ http, place }: Cluster): Setting<number> | null =>
  clock({ tree: http, steps: idle, defaultMs: hourMs, place });

export const connectOf = ({ tree, place }: Cluster): Setting<number> | null =>
  clock({ tree, steps: ['connect_timeout'], defaultMs: 5_000, place });

export const perTryOf = ({ retries, place }: EnvoyRoute): Setting<number> | null =>
  clock({ tree: retries, steps: ['per_try_timeout'], defaultMs: Infinity, place });
