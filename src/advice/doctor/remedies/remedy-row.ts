/** How a remedy is written down. */
import type { TroubleId } from '../troubles.ts';

export type Os = 'linux' | 'mac' | 'windows';
export type Browser = 'chrome' | 'edge' | 'firefox' | 'safari';

/** What it costs the person, ascending. */
export const costs = [
  'nothing',
  'a click',
  'a setting',
  'a command',
  'a while',
  'another place',
  'somebody else',
] as const;

export type Cost = (typeof costs)[number];

/** Names in braces are filled in. */
export type Steps = readonly string[] | Readonly<Record<Os, readonly string[]>> | Readonly<Record<Browser, string>>;

export interface RemedyRow {
  readonly text: string;
  readonly cost: Cost;
  /** What makes it plausible: it is offered for these alone. */
  readonly helps: readonly TroubleId[];
  readonly steps: Steps;
  /** What it changes; empty: nothing. */
  readonly changes: string;
}
