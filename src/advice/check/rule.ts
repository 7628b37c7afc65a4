/** A rule: what it is about, as its page tells it, and how it is found. */
import type { Finding, Trouble } from './finding.ts';
import { findingOf } from './finding.ts';

/** Worst first: calls will fail; calls will fail under load, on a rollout or a bad day; worth having. */
export const severities = ['error', 'warning', 'advice'] as const;
export type Severity = (typeof severities)[number];

export interface RuleAbout {
  readonly id: string;
  readonly severity: Severity;
  /** Name of the system it reads, or `chain` for what stands between two of them. */
  readonly system: string;
  /** In a few words. */
  readonly title: string;
  /** The exact condition. */
  readonly when: string;
  /** What will happen to calls. */
  readonly failure: string;
  /** Config that trips it, and the same one mended: both are run by the tests. */
  readonly before: string;
  readonly after: string;
  /** Where its numbers come from. */
  readonly source: string;
  /** Versions of the system it holds for. */
  readonly versions: string;
  /** It takes a common clock for the hop in front: where that hop is known, a rule of the chain looks instead. */
  readonly assumesNeighbour?: true;
}

export interface Rule<Subject> extends RuleAbout {
  find(subject: Subject): Iterable<Trouble>;
}

export const findingsOf = <Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] =>
  rules.flatMap((rule) => Array.from(rule.find(subject), (trouble) => findingOf(rule, trouble)));
