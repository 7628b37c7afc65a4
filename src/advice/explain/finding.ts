/** What explain reports: one finding per distinct cause, best first, and the totals by family. */
import type { CauseCode, Clue, Family, Who } from '../../domain/cause.ts';
import type { CauseWords } from '../../domain/words/index.ts';
import { familyOf, whoOf } from './belief.ts';
import type { Hop } from './hop.ts';
import { hopOf } from './hop.ts';
import { printable } from './redact.ts';
import type { Retry } from './retry.ts';
import { retryOf } from './retry.ts';
import type { Sighting, Tips, WeighedClue } from './sighting.ts';
import { adviceOf, happenedOf, meansOf, safeOf, titleOf, usuallyOf } from './wording.ts';

export interface Source {
  /** Who speaks there, such as `nginx error log`. */
  readonly system: string;
  /** Counting from 1. */
  readonly line: number;
  /** Redacted, and safe to print. */
  readonly text: string;
  /** The file it stands in; absent for a text. */
  readonly file?: string;
}

export interface Finding {
  readonly family: Family;
  readonly code: CauseCode;
  readonly who: Who;
  /** 0 to 1. */
  readonly confidence: number;
  readonly title: string;
  readonly summary: string;
  readonly evidence: readonly Clue[];
  /** The next likely cause, where there is one. */
  readonly runnerUp: CauseCode | null;
  readonly hop: Hop;
  readonly retry: Retry;
  readonly advice: Tips;
  readonly usually: string;
  readonly safe: CauseWords['safe'];
  readonly source: Source;
  readonly count: number;
  /** ISO 8601, UTC; `null` where the lines carry no time. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Hosts that failed, the most frequent first, with their counts. */
  readonly hosts: readonly (readonly [string, number])[];
  /** Counts over the time from `firstAt` to `lastAt`, in equal parts. */
  readonly overTime: readonly number[];
}

export interface Report {
  readonly findings: readonly Finding[];
  readonly totals: Partial<Record<Family, number>>;
}

/** Everything that was seen of one cause. */
export interface Case {
  readonly lead: Sighting;
  /** Of the lead, and of what agrees with it. */
  readonly clues: readonly WeighedClue[];
  /** The weight of what speaks against it: other causes named in the same text. */
  readonly against: number;
  readonly source: Source;
  readonly count: number;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly hosts: readonly (readonly [string, number])[];
  readonly overTime: readonly number[];
}

const most = 0.98;
const sureEnough = 0.6;

/** What is left of doubt after each independent observation; what speaks against it takes its share. */
const confidenceOf = ({ clues, against, count }: Case): number => {
  const doubt = clues.reduce((left, { weight }) => left * (1 - weight), 1);
  // Many lines that say the same are one observation and a little more.
  const repeated = 1 - Math.min(0.2, Math.log10(Math.max(1, count)) * 0.1);
  return Math.round(Math.min(most, (1 - doubt * repeated) * (1 - against * 0.35)) * 100) / 100;
};

/** Names that are written small stay small. */
const capital = (text: string): string =>
  /^(?:nginx|undici|gunicorn|curl)\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

const summaryOf = (lead: Sighting, confidence: number): string => {
  const told = `${happenedOf(lead)} ${capital(meansOf(lead))}.`;
  if (confidence >= sureEnough) return told;
  const other = lead.instead === null ? '' : ` It may also be “${titleOf(lead, lead.instead)}” (${lead.instead}).`;
  return `Most likely: ${told}${other}`;
};

const isoOf = (ms: number | null): string | null =>
  ms === null || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString();

export const findingOf = (seen: Case): Finding => {
  const { lead } = seen;
  const who = whoOf(lead);
  const confidence = confidenceOf(seen);
  return {
    family: familyOf(lead),
    code: lead.code,
    who,
    confidence,
    title: titleOf(lead),
    summary: summaryOf(lead, confidence),
    evidence: seen.clues.map(({ says, value }) => ({ says, value: printable(value, 200) })),
    runnerUp: lead.instead,
    hop: hopOf(lead),
    retry: retryOf(lead.code),
    advice: adviceOf(lead, who),
    usually: usuallyOf(lead),
    safe: safeOf(lead),
    source: seen.source,
    count: seen.count,
    firstAt: isoOf(seen.firstMs),
    lastAt: isoOf(seen.lastMs),
    hosts: seen.hosts,
    overTime: seen.overTime,
  };
};

export const totalsOf = (findings: readonly Finding[]): Partial<Record<Family, number>> => {
  const totals: Partial<Record<Family, number>> = {};
  for (const { family, count } of findings) totals[family] = (totals[family] ?? 0) + count;
  return totals;
};
