/** What is believed of a name, and for how long: when an answer is used, asked for anew, or served although it is old. Pure. */
import type { Said } from '../domain/ports.ts';

/** Answers live no shorter, so that a TTL of 0 does not ask at each dial, and no longer, so that a change is seen. */
export const shortestMs = 5_000;
export const longestMs = 300_000;
/** A name may be made at any moment. */
const noneMs = 5_000;
/** A host that has addresses of one family seldom gets some of the other. */
const noFamilyMs = 60_000;
/** RFC 8767 section 5: one to three days. */
const staleMs = 86_400_000;
/** RFC 8767 section 5: while a resolver fails and there is an old answer, it is asked no more often. */
const failedMs = 30_000;
/** Without one, a failure is remembered just long enough that many calls ask once. */
const unknownMs = 1_000;
/** Addresses that are no longer named are tried last for so long: an answer may be a mistake. */
const formerMs = longestMs;
/** An answer in use is asked for anew when so much of its time is over. */
const aheadShare = 0.8;

/** What is known of a name's addresses of one family. */
export interface Known {
  readonly addresses: readonly string[];
  /** Named before the latest answer, and not in it. */
  readonly former: readonly string[];
  readonly formerUntil: number;
  /** Why there are no addresses, or why the latest question failed; `null`: it was answered. */
  readonly code: string | null;
  readonly isFailing: boolean;
  readonly aheadAt: number;
  readonly freshUntil: number;
  readonly staleUntil: number;
  /** Not asked again before, unless a connection failed. */
  readonly askAt: number;
}

/** `ahead`: use it and ask behind it. `old`: ask, and use it when no answer comes in time. `ask`: nothing can be used. */
export type Judged = 'use' | 'ahead' | 'old' | 'ask';

/** Addresses of the latest answer that may still be tried. */
export const named = (known: Known, now: number): readonly string[] => (now < known.staleUntil ? known.addresses : []);

/** Those that may be tried behind them. */
export const former = (known: Known, now: number): readonly string[] => (now < known.formerUntil ? known.former : []);

export const isOfUse = (known: Known | null, now: number): boolean =>
  known !== null && named(known, now).length + former(known, now).length > 0;

/** Whether it names an address and its time is not over. */
export const isFresh = (known: Known, now: number): boolean => known.addresses.length > 0 && now < known.freshUntil;

export const judge = (known: Known | null, now: number): Judged => {
  if (known === null) return 'ask';
  if (now < known.askAt) return 'use';
  if (now < known.freshUntil) return now < known.aheadAt ? 'use' : 'ahead';
  return isOfUse(known, now) ? 'old' : 'ask';
};

/** Resolvers answer many gateways at once: their next questions are spread over a tenth of the time. */
const lifeOf = (ttlMs: number, draw: number): number =>
  Math.min(longestMs, Math.max(shortestMs, ttlMs * (0.9 + 0.1 * draw)));

const formerOf = (
  known: Known | null,
  addresses: readonly string[],
  now: number,
): Pick<Known, 'former' | 'formerUntil'> => {
  if (known === null) return { former: [], formerUntil: 0 };
  const gone = known.addresses.filter((address) => !addresses.includes(address));
  const kept = now < known.formerUntil ? known.former.filter((address) => !addresses.includes(address)) : [];
  return gone.length > 0
    ? { former: gone, formerUntil: now + formerMs }
    : { former: kept, formerUntil: known.formerUntil };
};

const failing = (known: Known | null, code: string, now: number): Known => {
  const before: Known = known ?? {
    addresses: [],
    former: [],
    formerUntil: 0,
    code,
    isFailing: true,
    aheadAt: now,
    freshUntil: now,
    staleUntil: now,
    askAt: now,
  };
  return { ...before, code, isFailing: true, askAt: now + (isOfUse(before, now) ? failedMs : unknownMs) };
};

/** `draw`: uniform in [0, 1). */
export const learn = (known: Known | null, said: Said, { now, draw }: { now: number; draw: number }): Known => {
  switch (said.kind) {
    case 'found': {
      const life = lifeOf(said.ttlMs, draw);
      return {
        addresses: said.addresses,
        ...formerOf(known, said.addresses, now),
        code: null,
        isFailing: false,
        aheadAt: now + life * aheadShare,
        freshUntil: now + life,
        staleUntil: now + life + staleMs,
        askAt: now,
      };
    }
    case 'none': {
      const before = formerOf(known, [], now);
      // Addresses that have just gone are asked for soon: they may come back.
      const isSoon = said.code !== 'ENODATA' || now < before.formerUntil;
      const life = isSoon ? noneMs : noFamilyMs;
      return {
        addresses: [],
        ...before,
        code: said.code,
        isFailing: false,
        aheadAt: now + life * aheadShare,
        freshUntil: now + life,
        staleUntil: now,
        askAt: now + life * aheadShare,
      };
    }
    case 'failed':
      return failing(known, said.code, now);
    default:
      return said satisfies never;
  }
};
