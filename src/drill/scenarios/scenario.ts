/** A scenario is data: what goes wrong where, what is asked, and what must hold for the caller, the upstream and the explanation. */
import type { Operation } from '../../domain/call.ts';
import { traits, type CauseCode, type Family, type Who } from '../../domain/cause.ts';
import type { Params } from '../faults/fault.ts';
import type { FaultName } from '../faults/registry.ts';
import type { Lasts } from '../faults/script.ts';

/** Where an attempt can arrive. */
export type Role = 'primary' | 'backup';

export type Group = 'bench' | 'variants' | 'transport' | 'http' | 'app' | 'stream' | 'prevent' | 'durable' | 'quick';

export const groups = [
  'bench',
  'variants',
  'transport',
  'http',
  'app',
  'stream',
  'prevent',
  'durable',
  'quick',
] as const satisfies readonly Group[];

export interface Cast {
  /** `null` for a healthy one. */
  readonly fault: FaultName | null;
  readonly params: Params;
  readonly lasts: Lasts;
  /** Whether it serves the model under another name than the caller asks for. */
  readonly renamed: boolean;
  /** Tokens that fit, as its operator would mark it in a config; `null`: not marked. */
  readonly contextWindow: number | null;
}

export interface Load {
  readonly operation: Operation;
  readonly stream: boolean;
  readonly count: number;
  /** From one start to the next; a call does not wait for the one before. */
  readonly everyMs: number;
  /** A call that has no end by then hangs. */
  readonly limitMs: number;
  /** The caller leaves after so many words; `null` when it stays. */
  readonly leaveAfterWords: number | null;
  /**
   * The gateway is killed (SIGKILL) once an upstream was asked and the caller has so many words, and started again; callers come back.
   * `null` when it stays.
   */
  readonly killAfterWords: number | null;
  /** More members of the request's body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What must hold. Times in ms.
 * `explained`: a failed call by its error, a rescued one by the record of its failed attempt.
 * `amplification`: attempts that reached an upstream for each call. `slow-share`: of the calls, those that had no first word in time.
 * `goodput`: whole answers a second, at the least. All three leave out what began before `fromMs`.
 * `compacted`: a prompt that is too long is never sent again unless it became shorter.
 */
export type Claim =
  | { readonly kind: 'attempts'; readonly at: Role; readonly min?: number; readonly max?: number }
  | { readonly kind: 'gap'; readonly minMs: number }
  | { readonly kind: 'burst'; readonly withinMs: number; readonly max: number }
  | { readonly kind: 'ends'; readonly withinMs: number }
  | { readonly kind: 'whole' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'usage' }
  | { readonly kind: 'backup-named' }
  | { readonly kind: 'prefill-not-blamed' }
  | { readonly kind: 'compacted' }
  | { readonly kind: 'served-while-down'; readonly downMs: number }
  | { readonly kind: 'back-on-primary'; readonly downMs: number; readonly withinMs: number }
  | { readonly kind: 'sparse-probes'; readonly downMs: number }
  | { readonly kind: 'cancel-seen'; readonly withinMs: number }
  | { readonly kind: 'same-lines' }
  | { readonly kind: 'amplification'; readonly fromMs: number; readonly most: number }
  | { readonly kind: 'slow-share'; readonly fromMs: number; readonly slowMs: number; readonly most: number }
  | { readonly kind: 'goodput'; readonly fromMs: number; readonly untilMs: number; readonly perSecond: number }
  | { readonly kind: 'status'; readonly oneOf: readonly number[] }
  | {
      readonly kind: 'explained';
      readonly codes: readonly CauseCode[];
      readonly families: readonly Family[];
      readonly who: readonly Who[];
    };

/** `required`: broken means fail. `advisory`: broken means partial. `noted`: written down, never scored. */
export type Weight = 'required' | 'advisory' | 'noted';

export interface Check {
  readonly claim: Claim;
  readonly weight: Weight;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly Group[];
  readonly primary: Cast;
  /** `null`: there is nowhere to go. */
  readonly backup: Cast | null;
  /** `spare`: the backup is asked when the primary cannot. `trio`: the primary and two like the backup are equals. */
  readonly formation: 'spare' | 'trio';
  readonly load: Load;
  /** The best that can come of it. `fair`: an answer for as many as can have one, an honest error for the others. */
  readonly ideal: 'answer' | 'error' | 'left' | 'fair';
  /** Clocks of the model in the gateway's config; empty means as released. */
  readonly timeouts: Readonly<Record<string, string>>;
  readonly checks: readonly Check[];
}

export const need = (claim: Claim): Check => ({ claim, weight: 'required' });

export const advise = (claim: Claim): Check => ({ claim, weight: 'advisory' });

export const noted = (claim: Claim): Check => ({ claim, weight: 'noted' });

/** Families and blame follow from the table of causes. */
export const explainedAs = (...codes: readonly CauseCode[]): Claim => ({
  kind: 'explained',
  codes,
  families: [...new Set(codes.map((code) => traits[code].family))],
  who: [...new Set(codes.map((code) => traits[code].who))],
});

export const healthyCast: Cast = {
  fault: null,
  params: {},
  lasts: { kind: 'always' },
  renamed: false,
  contextWindow: null,
};

export const faulty = (fault: FaultName, more: Partial<Cast> = {}): Cast => ({ ...healthyCast, fault, ...more });

export const once: Lasts = { kind: 'times', times: 1 };

const oneStream: Load = {
  operation: 'chat',
  stream: true,
  count: 1,
  everyMs: 0,
  limitMs: 40_000,
  leaveAfterWords: null,
  killAfterWords: null,
  body: {},
};

type Open = Partial<Omit<Scenario, 'load'>> & { readonly load?: Partial<Load> };

/** One streamed chat call with a healthy backup, unless said otherwise. */
export const scenario = (named: Pick<Scenario, 'id' | 'title' | 'groups' | 'primary'>, more: Open = {}): Scenario => ({
  backup: healthyCast,
  formation: 'spare',
  ideal: 'answer',
  timeouts: {},
  checks: [],
  ...named,
  ...more,
  load: { ...oneStream, ...more.load },
});
