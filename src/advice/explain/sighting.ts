/** What one line or text tells: a cause, the evidence for it, and whose machines are spoken of. */
import type { CauseCode, Clue, Family, Who } from '../../domain/cause.ts';

/** Who saw it: the one who asked (a browser, a program), or a machine on the way (a proxy, a load balancer). */
export type Vantage = 'asker' | 'path';

/** Who runs what failed behind it: a provider of AI, or whoever runs the site or proxy in question. */
export type FarSide = 'provider' | 'site';

/** An observation, and how far it alone would convince: 0 to 1. */
export interface WeighedClue extends Clue {
  readonly weight: number;
}

/** Advice for this very sign; it goes before what the catalogue says of the cause. */
export interface Tips {
  readonly caller: readonly string[];
  readonly network: readonly string[];
  readonly operator: readonly string[];
}

export interface Sighting {
  readonly code: CauseCode;
  /** Corrections of the table by this evidence; `null` where the table holds. */
  readonly family: Family | null;
  readonly who: Who | null;
  /** The system that speaks, as a person calls it: `nginx error log`. */
  readonly system: string;
  /** What the sign means: the second half of a sentence, without a full stop. */
  readonly means: string;
  /** Says that something failed but hardly what: any other sign in the same text counts for more. */
  readonly isVague: boolean;
  readonly clues: readonly WeighedClue[];
  /** The next likely cause. */
  readonly instead: CauseCode | null;
  readonly vantage: Vantage;
  /** `null`: not known from this sign. */
  readonly farSide: FarSide | null;
  /** Host that failed, where it is named. */
  readonly host: string | null;
  /** Milliseconds since the epoch. */
  readonly atMs: number | null;
  readonly status: number | null;
  readonly tips: Tips;
}

/** `null`: not of this format. `fine`: of this format, and no failure. */
export type Seen = Sighting | 'fine' | null;
