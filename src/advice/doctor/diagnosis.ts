/** What a walk of the doctor comes to: hops, and a verdict over them. */
import type { CauseCode, Clue, Family } from '../../domain/cause.ts';
import type { Expected } from '../../policy/duration.ts';
import type { RemedyId } from './remedies.ts';
import type { TroubleId } from './troubles.ts';

/** In the order of the way from the person to the AI service. */
export const hopIds = [
  'device',
  'link',
  'portal',
  'dns',
  'route',
  'proxy',
  'tcp',
  'tls',
  'http',
  'stream',
  'gateway',
  'provider',
] as const;

export type HopId = (typeof hopIds)[number];

/** `skip`: there was no reason to look, or no way to. `unknown`: it was looked at and nothing could be told. */
export type HopStatus = 'ok' | 'warn' | 'fail' | 'skip' | 'unknown';

/** `says` is a template of ours. */
export interface Observation extends Clue {
  /** The value has an address, a name or the like, and stays out of a report that is shared. */
  readonly isPrivate: boolean;
}

/** What a judge makes of a hop's facts. */
export interface Judgement {
  readonly status: HopStatus;
  /** One plain sentence without private values. */
  readonly says: string;
  readonly evidence: readonly Observation[];
  /** The worst first. */
  readonly troubles: readonly TroubleId[];
}

export interface Hop extends Judgement {
  readonly id: HopId;
  /** How long looking took. */
  readonly ms: number;
}

/** As a person says who it is: `gateway` is whoever runs what answers at the address. */
export type Blame = 'none' | 'you' | 'network' | 'gateway' | 'provider' | 'unknown';

export interface Remedy {
  readonly id: RemedyId;
  readonly text: string;
  /** Exact clicks or commands, for this system. */
  readonly steps: readonly string[];
  /** What it changes; may be empty. */
  readonly changes: string;
}

export interface Diagnosis {
  /** `rep_` and 32 hex digits. */
  readonly reportId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly ms: number;
  readonly target: string;
  /** One sentence. */
  readonly verdict: string;
  readonly blame: Blame;
  /** `null`: nothing is wrong, or nothing was found. */
  readonly family: Family | null;
  readonly code: CauseCode | null;
  readonly trouble: TroubleId | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly hops: readonly Hop[];
  /** What was shown to work, in short sentences. */
  readonly proven: readonly string[];
  /** At most three, the cheapest first. */
  readonly remedies: readonly Remedy[];
  readonly expected: Expected | null;
  /** How many of those who called the gateway lately met a failure; `null`: nobody told. */
  readonly scope: { readonly affected: number; readonly of: number; readonly window: '5m' } | null;
  /** Where the one who runs it gives help; `null`: nobody told. */
  readonly support: string | null;
}
