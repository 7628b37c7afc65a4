/** A system whose configuration is read: one folder each, and one line in the registry. */
import type { Finding, Problem } from './finding.ts';
import type { Hop } from './hop.ts';
import type { Source } from './place.ts';
import type { RuleAbout } from './rule.ts';
import type { Version } from './version.ts';

export interface Unopened {
  readonly file: string;
  readonly why: string;
}

/** Files that an include names. */
export interface Opened {
  readonly sources: readonly Source[];
  /** What it names and cannot be read. */
  readonly unopened: readonly Unopened[];
}

export interface Context {
  /** Paths that are said to carry streams. */
  readonly streaming: RegExp | null;
  readonly nginxVersion: Version | null;
  /** What a pattern such as `conf.d/*.conf` names, seen from the file of the command line. Never rejects. */
  open(pattern: string, root: Source): Promise<Opened>;
}

export interface Reading {
  /** As they were read: includes as well. */
  readonly sources: readonly Source[];
  readonly hops: readonly Hop[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What was taken for granted or left out. */
  readonly notes: readonly string[];
}

export interface System {
  readonly name: string;
  readonly rules: readonly RuleAbout[];
  /** How sure it is from 0 to 1 that a file is its own. */
  recognise(source: Source): number;
  /** All files of this system that were named, in the order of the command line. */
  read(sources: readonly Source[], context: Context): Promise<Reading>;
}

/** Several readings as one; what two of them note is noted once. */
export const joinReadings = (readings: readonly Reading[]): Reading => ({
  sources: readings.flatMap((one) => one.sources),
  hops: readings.flatMap((one) => one.hops),
  findings: readings.flatMap((one) => one.findings),
  problems: readings.flatMap((one) => one.problems),
  notes: [...new Set(readings.flatMap((one) => one.notes))],
});
