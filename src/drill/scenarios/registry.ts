/** All scenarios, and how a person names them: by id or by group. */
import { nearest } from '../nearest.ts';
import { bench } from './bench.ts';
import { durable } from './durable.ts';
import { gauntlet } from './gauntlet.ts';
import { names as ofNames } from './names.ts';
import { groups, type Scenario } from './scenario.ts';
import { prevent } from './prevent.ts';
import { streams } from './streams.ts';
import { tls } from './tls.ts';
import { variantsOfBench } from './variants.ts';

export const scenarios: readonly Scenario[] = [
  ...bench,
  ...variantsOfBench,
  ...gauntlet,
  ...streams,
  ...ofNames,
  ...tls,
  ...prevent,
  ...durable,
];

export type Chosen =
  | { readonly kind: 'chosen'; readonly scenarios: readonly Scenario[] }
  | { readonly kind: 'unknown'; readonly name: string; readonly near: readonly string[] };

const isMeant = (scenario: Scenario, name: string): boolean =>
  scenario.id.toLowerCase() === name || scenario.groups.some((group) => group === name);

/** No names mean all; the order is the registry's. */
export const choose = (names: readonly string[]): Chosen => {
  const wanted = names.map((name) => name.toLowerCase());
  const unknown = names.find((_, index) => !scenarios.some((scenario) => isMeant(scenario, wanted[index] ?? '')));
  if (unknown !== undefined) {
    return { kind: 'unknown', name: unknown, near: nearest(unknown, [...groups, ...scenarios.map(({ id }) => id)]) };
  }
  const meant = scenarios.filter((scenario) => wanted.length === 0 || wanted.some((name) => isMeant(scenario, name)));
  return { kind: 'chosen', scenarios: meant };
};
