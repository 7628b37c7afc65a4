/** The stage of a scenario: its scripted upstreams, its model's name, and what its upstreams saw of it. */
import { follow, type Scripted } from '../faults/script.ts';
import { faults } from '../faults/registry.ts';
import type { Cast, Role, Scenario } from '../scenarios/scenario.ts';
import { canon } from '../text.ts';
import type { Seen } from '../upstream/ledger.ts';
import type { UpstreamPlan } from '../upstream/start.ts';

export interface Stage {
  readonly scenario: Scenario;
  /** As the caller says it. */
  readonly model: string;
  /** Starts all scripts again: faults that last so many times or so long count from here. */
  begin(): void;
  /** Model calls that arrived since `begin`. */
  seen(role: Role): readonly Seen[];
}

export const modelOf = ({ id }: Scenario): string => `drill-${id.toLowerCase()}`;

/** Name under which the backup serves it. */
export const backupModelOf = (scenario: Scenario): string =>
  scenario.backup?.renamed === true ? `${modelOf(scenario)}-backup` : modelOf(scenario);

/** `turn`: the server's, where one fails after the other. */
export const scriptOf = ({ fault, params, lasts }: Cast, turn = 1): Scripted | null =>
  fault === null ? null : follow({ name: fault, fault: faults[fault], params, lasts }, turn);

/** Between two words, as in Failover Bench. */
const wordPaceMs = 15;

/** All that an upstream of a drill is, but for its script. */
export const drillManners: Omit<UpstreamPlan, 'scripted' | 'models'> = {
  host: '127.0.0.1',
  port: 0,
  remembers: 10_000,
  anyModel: true,
  paceMs: wordPaceMs,
  answer: () => canon,
  authority: null,
};

/** A health check is no attempt. */
export const isCall = ({ method }: Seen): boolean => method === 'POST';
